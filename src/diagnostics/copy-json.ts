import { formatPath } from './format-path.js'
import type { JsonValue } from './json.js'
import { quote } from './quote.js'
import { TalkchartError } from './talkchart-error.js'

/** A value is not JSON, or must not be kept. */
export class NotJsonError extends TalkchartError {
  static {
    NotJsonError.prototype.name = 'NotJsonError'
  }

  /** Where in the value, and what is wrong there, in one clause. */
  readonly problem: string

  constructor(path: readonly (string | number)[], problem: string, root: string) {
    const clause = `${path.length === 0 ? root : formatPath(path)} ${problem}`
    super('not-json', `A conversation can not keep this: ${clause}.`)
    this.problem = clause
  }
}

/** The deepest level that a record holds. */
const DEEPEST = 200

/** The levels of a record above the deepest place in it that takes a value from outside. */
const LEVELS_ABOVE = 10

/** The deepest level of a value that is taken in. */
export const DEEPEST_TAKEN = DEEPEST - LEVELS_ABOVE

interface Walk {
  /** One path for the whole walk, pushed to and popped from: a path of its own for every value would cost more than the copy. */
  readonly path: (string | number)[]
  /** Names the whole of the value in messages. */
  readonly root: string
  readonly deepest: number
  /** Whether the value comes from outside: what says how it is written as JSON is asked, functions are left out, the copy is frozen. */
  readonly isTakenIn: boolean
}

/**
 * Copies a value that should be JSON, and refuses what is not, what would change on its way through JSON, and keys that could
 * reach a prototype. Properties that are undefined are left out, as JSON leaves them out.
 *
 * @throws {NotJsonError}
 */
export function copyJson(value: unknown, path: (string | number)[] = [], root = 'the value'): JsonValue {
  return copyValue(value, { path, root, deepest: DEEPEST, isTakenIn: false })
}

/**
 * Takes a value in from outside: a model, an actor, a function of the flow's own, a caller. It refuses all that a record refuses, so
 * that what is taken in can be stored and loaded again. A value that says itself how it is written as JSON, such as a date, becomes
 * that; functions are left out. The copy is frozen: nobody who is shown it later can change it.
 *
 * @throws {NotJsonError}
 */
export function takeIn(value: unknown, root = 'the value'): JsonValue {
  return copyValue(value ?? null, { path: [], root, deepest: DEEPEST_TAKEN, isTakenIn: true })
}

/**
 * Takes a value back that was stored, and freezes it as what is taken in.
 *
 * @throws {NotJsonError}
 */
export function takeBack(value: unknown): JsonValue {
  return copyValue(value, { path: [], root: 'the data', deepest: DEEPEST, isTakenIn: true })
}

function copyValue(given: unknown, walk: Walk): JsonValue {
  const { path } = walk
  if (path.length > walk.deepest)
    throw refusal({ ...walk, path: path.slice(0, 8) }, `is nested deeper than ${walk.deepest} levels, or contains itself`)
  const value = walk.isTakenIn ? asWritten(given) : given
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    // JSON has one zero: stored and loaded again, -0 would be another value.
    if (Number.isFinite(value)) return value + 0
    throw refusal(walk, `is ${value}, which JSON can not hold`)
  }
  if (Array.isArray(value)) return copyArray(value, walk)
  if (isPlainObject(value)) return copyObject(value, walk)
  throw refusal(walk, `is ${nameOf(value)}, which JSON can not hold`)
}

function copyArray(values: readonly unknown[], walk: Walk): JsonValue {
  const copy: JsonValue[] = []
  for (let index = 0; index < values.length; index += 1) {
    walk.path.push(index)
    copy.push(copyValue(walk.isTakenIn && isLeftOut(values[index]) ? null : values[index], walk))
    walk.path.pop()
  }
  return walk.isTakenIn ? Object.freeze(copy) : copy
}

function copyObject(object: Readonly<Record<string, unknown>>, walk: Walk): JsonValue {
  const copy: Record<string, JsonValue> = {}
  for (const key of Object.keys(object)) {
    const value = object[key]
    if (value === undefined || (walk.isTakenIn && isLeftOut(value))) continue
    walk.path.push(key)
    // A bare "constructor" or "prototype" is a fair name for a state or a field; only the two in a row lead to a prototype.
    if (key === '__proto__' || (key === 'constructor' && hasOwnPrototype(value))) {
      throw refusal(walk, 'is a key that could reach the prototype of every object; a record never holds it')
    }
    copy[key] = copyValue(value, walk)
    walk.path.pop()
  }
  return walk.isTakenIn ? Object.freeze(copy) : copy
}

/** Returns what a value says that it is as JSON. */
function asWritten(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('toJSON' in value) || typeof value.toJSON !== 'function') return value
  return value.toJSON() ?? null
}

function isLeftOut(value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol'
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

function refusal({ path, root }: Walk, problem: string): NotJsonError {
  return new NotJsonError(path, problem, root)
}
