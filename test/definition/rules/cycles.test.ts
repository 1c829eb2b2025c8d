import { expect, test } from 'vitest'
import { diagnosticsOf } from '../diagnostics-of.js'

test('states that advance in a circle', () => {
  expect(
    diagnosticsOf({
      states: { greeting: { prompt: 'x', advanceTo: 'b' }, b: { prompt: 'x', advanceTo: 'c' }, c: { prompt: 'x', advanceTo: 'b' } },
    }),
  ).toMatchInlineSnapshot(`
    "error unbounded-cycle at states.b
      The flow could go round for ever without the user: "b" → "c" → "b".
      expected: maxLoops on one of these states, or on the flow"
  `)
})

test('a state that advances to itself', () => {
  expect(diagnosticsOf({ states: { greeting: { prompt: 'x', advanceTo: 'greeting' } } })).toMatchInlineSnapshot(`
    "error unbounded-cycle at states.greeting
      The flow could go round for ever without the user: "greeting" → "greeting".
      expected: maxLoops on one of these states, or on the flow"
  `)
})

test('replies that lead in a circle', () => {
  expect(
    diagnosticsOf({
      states: {
        greeting: {
          prompt: 'x',
          transitionsOn: 'reply',
          transitions: { on: { type: 'always' } },
          nextStates: { on: { type: 'select', candidates: ['end', 'b'] } },
        },
        b: { prompt: 'x', advanceTo: 'greeting' },
        end: { prompt: 'x' },
      },
    }),
  ).toMatchInlineSnapshot(`
    "error unbounded-cycle at states.greeting
      The flow could go round for ever without the user: "greeting" → "b" → "greeting".
      expected: maxLoops on one of these states, or on the flow"
  `)
})

test('a circle through a listening state is the user’s own', () => {
  expect(
    diagnosticsOf({
      states: {
        greeting: { prompt: 'x', transitions: { on: { type: 'always' } }, nextStates: { on: 'b' } },
        b: { prompt: 'x', advanceTo: 'greeting' },
      },
    }),
  ).toMatchInlineSnapshot(`""`)
})

test('maxLoops on one state bounds the circle', () => {
  expect(
    diagnosticsOf({ states: { greeting: { prompt: 'x', advanceTo: 'b' }, b: { prompt: 'x', advanceTo: 'greeting', maxLoops: 3 } } }),
  ).toMatchInlineSnapshot(`""`)
})

test('maxLoops on the flow bounds every circle', () => {
  expect(diagnosticsOf({ maxLoops: 3, states: { greeting: { prompt: 'x', advanceTo: 'greeting' } } })).toMatchInlineSnapshot(`""`)
})

test('a limit that leads back to what is limited', () => {
  expect(
    diagnosticsOf({
      onLimit: 'again',
      states: { greeting: { prompt: 'x', maxLoops: 2, advanceTo: 'greeting' }, again: { prompt: 'x', advanceTo: 'greeting' } },
    }),
  ).toMatchInlineSnapshot(`
    "error unbounded-cycle at states.again
      The flow could go round for ever without the user: "again" → "again".
      expected: maxLoops on one of these states, or on the flow"
  `)
})

test('a limit that leads to a limited state', () => {
  expect(
    diagnosticsOf({
      onLimit: 'again',
      states: { greeting: { prompt: 'x', maxLoops: 2, advanceTo: 'greeting' }, again: { prompt: 'x', maxLoops: 1, advanceTo: 'greeting' } },
    }),
  ).toBe('')
})

test('a state that collects again what its reset brings back', () => {
  const states = {
    greeting: { collect: ['size'], reset: ['size'], nextStates: { collected: 'greeting' } },
    end: { prompt: { say: 'Done.' } },
  }
  const fields = { size: { ask: { say: 'Which size?' }, from: { choices: { small: ['small'] } } } }
  expect(diagnosticsOf({ states, fields })).not.toContain('unbounded-cycle')
  expect(diagnosticsOf({ states, fields, initialContext: { size: 'small' } })).toContain('unbounded-cycle')
})
