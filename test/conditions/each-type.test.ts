import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Condition, ImmediateCondition, LeafCondition } from '../../src/conditions/condition.js'
import { evaluateCondition } from '../../src/conditions/evaluate-condition.js'
import { conditionFromParams, isImmediateType, paramsOf } from '../../src/conditions/guard-params.js'
import { deciderOf } from '../../src/conditions/leaves.js'
import { isCatchAll } from '../../src/conditions/order/catch-all.js'
import { withEvaluators } from '../../src/conditions/with-evaluators.js'
import { alternativesOf, describeAlternative, evaluateIn, situationWhere } from '../../src/conditions/witness/index.js'
import { leaves } from '../reference/random-condition.js'
import { utterance } from '../reference/vocabulary.js'

const page = readFileSync(new URL('../../docs/reference/conditions.md', import.meta.url), 'utf8')

/** What holds for conditions of every type, a new one included: `leaves` is complete by type. */
describe.each(Object.entries(leaves))('each %s condition', (type, { arbitrary }) => {
  const samples = fc.sample<LeafCondition>(arbitrary, { numRuns: 30, seed: 1 })

  test('is made by the factory that the reference lists', () => {
    expect(page).toMatch(new RegExp(`^\\| .*\`${type}\\(`, 'm'))
  })

  test('has a situation in which it holds and, unless it is a catch-all, one in which it does not', () => {
    for (const sample of samples) {
      for (const holds of isCatchAll(sample) ? [true] : [true, false]) {
        const situation = situationWhere(sample, holds)
        if (situation === undefined) throw new Error(`No situation was found in which ${JSON.stringify(sample)} is ${holds}.`)
        expect(evaluateIn(sample, situation)).toBe(holds)
      }
    }
  })

  test('says each of its alternatives in words of its own', () => {
    for (const sample of samples) {
      const words = alternativesOf(sample).map(describeAlternative)
      expect(new Set(words).size).toBe(words.length)
    }
  })

  test('is decided by those who are said to decide it', () => {
    fc.assert(
      fc.property(arbitrary, utterance, utterance, (condition: LeafCondition, text, otherText) => {
        const decider = deciderOf(condition)
        expect(evaluateCondition(condition, { text, data: {} }) === 'unknown').toBe(decider !== 'text' && decider !== 'data')
        if (decider === 'text') {
          const other = evaluateCondition(condition, { text, data: { tier: 'gold', amount: 7, topic: text } })
          expect(other).toBe(evaluateCondition(condition, { text, data: {} }))
        }
        if (decider === 'data') {
          const other = evaluateCondition(condition, { text: otherText, data: {} })
          expect(other).toBe(evaluateCondition(condition, { text, data: {} }))
        }
      }),
    )
  })

  test('is the same when it comes back from the params of its guard', () => {
    fc.assert(
      fc.property(arbitrary, utterance, (condition: LeafCondition, text) => {
        const input = { text, data: { tier: 'gold', amount: 7 }, language: 'en' }
        const back = throughParams(condition)
        if (back !== undefined) expect(evaluateCondition(back, input)).toBe(evaluateCondition(condition, input))
      }),
    )
  })
})

/** A condition after the way through a machine's config as JSON; undefined for one that has no guard of its type, or is a function. */
function throughParams(condition: LeafCondition): Condition | undefined {
  if (!isImmediate(condition)) return undefined
  const params = JSON.parse(JSON.stringify(paramsOf(condition, { language: 'en', nameTest: () => 'a function' })))
  const back = conditionFromParams(condition.type, params)
  return back === undefined ? undefined : withEvaluators(back)
}

function isImmediate(condition: LeafCondition): condition is ImmediateCondition {
  return isImmediateType(condition.type) && deciderOf(condition) !== 'model'
}
