import type { ConversationFlow } from 'talkchart'
import { analyzeFlow } from 'talkchart/analysis'
import { asidesOf, ringOf, starOf } from '../flows.js'
import { cpuTime, type Group, inMilliseconds } from '../sampling.js'

/** A flow is compiled once and then kept: each time it is another one. */
const analysisTime = (flow: ConversationFlow) =>
  inMilliseconds(
    cpuTime((times) => {
      const flows = Array.from({ length: times }, () => ({ ...flow }))
      return () => flows.map((copy) => analyzeFlow(copy))
    }),
  )

export const analysis: Group = {
  name: 'analysis',
  title: 'Analysing a flow',
  about: '`analyzeFlow`, once for each flow. The baseline is a ring of 100 states with three transitions each.',
  unit: 'ms',
  baselines: ['100 states'],
  rounds: 3,
  samplers: () => ({
    '100 states': analysisTime(ringOf(100)),
    '1000 states': analysisTime(ringOf(1000)),
    '400 states, 20 digressions': analysisTime(asidesOf(400, 20)),
    '400 transitions of one state': analysisTime(starOf(400)),
    '2000 transitions of one state': analysisTime(starOf(2000)),
  }),
}
