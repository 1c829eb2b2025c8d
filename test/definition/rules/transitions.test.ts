import { expect, test } from 'vitest'
import { diagnosticsInState, diagnosticsInTerminal, diagnosticsOf } from '../diagnostics-of.js'

test('a transition without a next state', () => {
  expect(diagnosticsInState({ nextStates: {} })).toMatchInlineSnapshot(`
    "error transition-without-next-state at states.greeting.transitions.continue
      The transition "continue" leads nowhere.
      expected: an entry "continue" in "nextStates""
  `)
})

test('a next state without a transition', () => {
  expect(diagnosticsInState({ nextStates: { continue: 'help', contineu: 'help' } })).toMatchInlineSnapshot(`
    "error next-state-without-transition at states.greeting.nextStates.contineu
      There is no transition "contineu" that would lead to this next state.
      Did you mean "continue"?"
  `)
})

test('a terminal state with next states', () => {
  expect(diagnosticsInTerminal({ nextStates: { back: 'greeting' } })).toMatchInlineSnapshot(`
    "error terminal-with-next-states at states.help.nextStates
      The state has next states but no transitions, so nothing leads to them.
      Add the transitions, or remove the next states."
  `)
})

test('advanceTo beside transitions', () => {
  expect(diagnosticsInState({ advanceTo: 'help' })).toMatchInlineSnapshot(`
    "error advance-beside-transitions at states.greeting.advanceTo
      The state goes on by itself, so its transitions could never be tried.
      found: "help"
      Keep either advanceTo or the transitions."
  `)
})

test('global transitions and next states that do not fit', () => {
  expect(diagnosticsOf({ globalTransitions: { stop: { type: 'always' } }, globalNextStates: { stopp: 'help' } })).toMatchInlineSnapshot(`
    "error transition-without-next-state at globalTransitions.stop
      The transition "stop" leads nowhere.
      expected: an entry "stop" in "globalNextStates"
    error next-state-without-transition at globalNextStates.stopp
      There is no transition "stopp" that would lead to this next state.
      Did you mean "stop"?"
  `)
})

test('a name that is both own and global', () => {
  expect(
    diagnosticsOf({ globalTransitions: { continue: { type: 'always' } }, globalNextStates: { continue: 'help' } }),
  ).toMatchInlineSnapshot(`
    "error duplicate-transition at states.greeting.transitions.continue
      The state and the flow both have a transition "continue", so a turn could not say which of them fired.
      Rename one of them."
  `)
})

test('a select without candidates', () => {
  expect(diagnosticsInState({ nextStates: { continue: { type: 'select', candidates: [] } } })).toMatchInlineSnapshot(`
    "error no-candidates at states.greeting.nextStates.continue.candidates
      The select has no candidates, so its transition could never hold.
      expected: at least one state"
  `)
})

test('a candidate twice', () => {
  expect(
    diagnosticsInState({ nextStates: { continue: { type: 'select', candidates: ['help', 'greeting', 'help'] } } }),
  ).toMatchInlineSnapshot(`
    "error duplicate-candidate at states.greeting.nextStates.continue.candidates[2]
      The candidate "help" stands twice in the select."
  `)
})
