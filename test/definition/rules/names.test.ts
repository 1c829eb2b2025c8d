import { expect, test } from 'vitest'
import { diagnosticsInState, diagnosticsOf } from '../diagnostics-of.js'

test('state names that a machine can not carry', () => {
  expect(
    diagnosticsOf({
      initialState: 'ok',
      states: Object.fromEntries(['ok', 'a.b', 'a#b', '$end', 'two words', '7', ''].map((name) => [name, { prompt: 'x' }])),
    }),
  ).toMatchInlineSnapshot(`
    "error illegal-name at states["7"]
      The state name "7" is a number, which JavaScript moves before all other names, so that the declared order is lost.
      Write "option_7".
    error illegal-name at states["a.b"]
      The state name "a.b" holds ".", which has a meaning of its own in a machine's paths.
      Write "a_b".
    error illegal-name at states["a#b"]
      The state name "a#b" holds "#", which has a meaning of its own in a machine's paths.
      Write "a_b".
    error illegal-name at states.$end
      The state name "$end" holds "$", which has a meaning of its own in a machine's paths.
      Write "end".
    error illegal-name at states["two words"]
      The state name "two words" holds white space, which has a meaning of its own in a machine's paths.
      Write "two_words".
    error illegal-name at states[""]
      The state name "" is empty."
  `)
})

test('a slash in the name of a state makes no flow of what stands before it', () => {
  const states = {
    'yes/no': {
      prompt: 'x',
      transitions: { again: { type: 'always' }, end: { type: 'always' } },
      nextStates: { again: 'yes/no', end: 'end' },
    },
    end: { prompt: 'x' },
  }
  expect(diagnosticsOf({ initialState: 'yes/no', states }).match(/^\w+ [\w-]+ at .*$/gm)).toEqual([
    'error illegal-name at states["yes/no"]',
  ])
  expect(diagnosticsOf({ initialState: 'no/yes', states })).toContain('There is no state "no/yes".')
})

test('transition names that JavaScript reorders or loses', () => {
  expect(
    diagnosticsInState({ transitions: { 1: { type: 'always' }, '': { type: 'always' } }, nextStates: { 1: 'help', '': 'help' } }),
  ).toMatchInlineSnapshot(`
    "error illegal-name at states.greeting.transitions["1"]
      The transition name "1" is a number, which JavaScript moves before all other names, so that the declared order is lost.
      Write "option_1".
    error illegal-name at states.greeting.transitions[""]
      The transition name "" is empty."
  `)
})

test('keys named __proto__', () => {
  expect(
    diagnosticsOf(
      JSON.parse(
        '{"prompts":{"__proto__":{"say":"x"}},"initialContext":{"__proto__":1},"globalTransitions":{"__proto__":{"type":"always"}}}',
      ),
    ),
  ).toMatchInlineSnapshot(`
    "error illegal-name at prompts.__proto__
      A key named "__proto__" would change what every other name means.
    error illegal-name at initialContext.__proto__
      A key named "__proto__" would change what every other name means.
    error illegal-name at globalTransitions.__proto__
      A key named "__proto__" would change what every other name means."
  `)
})

test('data saved as __proto__', () => {
  expect(diagnosticsInState({ invoke: { src: 'lookUp', saveAs: '__proto__' } })).toMatchInlineSnapshot(`
    "error illegal-name at states.greeting.invoke.saveAs
      The key name "__proto__" would change what every other name means."
  `)
})

test('names like constructor and 01 are as good as any', () => {
  expect(
    diagnosticsOf({
      initialState: 'constructor',
      states: { constructor: { prompt: 'x', advanceTo: 'prototype' }, prototype: { prompt: 'x', advanceTo: '01' }, '01': { prompt: 'x' } },
    }),
  ).toMatchInlineSnapshot(`""`)
})

test('field names by which no path would find a value', () => {
  const fields = Object.fromEntries(['order.size', '{{size}}', ''].map((name) => [name, { optional: true }]))
  expect(diagnosticsOf({ initialState: 'ok', states: { ok: { prompt: { say: 'x' } } }, fields })).toMatchInlineSnapshot(`
    "error illegal-name at fields["order.size"]
      The field name "order.size" holds ".", so that no template and no path would find its value.
      Write "order_size".
    error illegal-name at fields["{{size}}"]
      The field name "{{size}}" holds "{", so that no template and no path would find its value.
      Write "size".
    error illegal-name at fields[""]
      The field name "" is empty."
  `)
})
