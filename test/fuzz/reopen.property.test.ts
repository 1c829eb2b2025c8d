import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { STARTED_AT } from '../reference/machine-driver.js'
import { randomFlow } from '../reference/random-flow.js'
import { randomScript } from '../reference/random-script.js'
import { runsOr } from '../runs.js'
import { findLosses } from './reopen-script.js'
import type { Interruption } from './reopening-run.js'

const RUNS = runsOr(20)
const SEED = process.env.TALKCHART_SEED

/** With the whole conversation in view and no message refused, a message that was sent before is known for certain. */
const flow = randomFlow.map(({ history: _history, maxMessageLength: _longest, ...rest }) => rest)

const interruption: fc.Arbitrary<Interruption> = fc.record({
  how: fc.constantFrom('none', 'none', 'close', 'die'),
  within: fc.option(fc.nat(14)),
})

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
})

afterEach(() => {
  vi.useRealTimers()
})

test(
  'a conversation that is closed, or whose process dies, at any moment loses nothing and does nothing twice',
  async () => {
    const interruptions = fc.array(interruption, { minLength: 1, maxLength: 25, size: 'large' })
    const holds = fc.asyncProperty(flow, randomScript, interruptions, async (flow, script, interruptions) => {
      vi.setSystemTime(STARTED_AT)
      expect(await findLosses(flow, script, interruptions)).toEqual([])
    })
    await fc.assert(holds, { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) })
  },
  RUNS * 1000,
)
