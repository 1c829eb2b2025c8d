import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluatorKey } from '../../../src/conditions/evaluator.js'
import { sentiment } from '../../../src/conditions/index.js'
import { lexiconEvaluator } from '../../../src/conditions/kinds/sentiment/lexicon-evaluator.js'
import { evaluateSentiment } from '../../../src/conditions/kinds/sentiment/sentiment-kind.js'
import { cpuTime } from '../../cpu-time.js'

const scored = (score: number) => ({ version: '0', score: () => score })
const lexicon = lexiconEvaluator

describe('the lexicon', () => {
  test.each([
    ['this is great', 'positive', undefined, true],
    ['this is great', 'negative', undefined, false],
    ['this is terrible', 'negative', undefined, true],
    ["I'm not sure", 'negative', 0.6, true],
    ['I’m not sure', 'negative', 0.6, true],
    ['I don’t like it', 'negative', undefined, true],
    ['I have an order', 'neutral', undefined, true],
    ['I have an order', 'positive', 0, false],
    ['I have an order', 'negative', 0, false],
    ['', 'neutral', 1, true],
  ] as const)('%j is %s from %j: %j', (text, label, threshold, expected) => {
    expect(evaluateSentiment({ sentiment: label, ...(threshold === undefined ? {} : { threshold }) }, text, lexicon)).toBe(expected)
  })
})

describe('what has nothing bad is no complaint, and what has nothing good is no praise', () => {
  const isNegative = (text: string) => evaluateSentiment({ sentiment: 'negative' }, text, lexicon)
  const isPositive = (text: string) => evaluateSentiment({ sentiment: 'positive' }, text, lexicon)

  test.each(['no problem', 'No worries!', 'no complaints so far', 'no real problem', "it's no longer broken", 'no problems at all'])(
    '%j is no complaint',
    (text) => expect(isNegative(text)).toBe(false),
  )
  test.each(['no good', 'no fun at all', 'no luck', 'no longer happy', 'I would give no stars', 'no help at all'])('%j is one', (text) => {
    expect(isNegative(text)).toBe(true)
  })
  test.each([
    'Please delete my account',
    'I would like to cancel',
    "I'd like to return this",
    'I want a new card',
    'Can you help me with my bill',
    'please call me back',
  ])('%j is no praise', (text) => expect(isPositive(text)).toBe(false))
})

test('the thresholds compare the strength of a score', () => {
  fc.assert(
    fc.property(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (score, threshold) => {
      const holds = (label: 'positive' | 'negative' | 'neutral') => evaluateSentiment({ sentiment: label, threshold }, '', scored(score))
      const neutral = score === 0
      expect(holds('positive')).toBe(!neutral && (1 + score) / 2 >= threshold)
      expect(holds('negative')).toBe(!neutral && (1 - score) / 2 >= threshold)
      expect(holds('neutral')).toBe(neutral || 1 - Math.abs(score) >= threshold)
    }),
  )
})

test.each([
  ['words', 'good bad '],
  ['no space', 'x'],
  ['capitals, which a naive test for them takes cubic time to judge', 'A'],
  ['punctuation', '!?'],
])('a megabyte of %s takes bounded time', (_, unit) => {
  const text = `${unit.repeat(1_000_000 / unit.length)}a`
  const before = cpuTime()
  expect(lexicon.score(text)).toBeGreaterThanOrEqual(-1)
  expect(cpuTime() - before).toBeLessThan(1000)
})

test('any text has a score', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(Math.abs(lexicon.score(text))).toBeLessThanOrEqual(1)
    }),
  )
})

test('by the model there is no lexicon and no threshold', () => {
  expect(sentiment('negative', { by: 'model' })).toEqual({ type: 'sentiment', sentiment: 'negative', by: 'model' })
  expect(sentiment('negative')[evaluatorKey]).toBe(lexiconEvaluator)
})
