import { type ConversationFlow, compileFlow, parseFlow } from 'talkchart'
import { flowPaths, PathMismatchError, runPath } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'
import { on, said } from './talk.js'

const counted = (path: string, test: object) => ({ type: 'context', path, test })

/** A flow that uses what changes data, words prompts, answers silence, suggests, branches, and keeps what went wrong. */
const definition = {
  name: 'order',
  initialState: 'size',
  initialContext: { size: 'medium', note: 'none' },
  states: {
    size: {
      reset: ['size'],
      prompt: {
        when: [
          { if: counted('visits', { equals: 1 }), say: 'Hello. Small or large?' },
          { if: counted('note', { equals: 'urgent' }), say: 'Quickly now: small or large?' },
        ],
        say: 'Small or large this time?',
      },
      suggestions: ['Small', 'Large'],
      noMatch: { prompts: [{ say: 'Pardon?' }, { say: 'Small, or large?' }], to: 'bye' },
      timeout: { seconds: 60, prompts: [{ say: 'Are you there?' }, { say: 'Still there?' }], to: 'bye' },
      transitions: { small: said('small'), large: said('large'), hurry: said('hurry') },
      nextStates: {
        small: { to: 'pay', set: { size: 'small', said: '{{text}}' } },
        large: { to: 'pay', set: { size: 'large', said: '{{text}}' }, reset: ['note'] },
        hurry: { to: 'size', set: { note: 'urgent' } },
      },
    },
    pay: {
      invoke: { src: 'pay', onError: 'refused', saveAs: 'receipt', saveErrorAs: 'problem' },
      prompt: { say: 'Paid. Another?' },
      transitions: { again: said('again'), done: on },
      nextStates: { again: 'size', done: { to: 'bye', reset: true } },
    },
    refused: {
      transitionsOn: 'entry',
      transitions: { poor: counted('problem.code', { equals: 'insufficient' }), other: on },
      nextStates: { poor: { to: 'retry', set: { why: 'too little' } }, other: 'retry' },
    },
    retry: {
      prompt: { variants: [{ say: 'That did not work. Again?' }, { say: 'It did not work once more. Again?' }] },
      transitions: { again: said('again'), done: on },
      nextStates: { again: 'pay', done: 'bye' },
    },
    bye: { prompt: { say: 'Goodbye.' } },
  },
}

type Definition = typeof definition

const flow: ConversationFlow = parseFlow(definition)
const found = flowPaths(flow)

/** The flow with something changed, by hand on a copy. */
function broken(change: (copy: Definition) => unknown): ConversationFlow {
  const copy = structuredClone(definition)
  change(copy)
  return parseFlow(copy)
}

function swapped<Item>(list: Item[]): void {
  list.reverse()
}

function without<Key extends string>(owner: { [K in Key]?: unknown }, key: Key): void {
  delete owner[key]
}

const FAULTS: readonly (readonly [fault: string, change: (copy: Definition) => unknown])[] = [
  ['a dropped reset of a state', ({ states }) => without(states.size as { reset?: unknown }, 'reset')],
  ['a dropped reset of a transition', ({ states }) => without(states.size.nextStates.large as { reset?: unknown }, 'reset')],
  ['a dropped reset of everything', ({ states }) => without(states.pay.nextStates.done as { reset?: unknown }, 'reset')],
  ['another path that is set', ({ states }) => Object.assign(states.size.nextStates.small, { set: { size: 'small', told: '{{text}}' } })],
  ['another value that is set', ({ states }) => Object.assign(states.size.nextStates.hurry.set, { note: 'soon' })],
  ['a set that is left out in a branch', ({ states }) => Object.assign(states.refused.nextStates, { poor: 'retry' })],
  ['a dropped prompt for a miss', ({ states }) => states.size.noMatch.prompts.pop()],
  ['swapped prompts for misses', ({ states }) => swapped(states.size.noMatch.prompts)],
  ['a dropped prompt for a silence', ({ states }) => states.size.timeout.prompts.pop()],
  ['swapped prompts for silences', ({ states }) => swapped(states.size.timeout.prompts)],
  ['a swapped "when"', ({ states: { size } }) => Object.assign(size.prompt, { when: [size.prompt.when[1], size.prompt.when[0]] })],
  ['a dropped "when"', ({ states }) => states.size.prompt.when.pop()],
  [
    'swapped wordings of "when"',
    ({ states: { size } }) => {
      const [first, second] = size.prompt.when
      Object.assign(size.prompt, {
        when: [
          { ...first, say: second?.say },
          { ...second, say: first?.say },
        ],
      })
    },
  ],
  ['swapped variants', ({ states }) => swapped(states.retry.prompt.variants)],
  ['a dropped variant', ({ states }) => states.retry.prompt.variants.pop()],
  ['a dropped saveErrorAs', ({ states }) => without(states.pay.invoke as { saveErrorAs?: unknown }, 'saveErrorAs')],
  ['another saveErrorAs', ({ states }) => Object.assign(states.pay.invoke, { saveErrorAs: 'trouble' })],
  ['another suggestion', ({ states }) => Object.assign(states.size, { suggestions: ['Small', 'Huge'] })],
  ['a dropped suggestion', ({ states }) => states.size.suggestions.pop()],
  ['a lost way out for silence', ({ states }) => without(states.size.timeout as { to?: unknown }, 'to')],
]

describe('the paths of a flow with changes, wordings, silences, suggestions and a branch', () => {
  test('show all of it', () => {
    expect(found.uncovered).toEqual([])
    for (const path of found.paths) runPath(flow, path)
  })

  test('run when they were kept as JSON, with keys in another order', () => {
    const kept = JSON.parse(
      JSON.stringify(found.paths).replace(/"data":\{"note":("[^"]*"),"problem":null/g, '"data":{"problem":null,"note":$1'),
    )
    for (const path of kept) runPath(flow, path)
  })

  test.each(FAULTS)('find %s', (_fault, change) => {
    const machine = compileFlow(broken(change))
    expect(() => found.paths.forEach((path) => void runPath(machine, path))).toThrow(PathMismatchError)
  })
})
