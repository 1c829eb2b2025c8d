import { isPlainObject } from '../../diagnostics/copy-json.js'
import { formatPath } from '../../diagnostics/format-path.js'
import type { JsonValue } from '../../diagnostics/json.js'
import { InvalidRecordError } from '../contract/invalid-record-error.js'
import { copyJson } from './copy-json.js'

/** One walk over a value: where it is, and what was wrong. */
export interface Reading {
  readonly path: (string | number)[]
  readonly problems: string[]
}

/** Returns a copy of a value that is as it should be. Otherwise notes what is wrong; what it returns then is never used. */
export type Reader<Value> = (value: unknown, reading: Reading) => Value

/**
 * Reads a value in one walk. When something is wrong, or there is more in it than was asked for, it is walked once more to say what.
 *
 * @param root names the value in messages about the whole of it
 * @param place where the value stands, for messages about its parts
 * @throws {InvalidRecordError} with every problem
 */
export function readJson<Value>(reader: Reader<Value>, value: unknown, root: string, place: readonly string[] = []): Value {
  const first: Reading = { path: [...place], problems: [] }
  const result = reader(value, first)
  if (first.problems.length === 0) return result
  const second: Reading = { path: [...place], problems: [] }
  const again = reader(copyJson(value, [...place]), second)
  const problems = second.problems.filter((problem) => problem !== UNKNOWN_KEYS)
  if (problems.length === 0) return again
  throw new InvalidRecordError(problems.map((problem) => (problem.startsWith(':') ? `${root}${problem}` : problem)))
}

const UNKNOWN_KEYS = '?'

/** Notes that a value is not what was expected. */
export function refuse(reading: Reading, expected: string, value: unknown): never {
  const place = reading.path.length === 0 ? '' : formatPath(reading.path)
  reading.problems.push(`${place}: expected ${expected}, found ${received(value)}`)
  // A reader goes on, to find every problem; `readJson` throws when the walk is over.
  return undefined as never
}

function received(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return 'Array'
  return typeof value === 'object' && value !== null ? 'Object' : String(value)
}

export const textOf =
  (longest: number, shortest = 0): Reader<string> =>
  (value, reading) => {
    if (typeof value !== 'string') return refuse(reading, 'string', value)
    if (value.length > longest) return refuse(reading, `<=${longest}`, value.length)
    return value.length < shortest ? refuse(reading, `>=${shortest}`, value.length) : value
  }

export const countFrom =
  (least: number): Reader<number> =>
  (value, reading) => {
    if (typeof value !== 'number' || Number.isNaN(value)) return refuse(reading, 'number', value)
    if (!Number.isSafeInteger(value)) return refuse(reading, 'another value', value)
    return value < least ? refuse(reading, `>=${least}`, value) : value
  }

export const number: Reader<number> = (value, reading) =>
  typeof value === 'number' && Number.isFinite(value) ? value : refuse(reading, 'number', value)

export const amount: Reader<number> = (value, reading) => {
  const read = number(value, reading)
  return read < 0 ? refuse(reading, '>=0', value) : read
}

export const text: Reader<string> = (value, reading) => (typeof value === 'string' ? value : refuse(reading, 'string', value))

export const nullable =
  <Value>(reader: Reader<Value>): Reader<Value | null> =>
  (value, reading) =>
    value === null ? null : reader(value, reading)

export const oneOf =
  <const Value extends string | number | boolean>(...values: readonly Value[]): Reader<Value> =>
  (value, reading) => {
    if (values.includes(value as Value)) return value as Value
    const expected = values.map((each) => JSON.stringify(each)).join(' | ')
    return refuse(reading, values.length === 1 ? expected : `(${expected})`, value)
  }

export const json: Reader<JsonValue> = (value, reading) =>
  value === undefined ? refuse(reading, 'JSON', value) : copyJson(value, reading.path)

export const arrayOf =
  <Value>(reader: Reader<Value>, most = Number.POSITIVE_INFINITY): Reader<Value[]> =>
  (value, reading) => {
    if (!Array.isArray(value)) return refuse(reading, 'Array', value)
    if (value.length > most) return refuse(reading, `<=${most}`, value.length)
    const copy: Value[] = []
    for (let index = 0; index < value.length; index += 1) {
      reading.path.push(index)
      copy.push(reader(value[index], reading))
      reading.path.pop()
    }
    return copy
  }

/** Reads an object of any keys. */
export const recordOf =
  <Value>(reader: Reader<Value>): Reader<Readonly<Record<string, Value>>> =>
  (value, reading) => {
    if (!isPlainObject(value)) return refuse(reading, 'Object', value)
    const copy: Record<string, Value> = {}
    for (const name of Object.keys(value)) {
      const part = value[name]
      if (part === undefined) continue
      reading.path.push(name)
      copy[name] = name === '__proto__' ? refuse(reading, 'another key', name) : reader(part, reading)
      reading.path.pop()
    }
    return copy
  }

type Shape<Value> = { readonly [Key in keyof Value]-?: Reader<Exclude<Value[Key], undefined>> }

/** Reads an object of these properties. Others are left out. */
export function objectOf<Value extends object>(shape: Shape<Value>, optional: readonly (keyof Value & string)[] = []): Reader<Value> {
  const parts = Object.entries(shape).map(([name, reader]) => [name, reader as Reader<unknown>, optional.includes(name as never)] as const)
  return (value, reading) => {
    if (!isPlainObject(value)) return refuse(reading, 'Object', value)
    const copy: Record<string, unknown> = {}
    let known = 0
    for (const [name, reader, isOptional] of parts) {
      const part = value[name]
      if (part === undefined) {
        if (!isOptional) {
          reading.path.push(name)
          refuse(reading, JSON.stringify(name), undefined)
          reading.path.pop()
        }
        continue
      }
      known += 1
      reading.path.push(name)
      copy[name] = reader(part, reading)
      reading.path.pop()
    }
    // What is left out is looked at too: nothing that JSON can not hold is taken without a word.
    if (Object.keys(value).length !== known) reading.problems.push(UNKNOWN_KEYS)
    return copy as Value
  }
}
