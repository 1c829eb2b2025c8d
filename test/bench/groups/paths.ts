import { getShortestPaths } from '@xstate/graph'
import { type ConversationFlow, compileFlow } from 'talkchart'
import { flowPaths, traversalOptions } from 'talkchart/testing'
import { asidesOf, wideFlow } from '../flows.js'
import { cpuTime, type Group, inMilliseconds } from '../sampling.js'

const each = (times: number, work: () => unknown) => {
  for (let count = 0; count < times; count += 1) work()
}

/** A flow that was covered once is compiled already: each time it is another one. */
const coverTime = (make: () => ConversationFlow) =>
  inMilliseconds(
    cpuTime((times) => {
      const flows = Array.from({ length: times }, make)
      return () => flows.map((flow) => flowPaths(flow, { coverage: 'transitions', maxPaths: 10_000 }))
    }),
  )

const shortestTime = (states: number) => {
  const machine = compileFlow(wideFlow(states))
  return inMilliseconds(cpuTime(() => (times) => each(times, () => getShortestPaths(machine, traversalOptions(machine)))))
}

export const paths: Group = {
  name: 'paths',
  title: 'Paths that cover a flow',
  about:
    "`flowPaths` with `coverage: 'transitions'`, three transitions a state. The baseline is XState's `getShortestPaths`, which covers states alone.",
  unit: 'ms',
  baselines: ['getShortestPaths, 100 states'],
  rounds: 3,
  samplers: () => ({
    'getShortestPaths, 100 states': shortestTime(100),
    'flowPaths, 30 states': coverTime(() => wideFlow(30)),
    'flowPaths, 100 states': coverTime(() => wideFlow(100)),
    'flowPaths, 300 states': coverTime(() => wideFlow(300)),
    'flowPaths, 1000 states': coverTime(() => wideFlow(1000)),
    'flowPaths, 400 states, 20 digressions': coverTime(() => asidesOf(400, 20)),
  }),
}
