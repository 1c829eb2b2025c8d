import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addUsage, NO_USAGE, safeUsage, type Usage } from '../../src/model/usage.js'

const reported = fc.oneof(fc.double(), fc.integer(), fc.constantFrom('12', '-1', '1e400', null, undefined, {}, [3], 1e308, -1, Number.NaN))

it('stays within what a record can hold, whatever is reported and however often', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ inputTokens: reported, outputTokens: reported })), (calls) => {
      const sum = calls.reduce<Usage>((total, call) => addUsage(total, { modelCalls: 1, ...safeUsage(call) }), NO_USAGE)
      for (const amount of Object.values(sum)) {
        expect(amount).toBeGreaterThanOrEqual(0)
        expect(amount).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER)
      }
      expect(sum.modelCalls).toBe(calls.length)
    }),
  )
})
