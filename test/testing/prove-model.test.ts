import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomFlowOfEvents } from '../reference/random-events.js'
import { randomFlowWithFields } from '../reference/random-fields.js'
import { randomFlow } from '../reference/random-flow.js'
import { randomFlowOfFlows } from '../reference/random-flows.js'
import { runsOr } from '../runs.js'
import { walkerOf } from './model-walk.js'

const runs = runsOr(4)

const COUNTED = [(all: readonly string[]) => all, (all: readonly string[]) => all.slice(0, 1), () => []]

test.each([
  ['a flow', randomFlow],
  ['a flow of flows', randomFlowOfFlows],
  ['a flow with events', randomFlowOfEvents],
  ['a flow with fields', randomFlowWithFields],
])(
  'a model does whatever the machine does, with the same happenings, whatever is counted: %s',
  (_, flows) => {
    fc.assert(
      fc.property(flows, fc.nat(1e6), (flow, seed) => {
        const walk = walkerOf(flow)
        for (const counts of COUNTED) for (let talk = 0; talk < 3; talk++) expect(walk(seed + talk, counts)).toBeUndefined()
      }),
      { numRuns: runs },
    )
  },
  600_000,
)
