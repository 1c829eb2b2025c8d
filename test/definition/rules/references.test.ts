import { expect, test } from 'vitest'
import { diagnosticsInState, diagnosticsOf } from '../diagnostics-of.js'

test('an unknown initial state', () => {
  expect(diagnosticsOf({ initialState: 'greting' })).toMatchInlineSnapshot(`
    "error unknown-state at initialState
      There is no state "greting".
      expected: "greeting" or "help"
      Did you mean "greeting"?"
  `)
})

test('an unknown next state', () => {
  expect(diagnosticsInState({ nextStates: { continue: 'hlep' } })).toMatchInlineSnapshot(`
    "error unknown-state at states.greeting.nextStates.continue
      There is no state "hlep".
      expected: "greeting" or "help""
  `)
})

test('an unknown candidate', () => {
  expect(diagnosticsInState({ nextStates: { continue: { type: 'select', candidates: ['help', 'hepl'] } } })).toMatchInlineSnapshot(`
    "error unknown-state at states.greeting.nextStates.continue.candidates[1]
      There is no state "hepl".
      expected: "greeting" or "help""
  `)
})

test('a name that every object inherits', () => {
  expect(diagnosticsInState({ nextStates: { continue: 'toString' } })).toMatchInlineSnapshot(`
    "error unknown-state at states.greeting.nextStates.continue
      There is no state "toString".
      expected: "greeting" or "help""
  `)
})

test('an unknown advanceTo', () => {
  expect(diagnosticsInState({ transitions: {}, nextStates: {}, advanceTo: 'helpp' })).toMatchInlineSnapshot(`
    "error unknown-state at states.greeting.advanceTo
      There is no state "helpp".
      expected: "greeting" or "help"
      Did you mean "help"?"
  `)
})

test('an unknown state after a failed invoke', () => {
  expect(diagnosticsInState({ invoke: { src: 'lookUp', onError: 'sorry' } })).toMatchInlineSnapshot(`
    "error unknown-state at states.greeting.invoke.onError
      There is no state "sorry".
      expected: "greeting" or "help""
  `)
})

test('unknown states for limits', () => {
  expect(`${diagnosticsOf({ onLimit: 'end' })}\n${diagnosticsInState({ onLimit: 'end' })}`).toMatchInlineSnapshot(`
    "error unknown-state at onLimit
      There is no state "end".
      expected: "greeting" or "help"
    error unknown-state at states.greeting.onLimit
      There is no state "end".
      expected: "greeting" or "help""
  `)
})

test('unknown states for misses', () => {
  expect(`${diagnosticsOf({ noMatch: { to: 'human' } })}\n${diagnosticsInState({ noMatch: { to: 'human' } })}`).toMatchInlineSnapshot(`
    "error unknown-state at noMatch.to
      There is no state "human".
      expected: "greeting" or "help"
    error unknown-state at states.greeting.noMatch.to
      There is no state "human".
      expected: "greeting" or "help""
  `)
})

test('an unknown state for silence', () => {
  expect(diagnosticsInState({ timeout: { seconds: 60, to: 'elp' } })).toMatchInlineSnapshot(`
    "error unknown-state at states.greeting.timeout.to
      There is no state "elp".
      expected: "greeting" or "help"
      Did you mean "help"?"
  `)
})

test('an unknown global next state', () => {
  expect(diagnosticsOf({ globalTransitions: { stop: { type: 'always' } }, globalNextStates: { stop: 'Help' } })).toMatchInlineSnapshot(`
    "error unknown-state at globalNextStates.stop
      There is no state "Help".
      expected: "greeting" or "help"
      Did you mean "help"?"
  `)
})

test('a flow without states', () => {
  expect(diagnosticsOf({ states: {} })).toMatchInlineSnapshot(`
    "error no-states at states
      The flow has no states, so there is nothing to say.
      expected: at least one state"
  `)
})
