import { expect, test } from 'vitest'
import { describeCondition } from '../../src/conditions/describe-condition.js'
import { all, always, any, context, custom, guard, keyword, llmClassifier, not, regex, sentiment } from '../../src/conditions/index.js'

const isSpam = () => true
const budget = { ...keyword(['budget']), except: [{ word: 'no budget', match: 'stem', caseSensitive: false }] } as const

test.each([
  [keyword(['bug', 'error', 'crash']), 'says bug, error or crash'],
  [keyword(['c++', 'no budget']), 'says "c++" or no budget'],
  [keyword(['re'], { match: 'prefix' }), 'says a word that begins with re'],
  [keyword(['fixed'], { ignoreNegated: true }), 'says fixed (not negated)'],
  [keyword(['IT'], { match: 'word', caseSensitive: true }), 'says exactly IT (in this case)'],
  [keyword('abcdefghij'.split('')), 'says a, b, c, d, e, f, g, h or 2 more'],
  [budget, 'says budget, but not within "no budget"'],
  [keyword(['.*']), 'anything'],
  [always(), 'anything'],
  [regex('[0-9]+', { flags: 'i' }), 'matches /[0-9]+/i'],
  [sentiment('negative', { threshold: 0.6 }), 'sounds negative (at least 0.6)'],
  [sentiment('negative', { by: 'model' }), 'model finds it negative'],
  [llmClassifier({ prompt: 'A refund?', targetClass: 'yes' }), 'model answers "yes" to: A refund?'],
  [llmClassifier({ prompt: 'A refund?', targetClass: 'yes', model: 'small' }), 'model "small" answers "yes" to: A refund?'],
  [context('plan', { equals: 'pro' }), 'data.plan = "pro"'],
  [context('seats', { exists: true, gt: 2, lte: 5 }), 'data.seats exists and > 2 and <= 5'],
  [context('plan', { in: ['pro', 'team'] }), 'data.plan is one of "pro" or "team"'],
  [guard('isOpen', { day: 1 }), 'guard isOpen {"day":1}'],
  [custom(isSpam), 'passes function isSpam'],
  [not(keyword(['yes'])), 'not (says yes)'],
  [all(any(keyword(['a']), keyword(['b'])), always()), '(says a or says b) and anything'],
  [any(), 'nothing'],
])('%j', (condition, text) => expect(describeCondition(condition)).toBe(text))
