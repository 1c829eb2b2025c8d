import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMessageRow, decodeRecord } from '../../src/stores/codec/record-codec.js'
import { InvalidRecordError } from '../../src/stores/contract/invalid-record-error.js'
import { UnsupportedRecordError } from '../../src/stores/contract/unsupported-record-error.js'
import { runsOr } from '../runs.js'
import { record, row } from './fixtures.js'

const problemsOf = (decode: () => unknown): readonly string[] => {
  try {
    decode()
  } catch (error) {
    if (error instanceof InvalidRecordError) return error.problems
    throw error
  }
  return []
}

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))

describe('decodeRecord', () => {
  it('gives back a record as it is, sharing nothing with it', () => {
    const whole = record('a', 3, { pending: [{ text: 'hi', id: 'm1', at: 5 }], deadline: 7.5, phase: 'busy' })
    const decoded = decodeRecord(whole)
    expect(decoded).toEqual(whole)
    expect(decoded.snapshot).not.toBe(whole.snapshot)
  })

  it('leaves out what it does not know', () => {
    expect(decodeRecord({ ...record('a', 1), later: true })).toEqual(record('a', 1))
  })

  it('reports every problem at once, with its path, what was expected and what was found', () => {
    const broken = { ...record('a', 1), revision: 0, phase: 'dreaming', pending: [{ text: 7, id: 'm1', at: 1 }], turn: undefined }
    expect(problemsOf(() => decodeRecord(broken))).toEqual([
      'revision: expected >=1, found 0',
      'pending[0].text: expected string, found 7',
      'turn: expected "turn", found undefined',
      'phase: expected ("busy" | "listening" | "failed" | "done"), found "dreaming"',
    ])
  })

  it('refuses a newer format by saying that an upgrade helps', () => {
    const decode = () => decodeRecord({ format: 2 })
    expect(decode).toThrow(UnsupportedRecordError)
    expect(decode).toThrow('record format 2 is newer than this version of talkchart reads (1); upgrade')
  })

  it.each([
    ['a prototype by name', '{"__proto__":{"admin":true}}', 'snapshot.__proto__ '],
    ['a prototype by its constructor', '{"a":[{"constructor":{"prototype":{"admin":true}}}]}', 'snapshot.a[0].constructor '],
  ])('refuses %s', (_, snapshot, place) => {
    const [problem] = problemsOf(() => decodeRecord({ ...record('a', 1), snapshot: JSON.parse(snapshot) }))
    expect(problem).toContain(place)
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
  })

  it('takes states and fields that are named constructor and prototype', () => {
    const snapshot = { value: { constructor: 'listening' }, visits: { constructor: 1, prototype: 2 } }
    expect(decodeRecord({ ...record('a', 1), snapshot }).snapshot).toEqual(snapshot)
  })

  it.each([
    ['nested too deep', nested(300), 'nested deeper than 200'],
    ['nested a hundred thousand deep', nested(100_000), 'nested deeper than 200'],
    ['a Map', new Map(), 'class Map'],
    ['a Date', new Date(0), 'class Date'],
    ['a BigInt', 1n, 'is 1'],
    ['an infinite number', Number.POSITIVE_INFINITY, 'is Infinity'],
    ['undefined in a list', [undefined], 'is undefined'],
  ])('refuses %s', (_, snapshot, problem) => {
    expect(problemsOf(() => decodeRecord({ ...record('a', 1), snapshot })).join()).toContain(problem)
  })

  it('refuses what contains itself', () => {
    const snapshot: { self?: unknown } = {}
    snapshot.self = snapshot
    expect(problemsOf(() => decodeRecord({ ...record('a', 1), snapshot })).join()).toContain('contains itself')
  })

  it('refuses texts and lists past any sane size', () => {
    const pending = { text: 'hi', id: 'm1', at: 1 }
    expect(problemsOf(() => decodeRecord({ ...record('a', 1), pending: Array(1001).fill(pending) }))).toHaveLength(1)
    const text = 'x'.repeat(16 * 1024 * 1024 + 1)
    expect(problemsOf(() => decodeRecord({ ...record('a', 1), pending: [{ ...pending, text }] }))).toHaveLength(1)
  })

  it('either decodes to what it reads again, or throws an error of ours, for anything at all', () => {
    const key = fc.constantFrom(...Object.keys(record('a', 1)), '__proto__', 'constructor')
    const anything = fc.anything({ withBigInt: true, withMap: true, withDate: true, withNullPrototype: true, withSparseArray: true })
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          fc.tuple(key, anything).map(([name, value]) => ({ ...record('a', 1), [name]: value })),
        ),
        (input) => {
          try {
            const decoded = decodeRecord(input)
            expect(decodeRecord(JSON.parse(JSON.stringify(decoded)))).toEqual(JSON.parse(JSON.stringify(decoded)))
          } catch (error) {
            if (!(error instanceof InvalidRecordError || error instanceof UnsupportedRecordError)) throw error
          }
        },
      ),
      { numRuns: runsOr(500) },
    )
  })
})

describe('decodeMessageRow', () => {
  it('gives back a row as it is', () => {
    const whole = { position: 3, message: { ...row(3).message, id: 'm1', interrupted: true } }
    expect(decodeMessageRow(whole)).toEqual(whole)
  })

  it.each([
    { position: -1 },
    { position: 0.5 },
    { position: Number.MAX_SAFE_INTEGER + 1 },
    { message: { ...row(0).message, role: 'system' } },
    { message: { ...row(0).message, text: null } },
    { message: { ...row(0).message, interrupted: false } },
    { message: undefined },
  ])('refuses %j', (changes) => {
    expect(problemsOf(() => decodeMessageRow({ ...row(0), ...changes }))).toHaveLength(1)
  })
})
