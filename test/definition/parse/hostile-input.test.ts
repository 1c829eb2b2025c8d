import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvalidFlowError } from '../../../src/diagnostics/invalid-flow-error.js'
import { parseFlow, safeParseFlow } from '../../../src/parse/parse-flow.js'
import { runsOr } from '../../runs.js'
import { soundFlow } from '../diagnostics-of.js'

const flow = {
  ...soundFlow,
  prompts: { hello: { say: 'Hello' } },
  noMatch: { max: 2, to: 'help' },
  budget: { tokens: 100 },
  initialContext: { plan: 'free', tags: ['a'] },
  globalTransitions: {
    all: {
      type: 'all',
      conditions: [
        { type: 'regex', pattern: 'a+' },
        { type: 'not', condition: { type: 'always' } },
      ],
    },
    plan: { type: 'context', path: 'plan', test: { in: ['pro'] } },
    asked: { type: 'llmClassifier', prompt: 'Is it?', targetClass: 'yes' },
  },
  globalNextStates: { all: 'help', plan: { type: 'select', candidates: ['help', 'greeting'] }, asked: 'help' },
}

/** Every place in a value, as the keys that lead there. */
function placesIn(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]]
  return [[], ...Object.entries(value).flatMap(([key, entry]) => placesIn(entry).map((place) => [key, ...place]))]
}

function replaceAt(value: unknown, [key, ...rest]: readonly string[], replacement: unknown): unknown {
  if (key === undefined) return replacement
  const copy = Array.isArray(value) ? [...value] : { ...Object(value) }
  Object.defineProperty(copy, key, { value: replaceAt(copy[key], rest, replacement), enumerable: true, configurable: true, writable: true })
  return copy
}

/** Either a flow comes out, or an InvalidFlowError with at least one error and a message. */
function isHandled(input: unknown): boolean {
  const result = safeParseFlow(input)
  if (result.success) return parseFlow(input).name !== undefined
  expect(result.diagnostics.some(({ severity }) => severity === 'error')).toBe(true)
  expect(() => parseFlow(input)).toThrowError(InvalidFlowError)
  return true
}

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSparseArray: true,
  withNullPrototype: true,
  withTypedArray: true,
})

test('anything at all is handled', () => {
  fc.assert(fc.property(anything, isHandled), { numRuns: runsOr(100) })
})

test('a flow with anything in any place is handled', () => {
  const place = fc.constantFrom(...placesIn(flow))
  fc.assert(
    fc.property(place, anything, (path, value) => isHandled(replaceAt(flow, path, value))),
    { numRuns: runsOr(200) },
  )
})

test('a flow with another of its own parts in any place is handled', () => {
  const places = placesIn(flow)
  const partAt = (path: readonly string[]) => path.reduce<unknown>((value, key) => Object(value)[key], flow)
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.constantFrom(...places), (to, from) => isHandled(replaceAt(flow, to, partAt(from)))),
    { numRuns: runsOr(150) },
  )
})

test('a flow with a key of any name in any place is handled', () => {
  // A list's length takes nothing but a number, so no such input can be made.
  const anyName = fc.string().filter((name) => name !== 'length')
  const key = fc.oneof(anyName, fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'type', '1'))
  fc.assert(
    fc.property(fc.constantFrom(...placesIn(flow)), key, anything, (path, name, value) =>
      isHandled(replaceAt(flow, [...path, name], value)),
    ),
    { numRuns: runsOr(150) },
  )
})

function nested(levels: number): unknown {
  let condition: unknown = { type: 'always' }
  for (let level = 0; level < levels; level += 1) condition = { type: 'not', condition }
  return condition
}

function cyclic(): object {
  const value: Record<string, unknown> = { type: 'all' }
  value.conditions = [value]
  return value
}

const throwing = {
  get type(): string {
    throw new Error('no')
  },
}
const endless = (): object =>
  new Proxy(
    {},
    {
      ownKeys: () => ['type', 'condition'],
      get: (_, key) => (key === 'type' ? 'not' : endless()),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    },
  )
const treacherous = new Proxy(
  {},
  {
    getPrototypeOf: () => {
      throw Object.create(null)
    },
  },
)

test.each([
  ['a cycle', cyclic(), 'cyclic-value'],
  ['a getter that throws', throwing, 'unreadable-value'],
  ['ten thousand levels', nested(10_000), 'too-deep'],
  ['an object without end', endless(), 'too-deep'],
  ['a proxy that throws what is no error', treacherous, 'unreadable-value'],
  ['a list too long to look at', { type: 'keyword', words: new Array(2 ** 32 - 1) }, 'too-large'],
  ['an object of a class', new Map(), 'not-plain-data'],
])('%s has a diagnostic of its own', (_, condition, code) => {
  const result = safeParseFlow({ ...soundFlow, globalTransitions: { stop: condition }, globalNextStates: { stop: 'help' } })
  expect(result.diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code])
})

test('a flow with thousands of faults lists the first of them', () => {
  const states = Object.fromEntries(
    Array.from({ length: 5000 }, (_, position) => [`s${position}`, { prompt: 'x', advanceTo: `t${position}` }]),
  )
  const { diagnostics } = safeParseFlow({ name: 'big', initialState: 's0', states })
  expect(diagnostics).toHaveLength(501)
  expect(diagnostics.at(-1)?.code).toBe('too-many-problems')
})

test('reading leaves the prototypes of all objects alone', () => {
  safeParseFlow(
    JSON.parse('{"__proto__":{"polluted":1},"states":{"__proto__":{"polluted":1}},"prompts":{"constructor":{"prototype":{"polluted":1}}}}'),
  )
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

test('a flow of ten thousand states is read', () => {
  const state = (position: number) => ({
    prompt: { say: 'On' },
    transitions: { on: { type: 'keyword', words: ['on'] } },
    nextStates: { on: `s${(position + 1) % 10_000}` },
  })
  const states = Object.fromEntries(Array.from({ length: 10_000 }, (_, position) => [`s${position}`, state(position)]))
  expect(safeParseFlow({ name: 'big', initialState: 's0', states }).diagnostics).toEqual([])
})
