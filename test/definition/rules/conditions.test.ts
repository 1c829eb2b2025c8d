import { expect, test } from 'vitest'
import { diagnosticsInCondition } from '../diagnostics-of.js'

test('an empty list of keywords', () => {
  expect(diagnosticsInCondition({ type: 'keyword', words: [] })).toMatchInlineSnapshot(`
    "error no-keywords at states.greeting.transitions.continue.words
      The list of keywords is empty, so the condition could never hold.
      expected: at least one word"
  `)
})

test('keywords with nothing to match', () => {
  expect(diagnosticsInCondition({ type: 'keyword', words: ['yes', '', '  '] })).toMatchInlineSnapshot(`
    "error empty-keyword at states.greeting.transitions.continue.words[1]
      The keyword holds nothing that could occur in a message.
      found: ""
    error empty-keyword at states.greeting.transitions.continue.words[2]
      The keyword holds nothing that could occur in a message.
      found: "  ""
  `)
})

test('the keyword .*', () => {
  expect(diagnosticsInCondition({ type: 'keyword', words: ['.*'] })).toMatchInlineSnapshot(`
    "info keyword-catch-all at states.greeting.transitions.continue.words[0]
      The keyword ".*" is read as always(): the condition holds for every message.
      Write always() where that is meant."
  `)
})

test('a regex with look-ahead', () => {
  expect(diagnosticsInCondition({ type: 'regex', pattern: '(?=yes)' })).toMatchInlineSnapshot(`
    "error invalid-regex at states.greeting.transitions.continue
      The pattern "(?=yes)" uses look-ahead ("(?="), which a linear-time engine can not run."
  `)
})

test('a regex that can not be read', () => {
  expect(diagnosticsInCondition({ type: 'regex', pattern: '(' })).toMatchInlineSnapshot(`
    "error invalid-regex at states.greeting.transitions.continue
      The pattern "(" can not be read: error parsing regexp: missing closing ): \`(\`."
  `)
})

test('a regex with an unknown flag', () => {
  expect(diagnosticsInCondition({ type: 'regex', pattern: 'yes', flags: 'x' })).toMatchInlineSnapshot(`
    "error invalid-regex at states.greeting.transitions.continue
      The flag "x" is not one of i, m and s (g, u, v and d are taken, and change nothing)."
  `)
})

test('a threshold out of range', () => {
  expect(diagnosticsInCondition({ type: 'sentiment', sentiment: 'positive', threshold: 1.5 })).toMatchInlineSnapshot(`
    "error bad-threshold at states.greeting.transitions.continue.threshold
      The threshold is outside of what a score can be.
      found: 1.5
      expected: a number from 0 to 1"
  `)
})

test('a threshold for the model', () => {
  expect(diagnosticsInCondition({ type: 'sentiment', sentiment: 'positive', threshold: 0.5, by: 'model' })).toMatchInlineSnapshot(`
    "error threshold-by-model at states.greeting.transitions.continue.threshold
      The model answers with a label, not with a score, so the threshold would do nothing.
      Remove the threshold, or "by": "model"."
  `)
})

test('a classifier without classes', () => {
  expect(diagnosticsInCondition({ type: 'llmClassifier', prompt: 'What is it?', targetClass: 'billing' })).toMatchInlineSnapshot(`
    "error missing-classes at states.greeting.transitions.continue
      The classifier does not say what the model may answer besides "billing".
      expected: classes, which only a target of "yes" or "no" can do without"
  `)
})

test('a classifier whose target is none of the classes', () => {
  expect(
    diagnosticsInCondition({ type: 'llmClassifier', prompt: 'What is it?', targetClass: 'biling', classes: ['billing', 'other'] }),
  ).toMatchInlineSnapshot(`
    "error unknown-class at states.greeting.transitions.continue.targetClass
      The target class "biling" is none of the classes, so the condition could never hold.
      expected: "billing" or "other"
      Did you mean "billing"?"
  `)
})

test('a classifier with a class twice', () => {
  expect(
    diagnosticsInCondition({ type: 'llmClassifier', prompt: 'What is it?', targetClass: 'a', classes: ['a', 'b', 'a'] }),
  ).toMatchInlineSnapshot(`
    "error duplicate-class at states.greeting.transitions.continue.classes[2]
      The class "a" stands twice in the list."
  `)
})

test('a classifier that asks nothing', () => {
  expect(diagnosticsInCondition({ type: 'llmClassifier', prompt: ' ', targetClass: 'yes' })).toMatchInlineSnapshot(`
    "error empty-prompt at states.greeting.transitions.continue.prompt
      The classifier asks nothing."
  `)
})

test('empty compositions', () => {
  expect(
    diagnosticsInCondition({
      type: 'any',
      conditions: [
        { type: 'all', conditions: [] },
        { type: 'not', condition: { type: 'any', conditions: [] } },
      ],
    }),
  ).toMatchInlineSnapshot(`
    "error empty-composition at states.greeting.transitions.continue.conditions[0].conditions
      There are no conditions, so this would always hold.
      expected: at least one condition
    error empty-composition at states.greeting.transitions.continue.conditions[1].condition.conditions
      There are no conditions, so this would never hold.
      expected: at least one condition"
  `)
})

test('a context test that tests nothing', () => {
  expect(diagnosticsInCondition({ type: 'context', path: '', test: {} })).toMatchInlineSnapshot(`
    "error empty-path at states.greeting.transitions.continue.path
      The path is empty, so it names no value of the data.
    error empty-test at states.greeting.transitions.continue.test
      There is no test, so the condition would say nothing of the value.
      expected: one or more of equals, in, exists, gt, gte, lt and lte"
  `)
})

test('faults deep within are found where they stand', () => {
  expect(
    diagnosticsInCondition({ type: 'not', condition: { type: 'all', conditions: [{ type: 'always' }, { type: 'regex', pattern: '(' }] } }),
  ).toMatchInlineSnapshot(`
    "error invalid-regex at states.greeting.transitions.continue.condition.conditions[1]
      The pattern "(" can not be read: error parsing regexp: missing closing ): \`(\`."
  `)
})
