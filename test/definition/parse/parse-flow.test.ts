import { expect, expectTypeOf, test } from 'vitest'
import { evaluatorOf } from '../../../src/conditions/evaluator.js'
import { custom, regex, sentiment } from '../../../src/conditions/index.js'
import { type ConversationFlow, defineFlow, extract, select } from '../../../src/definition/index.js'
import { InvalidFlowError } from '../../../src/diagnostics/invalid-flow-error.js'
import { parseFlow, safeParseFlow } from '../../../src/parse/parse-flow.js'
import { soundFlow } from '../diagnostics-of.js'

test('a sound flow comes out as it went in', () => {
  const result = safeParseFlow(soundFlow)
  expect(result).toEqual({ success: true, flow: soundFlow, diagnostics: [] })
  expectTypeOf(parseFlow(soundFlow)).toEqualTypeOf<ConversationFlow>()
})

test('problems of every kind are reported together', () => {
  const { greeting, help } = soundFlow.states
  const flow = {
    ...soundFlow,
    initialState: 'greting',
    maxTurns: '3',
    states: { greeting: { ...greeting, colour: 'red' }, help: { ...help, maxLoops: 0 } },
  }
  const result = safeParseFlow(flow)
  expect(result.success).toBe(false)
  expect(result.diagnostics.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([
    'unknown-key states.greeting.colour',
    'wrong-type maxTurns',
    'unknown-state initialState',
    'bad-number states.help.maxLoops',
  ])
})

test('a wrong part does not make sound parts look wrong', () => {
  const { greeting } = soundFlow.states
  const states = {
    greeting: { ...greeting, transitions: { continue: 'yes' } },
    help: 5,
    round: { prompt: 'x', advanceTo: 'round', maxLoops: '3' },
  }
  expect(safeParseFlow({ ...soundFlow, states }).diagnostics.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([
    'wrong-type states.greeting.transitions.continue',
    'wrong-type states.help',
    'wrong-type states.round.maxLoops',
  ])
})

test('parseFlow throws all errors at once, and no mere information', () => {
  const flow = {
    ...soundFlow,
    initialState: 'greting',
    language: '_',
    globalTransitions: { stop: { type: 'keyword', words: ['.*'] } },
    globalNextStates: { stop: 'help' },
  }
  expect(() => parseFlow(flow)).toThrowError(InvalidFlowError)
  expect(() => parseFlow(flow)).toThrowErrorMatchingInlineSnapshot(`
    [InvalidFlowError: The flow has 2 problems:
    error unknown-state at initialState
      There is no state "greting".
      expected: "greeting" or "help"
      Did you mean "greeting"?
    error bad-language at language
      This is no language tag, so nothing tells how words are compared.
      found: "_"
      expected: a BCP 47 tag, such as "en" or "pt-BR"]
  `)
})

test('what is worth knowing does not stop a flow', () => {
  const flow = { ...soundFlow, globalTransitions: { stop: { type: 'keyword', words: ['.*'] } }, globalNextStates: { stop: 'help' } }
  const result = safeParseFlow(flow)
  expect(result.success).toBe(true)
  expect(result.diagnostics.map(({ code }) => code)).toEqual(['keyword-catch-all'])
})

test('regexes and sentiments from JSON get their evaluators', () => {
  const flow = parseFlow({
    ...soundFlow,
    globalTransitions: {
      number: { type: 'not', condition: { type: 'any', conditions: [{ type: 'regex', pattern: '[0-9]' }] } },
      angry: { type: 'sentiment', sentiment: 'negative' },
      judged: { type: 'sentiment', sentiment: 'negative', by: 'model' },
    },
    globalNextStates: { number: 'help', angry: 'help', judged: 'help' },
  })
  const { number, angry, judged } = flow.globalTransitions ?? {}
  const inner = number?.type === 'not' && number.condition.type === 'any' ? number.condition.conditions[0] : undefined
  expect(inner?.type === 'regex' && evaluatorOf(inner)?.evaluate(inner, 'order 7')).toBe(true)
  expect(angry?.type === 'sentiment' && evaluatorOf(angry)?.score('this is awful')).toBeLessThan(0)
  expect(judged?.type === 'sentiment' && evaluatorOf(judged)).toBeUndefined()
})

test('a flow with functions keeps them', () => {
  const isLong = custom(({ text }) => text.length > 100)
  const choose = () => 'help'
  const greet = () => undefined
  const schema = { '~standard': { version: 1 as const, vendor: 'test', validate: (value: unknown) => ({ value }) } }
  const written = defineFlow({
    ...soundFlow,
    states: {
      greeting: {
        prompt: { say: 'Go on' },
        transitions: { long: isLong, digits: regex('[0-9]'), sad: sentiment('negative') },
        nextStates: { long: select({ candidates: ['help', 'greeting'], choose }), digits: 'help', sad: 'help' },
        extract: extract({ schema, run: () => ({}) }),
        onEnter: greet,
      },
      help: { prompt: { say: 'How can I help?' } },
    },
    initialState: 'greeting',
  })
  const flow = parseFlow(written)
  expect(flow).toEqual(written)
  expect(flow.states.greeting?.transitions?.long).toEqual(isLong)
  expect(flow.states.greeting?.onEnter).toBe(greet)
  expect(flow.states.greeting?.extract?.schema).toBe(schema)
})

test('$schema is for editors', () => {
  expect(safeParseFlow({ $schema: 'talkchart/flow.schema.json', ...soundFlow }).success).toBe(true)
})
