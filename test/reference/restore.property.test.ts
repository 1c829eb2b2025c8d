import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { runsOr } from '../runs.js'
import { findDifference } from './lockstep.js'
import { STARTED_AT } from './machine-driver.js'
import { randomFlowOfEvents } from './random-events.js'
import { fieldScriptOfWholeReplies, randomFlowWithFields } from './random-fields.js'
import { randomFlow } from './random-flow.js'
import { randomFlowOfFlows } from './random-flows.js'
import { randomScriptOfWholeReplies, randomScriptOfWholeRepliesWithEvents } from './random-script.js'
import { type RestorePoint, RestoringDriver } from './restoring-driver.js'
import { stopTheClock } from './test-lockstep.js'

const RUNS = runsOr(10)

const restorePoint: fc.Arbitrary<RestorePoint> = fc.record({
  within: fc.option(fc.nat(12)),
  after: fc.boolean(),
  by: fc.constantFrom('machine', 'machine', 'config'),
})
const restorePoints = fc.array(restorePoint, { minLength: 1, maxLength: 26, size: 'large' })

stopTheClock()

test.each([
  ['a flow', randomFlow, randomScriptOfWholeReplies],
  ['a flow of flows', randomFlowOfFlows, randomScriptOfWholeReplies],
  ['a flow with events', randomFlowOfEvents, randomScriptOfWholeRepliesWithEvents],
  ['a flow with fields', randomFlowWithFields, fieldScriptOfWholeReplies],
])(
  'a conversation that is persisted and restored at any moment goes on as if nothing had happened: %s',
  async (_, flows, scripts) => {
    const holds = fc.asyncProperty(flows, scripts, restorePoints, async (flow, script, points) => {
      vi.setSystemTime(STARTED_AT)
      expect(await findDifference(flow, script, (driven) => new RestoringDriver(driven, points))).toBeUndefined()
    })
    await fc.assert(holds, { numRuns: RUNS })
  },
  RUNS * 1000,
)
