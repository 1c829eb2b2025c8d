import fc from 'fast-check'
import { TalkchartError } from 'talkchart'
import { expect } from 'vitest'
import { cpuTime } from '../cpu-time.js'
import { runsOr } from '../runs.js'

/** How many hostile inputs each property takes by default; `TALKCHART_RUNS` in the environment raises it. */
export const runs = (byDefault: number): { readonly numRuns: number; readonly seed?: number } => {
  const { TALKCHART_SEED } = process.env
  return {
    numRuns: runsOr(byDefault),
    ...(TALKCHART_SEED === undefined ? {} : { seed: Number(TALKCHART_SEED) }),
  }
}

/** Long enough for a hundred thousand runs. */
export const TIME_LIMIT = 120 * 60_000

/** Longer than any reading of an input of a few kilobytes takes; a loop that grows with its input passes it. */
const LONGEST_RUN = 5_000

/** Reads an input. It gives something or throws an error of ours, in good time; what it gave, or undefined. */
export function survives<Result>(read: () => Result): Result | undefined {
  const startedAt = cpuTime()
  try {
    return read()
  } catch (error) {
    expectOurs(error)
    return undefined
  } finally {
    expect(cpuTime() - startedAt).toBeLessThan(LONGEST_RUN)
  }
}

/** An error with a code and words, which shows in no object that prototypes share. */
export function expectOurs(error: unknown): void {
  if (!TalkchartError.isInstance(error)) throw new Error('An error that is not ours came out', { cause: error })
  expect(error.code).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
  expect(error.message).not.toBe('')
}

/** No input may leave a trace on what all objects share. */
export function expectCleanPrototypes(): void {
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
}

/** Any value at all, the odd ones too. */
export const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
})

const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then', 'toJSON']

const polluting: unknown = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')

/** What is most likely to be taken for something that it is not. */
const nasty = fc.constantFrom<unknown>(
  polluting,
  null,
  '',
  ' ',
  '\u0000',
  '\uD800',
  '{{data}}',
  '\u202Eabc',
  'x'.repeat(20_000),
  -1,
  0.5,
  Number.NaN,
  Number.MAX_SAFE_INTEGER + 1,
  [],
  {},
  nested(150),
  nested(5_000),
)

export function nested(levels: number): unknown {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels))
}

const key = fc.oneof(fc.string(), fc.constantFrom(...PROTOTYPE_KEYS, 'type', 'states', '0', 'a.b'))

/** A sound value with something odd in one to three of its places. */
export function mutated(sound: unknown): fc.Arbitrary<unknown> {
  const places = placesIn(sound)
  const partAt = (path: readonly string[]) => path.reduce<unknown>((value, name) => Object(value)[name], sound)
  const part = fc.constantFrom(...places).map(partAt)
  const mutation = fc.record({
    place: fc.constantFrom(...places),
    added: fc.option(key, { nil: undefined }),
    value: fc.oneof(anything, nasty, part),
  })
  return fc
    .array(mutation, { minLength: 1, maxLength: 3 })
    .map((mutations) =>
      mutations.reduce(
        (value, { place, added, value: replacement }) => replaceAt(value, added === undefined ? place : [...place, added], replacement),
        sound,
      ),
    )
}

/** A text that was JSON once: bytes changed, cut off, doubled, or put in. */
export function mutatedText(sound: string): fc.Arbitrary<string> {
  const cut = fc.record({
    at: fc.nat(sound.length),
    length: fc.nat(20),
    put: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('{', '}', '[', '"', '\\', '\n', '\t', '&a ', '*a', '<<: ', '!!', '- ', ': ', '```', '\uFEFF'),
    ),
  })
  return fc
    .array(cut, { minLength: 1, maxLength: 4 })
    .map((cuts) => cuts.reduce((text, { at, length, put }) => text.slice(0, at) + put + text.slice(at + length), sound))
}

/** Whether a value has a JSON form. */
export function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}

/** Every place in a value, as the keys that lead there. */
function placesIn(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]]
  return [[], ...Object.entries(value).flatMap(([name, entry]) => placesIn(entry).map((place) => [name, ...place]))]
}

function replaceAt(value: unknown, [name, ...rest]: readonly string[], replacement: unknown): unknown {
  if (name === undefined) return replacement
  const copy = Array.isArray(value) ? [...value] : { ...Object(value) }
  const entry = { value: replaceAt(copy[name], rest, replacement), enumerable: true, configurable: true, writable: true }
  // Not every name can be defined: a list has a length that takes numbers alone.
  Reflect.defineProperty(copy, name, entry)
  return copy
}
