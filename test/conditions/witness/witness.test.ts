import fc from 'fast-check'
import { all, any, type Condition, context, custom, guard, keyword, llmClassifier, not, regex, sentiment } from 'talkchart'
import { describe, expect, test } from 'vitest'
import {
  alternativesOf,
  describeAlternative,
  evaluateIn,
  isExercised,
  nearMiss,
  situationWhere,
  witnessesFor,
} from '../../../src/conditions/witness/index.js'
import { condition } from '../../reference/random-condition.js'

const texts = (subject: Condition) => witnessesFor(subject).map(({ text }) => text)

test('each keyword has its own witness, and those that heed negation a denied one', () => {
  expect(texts(keyword(['yes', 'of course']))).toEqual(['yes', 'of course'])
  expect(texts(keyword(['fixed'], { ignoreNegated: true }))).toEqual(['fixed', 'not fixed'])
})

test.each([
  ['^[0-9]{5,}$', '55555', '5555'],
  ['order #?[a-c]+\\.', 'order a.', 'order a'],
  ['(?i)colou?r', 'color', 'colo'],
  ['\\bno\\b|never', 'no', 'n'],
  ['[[:alpha:]]\\d', 'a5', 'a'],
  ['\\p{Greek}+', 'π', 'q'],
])('the pattern %s has a match and a near miss', (pattern, match, miss) => {
  expect(texts(regex(pattern))).toEqual([match, miss])
})

test('sentiments have phrases on both sides of the threshold', () => {
  for (const label of ['positive', 'negative', 'neutral'] as const) {
    expect(witnessesFor(sentiment(label)).map(({ holds }) => holds)).toEqual([true, false])
  }
})

test('questions have a witness for each class, functions and guards for both answers', () => {
  const topic = llmClassifier({ prompt: 'About?', classes: ['bug', 'bill', 'other'], targetClass: 'bill' })
  expect(witnessesFor(topic).map(({ answers = [], holds }) => [answers[0]?.answer, holds])).toEqual([
    ['bug', false],
    ['bill', true],
    ['other', false],
  ])
  for (const own of [custom(() => true), guard('isOpen'), context(() => true)]) {
    expect(witnessesFor(own).map(({ holds }) => holds)).toEqual([true, false])
  }
})

test('tests of the data come with data, nested where the path is', () => {
  expect(witnessesFor(context('order.total', { gt: 100, lte: 200 })).map(({ data }) => data)).toEqual([
    { order: { total: 101 } },
    undefined,
  ])
  expect(situationWhere(context('plan', { exists: false }), true, { data: { plan: 'pro' } })?.data).toEqual({ plan: null })
})

test('compositions are put together, each part deciding in its turn', () => {
  const denied = all(keyword(['work']), not(keyword(['work'], { ignoreNegated: true })))
  expect(witnessesFor(denied).map(({ text, holds }) => [text, holds])).toEqual([
    ['not work', true],
    ['work', false],
    ['not work', true],
  ])
  const upset = any(keyword(['angry']), all(sentiment('negative'), not(keyword(['maybe']))))
  expect(witnessesFor(upset)).toHaveLength(alternativesOf(upset).length)
})

test('alternatives are told in a few words', () => {
  const described = alternativesOf(any(keyword(['yes']), regex('^a$'), llmClassifier({ prompt: 'Sure?', targetClass: 'no' })))
  expect(described.map(describeAlternative)).toEqual([
    'says "yes"',
    'matches /^a$/',
    'a near miss of: matches /^a$/',
    'the model answers "yes"',
    'the model answers "no"',
  ])
})

describe('of any condition', () => {
  test('every witness is what it says, by evaluation', () => {
    fc.assert(
      fc.property(condition, (subject) => {
        for (const { alternative, holds, ...situation } of witnessesFor(subject)) {
          expect(isExercised(alternative, situation)).toBe(true)
          expect(evaluateIn(subject, situation)).toBe(holds)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('a near miss misses', () => {
    fc.assert(
      fc.property(condition, (subject) => {
        const miss = nearMiss(subject)
        if (miss !== undefined) expect(evaluateIn(subject, miss)).toBe(false)
      }),
      { numRuns: 100 },
    )
  })
})
