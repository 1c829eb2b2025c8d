import { proveFlow } from 'talkchart/testing'
import { wideFlow } from '../flows.js'
import { cpuTime, type Group, inMilliseconds } from '../sampling.js'

/** A flow that was proved once is compiled already: each time it is another one. */
const proofTime = (states: number) =>
  inMilliseconds(
    cpuTime((times) => {
      const flows = Array.from({ length: times }, () => ({ ...wideFlow(states), maxLoops: 3 }))
      return () => flows.map((flow) => proveFlow(flow, { properties: { seldom: { atMost: 3, of: 'state_3' } } }))
    }),
  )

export const prove: Group = {
  name: 'prove',
  title: 'Proving a property of a flow',
  about: '`proveFlow` with a property that holds because of `maxLoops: 3`, three transitions a state; compiling the flow is part of it.',
  unit: 'ms',
  baselines: ['proveFlow, 12 states'],
  rounds: 3,
  samplers: () => ({
    'proveFlow, 12 states': proofTime(12),
    'proveFlow, 300 states': proofTime(300),
    'proveFlow, 1000 states': proofTime(1000),
  }),
}
