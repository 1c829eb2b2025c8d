import { always, custom, event, keyword, llmClassifier, safeParseFlow, select } from 'talkchart'
import { expect, test } from 'vitest'
import { checkFlow } from '../../../src/definition/check-flow.js'
import type { ConversationFlow, FlowState } from '../../../src/definition/flow.js'

const end: FlowState = { prompt: { say: 'Bye.' } }

function codesOf(flow: Partial<ConversationFlow>, waiting: Partial<FlowState> = {}): readonly string[] {
  const waits: FlowState = { prompt: { say: 'Wait.' }, transitionsOn: 'event', on: { 'a.came': 'end' }, ...waiting }
  const whole = { name: 'events', initialState: 'waits', events: { 'a.came': {} }, states: { waits, end }, ...flow }
  return checkFlow(whole).map(({ code, path, message }) => `${code} at ${path.join('.')}: ${message}`)
}

test('a payload that nothing checks', () => {
  const payload = { type: 'number' }
  expect(codesOf({ events: { 'a.came': { payload } } })).toEqual([
    'missing-evaluator at events.a.came.payload: The event "a.came" came without what checks its payload, or with that of another version, so every payload would be refused.',
  ])
  expect(codesOf({ events: { 'a.came': event({ payload }) } })).toEqual([])
  expect(codesOf({ events: { 'a.came': { description: 'anything may come' } } })).toEqual([])
})

test.each([
  ['the model', llmClassifier({ prompt: 'Is it "{{text}}"?', targetClass: 'yes' }), 'asks the model'],
  ['a function', custom(() => Promise.resolve(true)), 'asks a function'],
])('a transition that asks %s where events are waited for', (_, condition, what) => {
  expect(codesOf({}, { transitions: { go: condition }, nextStates: { go: 'end' } })).toEqual([
    `asks-while-waiting at states.waits.transitions.go: The transition "go" ${what}, and nothing is asked of anybody where events are waited for.`,
  ])
})

test('a choice among states where events are waited for', () => {
  const nextStates = { go: select({ candidates: ['end', 'waits'] }) }
  expect(codesOf({}, { transitions: { go: always() }, nextStates })).toEqual([
    'asks-while-waiting at states.waits.nextStates.go: The transition "go" chooses among states, and nothing is asked of anybody where events are waited for.',
  ])
})

test('what words or data decide may stand where events are waited for, and so may suggestions and a timeout', () => {
  const transitions = { cancel: keyword(['cancel']) }
  expect(codesOf({}, { transitions, nextStates: { cancel: 'end' }, suggestions: ['cancel'], timeout: { seconds: 5, to: 'end' } })).toEqual(
    [],
  )
})

test('a way back to a state that waits for events is no endless round', () => {
  expect(codesOf({}, { transitions: { again: keyword(['again']) }, nextStates: { again: 'waits' } })).toEqual([])
})

test.each(['done', 'done.now', 'user.left'])('the name %s, whose first word is kept', (name) => {
  const [word] = name.split('.')
  expect(codesOf({ events: { 'a.came': {}, [name]: {} } })).toEqual([
    `reserved-event at events.${name}: The event name "${name}" begins with the word "${word}", which is talkchart's own or XState's.`,
  ])
})

test('a miss where events are waited for', () => {
  expect(codesOf({}, { noMatch: { prompt: { say: 'Sorry?' } } })).toEqual([
    'no-match-unheard at states.waits.noMatch: No message can miss here: the state waits for events.',
  ])
})

test('the key that YAML 1.1 makes of "on"', () => {
  const read = safeParseFlow({
    name: 'x',
    initialState: 'a',
    events: { 'a.came': {} },
    states: { a: { prompt: { say: 'Hi' }, true: { 'a.came': 'a' } } },
  })
  expect(read.diagnostics.map(({ code, path, suggestion }) => [code, path.join('.'), suggestion])).toContainEqual([
    'yaml-on',
    'states.a.true',
    'Write it in quotes: "on".',
  ])
})
