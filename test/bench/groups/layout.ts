import type { ConversationFlow } from 'talkchart'
import { drawing } from 'talkchart/analysis'
import { flow as support } from 'talkchart/machines/customer_support'
import { ringOf } from '../flows.js'
import { cpuTime, type Group, inMilliseconds } from '../sampling.js'

/** As the playground draws a flow at first. */
const CALM = { labels: 'none', hide: ['limit', 'noMatch', 'global'], direction: 'LR' } as const

const layoutTime = (flow: ConversationFlow) =>
  inMilliseconds(
    cpuTime(() => async (times) => {
      for (let time = 0; time < times; time += 1) await drawing(flow, CALM)
    }),
  )

export const layout: Group = {
  name: 'layout',
  title: 'Laying out a chart',
  about:
    '`drawing` without labels, as the playground does it for each direction, in a thread beside. Rings have three transitions for each state.',
  unit: 'ms',
  baselines: [],
  rounds: 3,
  samplers: () => ({
    'layout, 12 states': layoutTime(support),
    'layout, 100 states': layoutTime(ringOf(100)),
    'layout, 300 states': layoutTime(ringOf(300)),
  }),
}
