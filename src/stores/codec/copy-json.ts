import { formatPath } from '../../diagnostics/format-path.js'
import type { JsonValue } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import { InvalidRecordError } from '../contract/invalid-record-error.js'

const DEEPEST = 200

/**
 * Copies a value that should be JSON, and refuses what is not, what would change on its way through JSON, and keys that could
 * reach a prototype. Properties that are undefined are left out, as JSON leaves them out.
 */
export function copyJson(value: unknown, path: (string | number)[] = []): JsonValue {
  return copyValue(value, path)
}

// One path is pushed to and popped from for the whole walk, since a path of its own for every value would cost more than the copy.
function copyValue(value: unknown, path: (string | number)[]): JsonValue {
  if (path.length > DEEPEST) throw refusal(path.slice(0, 8), `is nested deeper than ${DEEPEST} levels, or contains itself`)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value
    throw refusal(path, `is ${value}, which JSON can not hold`)
  }
  if (Array.isArray(value)) return copyArray(value, path)
  if (isPlainObject(value)) return copyObject(value, path)
  throw refusal(path, `is ${nameOf(value)}, which JSON can not hold`)
}

function copyArray(values: readonly unknown[], path: (string | number)[]): JsonValue {
  const copy: JsonValue[] = []
  for (let index = 0; index < values.length; index += 1) {
    path.push(index)
    copy.push(copyValue(values[index], path))
    path.pop()
  }
  return copy
}

function copyObject(object: Readonly<Record<string, unknown>>, path: (string | number)[]): JsonValue {
  const copy: Record<string, JsonValue> = {}
  for (const key of Object.keys(object)) {
    const value = object[key]
    if (value === undefined) continue
    path.push(key)
    // A bare "constructor" or "prototype" is a fair name for a state or a field; only the two in a row lead to a prototype.
    if (key === '__proto__' || (key === 'constructor' && hasOwnPrototype(value))) {
      throw refusal(path, 'is a key that could reach the prototype of every object; a record never holds it')
    }
    copy[key] = copyValue(value, path)
    path.pop()
  }
  return copy
}

function hasOwnPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  // A plain object of another realm (a worker, a frame) has that realm's Object.prototype, whose own prototype is null too.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function nameOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `an object of class ${value.constructor?.name || 'without a name'}`
  return value === undefined ? 'undefined' : quote(value)
}

function refusal(path: readonly (string | number)[], problem: string): InvalidRecordError {
  return new InvalidRecordError([`${path.length === 0 ? 'the record' : formatPath(path)} ${problem}`])
}
