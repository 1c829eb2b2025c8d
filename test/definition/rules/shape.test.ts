import { expect, test } from 'vitest'
import { diagnosticsInCondition, diagnosticsInState, diagnosticsOf } from '../diagnostics-of.js'

test('unknown keys, all of them', () => {
  expect(diagnosticsOf({ maxLop: 3, max_turns: 4, zebra: 1, constructor: 1 })).toMatchInlineSnapshot(`
    "error unknown-key at maxLop
      No such key is known here: "maxLop".
      Did you mean "maxLoops"?
    error unknown-key at max_turns
      No such key is known here: "max_turns".
      Did you mean "maxTurns"?
    error unknown-key at zebra
      No such key is known here: "zebra".
      expected: one of "$schema", "name", "initialState", "states", "flows", "version", "description", "language", "prompts", "systemPrompt", "fields", "timeZone", "initialContext", "maxLoops", "maxTurns", "maxMessageLength", "timeoutSeconds", "budget", "onLimit", "noMatch", "timeout", "events", "on", "whileBusy", "globalTransitions", "globalNextStates", "typos", "transitionOrder", "history", "properties", "prove" or "metadata"
    error unknown-key at constructor
      No such key is known here: "constructor".
      expected: one of "$schema", "name", "initialState", "states", "flows", "version", "description", "language", "prompts", "systemPrompt", "fields", "timeZone", "initialContext", "maxLoops", "maxTurns", "maxMessageLength", "timeoutSeconds", "budget", "onLimit", "noMatch", "timeout", "events", "on", "whileBusy", "globalTransitions", "globalNextStates", "typos", "transitionOrder", "history", "properties", "prove" or "metadata""
  `)
})

test('missing keys', () => {
  expect(diagnosticsOf({ name: undefined, initialState: undefined })).toMatchInlineSnapshot(`
    "error missing-key at name
      The key "name" is missing.
    error missing-key at initialState
      The key "initialState" is missing."
  `)
})

test('a state without a prompt', () => {
  expect(diagnosticsInState({ prompt: undefined })).toMatchInlineSnapshot(`
    "error missing-key at states.greeting.prompt
      The key "prompt" is missing."
  `)
})

test('values of another kind', () => {
  expect(diagnosticsOf({ version: 2, prompts: [], maxTurns: '5', noMatch: 'help' })).toMatchInlineSnapshot(`
    "error wrong-type at version
      The value of "version" is of the wrong kind.
      found: 2
      expected: a text
    error wrong-type at prompts
      The value of "prompts" is of the wrong kind.
      found: []
      expected: an object
    error wrong-type at maxTurns
      The value of "maxTurns" is of the wrong kind.
      found: "5"
      expected: a number
    error wrong-type at noMatch
      The value of "noMatch" is of the wrong kind.
      found: "help"
      expected: an object"
  `)
})

test('a value that is none of the choices', () => {
  expect(diagnosticsInState({ transitionsOn: 'replies' })).toMatchInlineSnapshot(`
    "error wrong-value at states.greeting.transitionsOn
      The value is none of those that may stand here.
      found: "replies"
      expected: "user", "reply", "entry" or "event""
  `)
})

test('a condition of an unknown type', () => {
  expect(diagnosticsInCondition({ type: 'keywrd', words: ['yes'] })).toMatchInlineSnapshot(`
    "error unknown-type at states.greeting.transitions.continue.type
      There is no condition of type "keywrd".
      expected: one of "keyword", "affirm", "deny", "unsure", "regex", "sentiment", "llmClassifier", "context", "guard", "all", "any", "not", "always" or "custom"
      Did you mean "keyword"?"
  `)
})

test('a condition without a type', () => {
  expect(diagnosticsInCondition({ words: ['yes'] })).toMatchInlineSnapshot(`
    "error missing-type at states.greeting.transitions.continue
      The object does not say its "type", so nothing tells what it means.
      Say type: "keyword"."
  `)
})

test('a condition without a type that nothing gives away', () => {
  expect(diagnosticsInCondition({})).toMatchInlineSnapshot(`
    "error missing-type at states.greeting.transitions.continue
      The object does not say its "type", so nothing tells what it means.
      expected: a "type" that is one of "keyword", "affirm", "deny", "unsure", "regex", "sentiment", "llmClassifier", "context", "guard", "all", "any", "not", "always" or "custom""
  `)
})

test('a condition that is a text', () => {
  expect(diagnosticsInCondition('yes')).toMatchInlineSnapshot(`
    "error wrong-type at states.greeting.transitions.continue
      The value of "continue" is of the wrong kind.
      found: "yes"
      expected: a condition, such as { "type": "keyword", "words": ["yes"] }"
  `)
})

test('conditions with wrong parts', () => {
  expect(
    diagnosticsInCondition({
      type: 'all',
      conditions: [
        { type: 'keyword', word: ['yes'] },
        { type: 'context', path: 'a', test: { equal: 1, gt: '2' } },
      ],
    }),
  ).toMatchInlineSnapshot(`
    "error missing-key at states.greeting.transitions.continue.conditions[0].words
      The key "words" is missing.
    error unknown-key at states.greeting.transitions.continue.conditions[0].word
      No such key is known here: "word".
      Did you mean "words"?
    error wrong-type at states.greeting.transitions.continue.conditions[1].test.gt
      The value of "gt" is of the wrong kind.
      found: "2"
      expected: a number
    error unknown-key at states.greeting.transitions.continue.conditions[1].test.equal
      No such key is known here: "equal".
      Did you mean "equals"?"
  `)
})

test('an extract without a type', () => {
  expect(diagnosticsInState({ extract: { fields: { name: { type: 'string' } } } })).toMatchInlineSnapshot(`
    "error missing-type at states.greeting.extract
      The object does not say its "type", so nothing tells what it means.
      Say type: "extract"."
  `)
})

test('an extract whose fields are no schemas', () => {
  expect(diagnosticsInState({ extract: { type: 'extract', fields: { name: 'string' } } })).toMatchInlineSnapshot(`
    "error wrong-type at states.greeting.extract.fields.name
      The value of "name" is of the wrong kind.
      found: "string"
      expected: an object"
  `)
})

test('a select without a type', () => {
  expect(diagnosticsInState({ nextStates: { continue: { candidates: ['help'] } } })).toMatchInlineSnapshot(`
    "error missing-type at states.greeting.nextStates.continue
      The object does not say its "type", so nothing tells what it means.
      Say type: "select"."
  `)
})

test('data without a JSON form', () => {
  expect(diagnosticsOf({ initialContext: { count: Number.NaN, when: new Date(0), look: () => 1 } })).toMatchInlineSnapshot(`
    "error not-plain-data at initialContext.when
      A flow is plain data: objects, lists, texts, numbers, booleans and null.
      found: an object of class Date
    error not-json at initialContext.count
      This value has no JSON form, so it can not be stored.
      found: NaN
    error not-json at initialContext.look
      This value has no JSON form, so it can not be stored.
      found: function look"
  `)
})
