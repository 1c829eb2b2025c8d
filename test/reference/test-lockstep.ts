import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ExplainingDriver } from './explaining-driver.js'
import { describeDifference, findDifference } from './lockstep.js'
import { STARTED_AT } from './machine-driver.js'

type Flow = Parameters<typeof findDifference>[0]
type Script = Parameters<typeof findDifference>[1]

/** Stops the clock in each test of a file. */
export function stopTheClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  })

  afterEach(() => {
    vi.useRealTimers()
  })
}

/** Holds random talks with the compiled machine and with the reference, and says what differs in the smallest that do. */
export function testLockstep(title: string, flows: fc.Arbitrary<Flow>, scripts: fc.Arbitrary<Script>, runs: number): void {
  stopTheClock()

  test(
    title,
    async () => {
      const holds = fc.asyncProperty(flows, scripts, async (flow, script) => {
        vi.setSystemTime(STARTED_AT)
        const explained: ExplainingDriver[] = []
        const drive = (driven: Flow) => (explained[0] = new ExplainingDriver(driven))
        expect(await findDifference(flow, script, drive)).toBeUndefined()
        expect(explained[0]?.unlike()).toEqual([])
      })
      const result = await fc.check(holds, { numRuns: runs })
      if (!result.failed) return
      throw new Error(await explain(result))
    },
    runs * 1000,
  )
}

/** The smallest counterexample found, as people read it, and how to see it again. */
async function explain(result: fc.RunDetails<[flow: Flow, script: Script]>): Promise<string> {
  const { counterexample, errorInstance, seed, numRuns, numShrinks } = result
  const again = `TALKCHART_SEED=${seed}, run ${numRuns}, shrunk ${numShrinks} times`
  if (!counterexample) return `No flow could be made (${again})`
  const [flow, script] = counterexample
  vi.setSystemTime(STARTED_AT)
  const difference = await findDifference(flow, script).catch((): undefined => undefined)
  if (difference) return `${describeDifference(flow, script, difference)}\n${again}`
  const failure = describeDifference(flow, script, { step: script.length, fields: {} })
  return `${failure}\n${String(errorInstance)}\n${errorInstance instanceof Error ? String(errorInstance.cause ?? '') : ''}\n${again}`
}
