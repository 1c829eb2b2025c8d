import { expect, test } from 'vitest'
import { diagnosticsInState, diagnosticsOf } from '../diagnostics-of.js'

test('limits of the flow that are no counts', () => {
  expect(
    diagnosticsOf({ maxLoops: 0, maxTurns: 1.5, timeoutSeconds: -1, budget: { modelCalls: -1, tokens: 0.5 }, history: { maxMessages: 0 } }),
  ).toMatchInlineSnapshot(`
    "error bad-number at maxLoops
      The value of "maxLoops" can not be counted to.
      found: 0
      expected: a whole number from 1 on
    error bad-number at maxTurns
      The value of "maxTurns" can not be counted to.
      found: 1.5
      expected: a whole number from 1 on
    error bad-number at timeoutSeconds
      The value of "timeoutSeconds" can not be counted to.
      found: -1
      expected: a whole number from 1 on
    error bad-number at budget.modelCalls
      The value of "modelCalls" can not be counted to.
      found: -1
      expected: a whole number from 0 on
    error bad-number at budget.tokens
      The value of "tokens" can not be counted to.
      found: 0.5
      expected: a whole number from 0 on
    error bad-number at history.maxMessages
      The value of "maxMessages" can not be counted to.
      found: 0
      expected: a whole number from 1 on"
  `)
})

test('limits of a state that are no counts', () => {
  expect(diagnosticsInState({ maxLoops: 0, noMatch: { max: -1, to: 'help' }, timeout: { seconds: 0, to: 'help' } })).toMatchInlineSnapshot(`
    "error bad-number at states.greeting.maxLoops
      The value of "maxLoops" can not be counted to.
      found: 0
      expected: a whole number from 1 on
    error bad-number at states.greeting.noMatch.max
      The value of "max" can not be counted to.
      found: -1
      expected: a whole number from 0 on
    error bad-number at states.greeting.timeout.seconds
      The value of "seconds" can not be counted to.
      found: 0
      expected: a whole number from 1 on"
  `)
})

test('a budget of nothing is a budget', () => {
  expect(diagnosticsOf({ budget: { modelCalls: 0, tokens: 0 } })).toMatchInlineSnapshot(`""`)
})

test('a language that is no tag', () => {
  expect(diagnosticsOf({ language: 'english_UK' })).toMatchInlineSnapshot(`
    "error bad-language at language
      This is no language tag, so nothing tells how words are compared.
      found: "english_UK"
      expected: a BCP 47 tag, such as "en" or "pt-BR""
  `)
})

test('prompts without words', () => {
  expect(diagnosticsOf({ prompts: { hello: {} }, systemPrompt: '' })).toMatchInlineSnapshot(`
    "error empty-prompt at systemPrompt
      The name of the prompt is empty.
    error empty-prompt at prompts.hello
      The prompt neither says nor instructs anything.
      expected: say, instruct, or both"
  `)
})

test('an inline prompt without words', () => {
  expect(diagnosticsInState({ prompt: {} })).toMatchInlineSnapshot(`
    "error empty-prompt at states.greeting.prompt
      The prompt neither says nor instructs anything.
      expected: say, instruct, or both"
  `)
})

test('a prompt name that the flow does not have may resolve elsewhere', () => {
  expect(diagnosticsInState({ prompt: 'elsewhere' })).toMatchInlineSnapshot(`""`)
})
