import { expect, test } from 'vitest'
import { diagnosticsInState, diagnosticsInTerminal, diagnosticsOf } from '../diagnostics-of.js'

test('a noMatch that says nothing', () => {
  expect(diagnosticsInState({ noMatch: {} })).toMatchInlineSnapshot(`
    "error empty-no-match at states.greeting.noMatch
      The noMatch says nothing of what happens.
      expected: to (with max), or prompt, or prompts"
  `)
})

test('misses that are counted and lead nowhere', () => {
  expect(diagnosticsOf({ noMatch: { max: 2, prompt: { say: 'Sorry?' } } })).toMatchInlineSnapshot(`
    "error no-match-without-target at noMatch.max
      Misses are counted, but nothing says where too many of them lead.
      expected: "to" in "noMatch""
  `)
})

test('a noMatch where no message is awaited', () => {
  expect(diagnosticsInTerminal({ noMatch: { prompt: { say: 'Sorry?' } } })).toMatchInlineSnapshot(`
    "error no-match-unheard at states.help.noMatch
      No message can miss here: the state is terminal."
  `)
})

test('a noMatch beside transitions on the reply', () => {
  expect(diagnosticsInState({ transitionsOn: 'reply', maxLoops: 3, noMatch: { to: 'help' } })).toMatchInlineSnapshot(`
    "error no-match-unheard at states.greeting.noMatch
      No message can miss here: the transitions are tried on the reply."
  `)
})

test('a timeout where no message is awaited', () => {
  expect(diagnosticsInTerminal({ timeout: { seconds: 30, to: 'greeting' } })).toMatchInlineSnapshot(`
    "error timeout-unheard at states.help.timeout
      The user’s silence is not waited for here: the state is terminal."
  `)
})

test('an extract from a user who is not asked', () => {
  expect(
    diagnosticsInState({
      transitions: {},
      nextStates: {},
      advanceTo: 'help',
      extract: { type: 'extract', fields: { name: { type: 'string' } } },
    }),
  ).toMatchInlineSnapshot(`
    "error extract-unheard at states.greeting.extract
      There is no message of the user to look at here: the state goes on to "help" by itself.
      Say from: "reply" to look at what the flow says."
  `)
})

test('an extract from the reply needs no user', () => {
  expect(
    diagnosticsInTerminal({ extract: { type: 'extract', from: 'reply', fields: { name: { type: 'string' } } } }),
  ).toMatchInlineSnapshot(`""`)
})

test('transitions on the reply that are not there', () => {
  expect(diagnosticsInTerminal({ transitionsOn: 'reply' })).toMatchInlineSnapshot(`
    "error no-reply-transitions at states.help.transitionsOn
      The state has no transitions that could be tried on its reply."
  `)
})

test('an extract of a type that no value has', () => {
  expect(
    diagnosticsInState({ extract: { type: 'extract', fields: { size: { type: 'strnig' }, tags: { items: { type: 'string' } } } } }),
  ).toMatchInlineSnapshot(`
    "error invalid-schema at states.greeting.extract.fields.size
      The schema asks for a type that no value has: "strnig".
      expected: one of "null", "boolean", "number", "integer", "string", "array" or "object""
  `)
})

test('an extract that looks for nothing', () => {
  expect(
    `${diagnosticsInState({ extract: { type: 'extract' } })}\n${diagnosticsInState({ extract: { type: 'extract', fields: {} } })}`,
  ).toMatchInlineSnapshot(`
    "error empty-extract at states.greeting.extract
      The extraction does not say what it looks for.
      expected: fields, schema or run
    error empty-extract at states.greeting.extract.fields
      The extraction names no fields, so it could find nothing."
  `)
})
