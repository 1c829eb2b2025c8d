import { takeBack, takeIn } from '../diagnostics/copy-json.js'
import type { JsonObject } from '../diagnostics/json.js'
import { isRecord } from '../diagnostics/json.js'

/** Tells whether a conversation can keep a value that came from outside. */
export function isJsonSafe(value: unknown): boolean {
  try {
    takeIn(value)
    return true
  } catch {
    return false
  }
}

/**
 * Lays data that was taken in over what a conversation knows. The result is frozen, as all data is: a function of the flow's own that
 * is shown it can not change what is stored.
 */
export function mergeData<Data extends object>(data: Data, more: unknown): Data {
  return isRecord(more) ? Object.freeze({ ...data, ...more }) : data
}

/**
 * Takes in an object, such as the data that a caller begins with.
 *
 * @throws {NotJsonError} for what a conversation can not keep
 */
export function takeInData(data: object | undefined, root: string): JsonObject {
  const taken = takeIn(data ?? {}, root)
  return isRecord(taken) ? (taken as JsonObject) : {}
}

/** Takes data back that was stored. A record holds values deeper than any that is taken in, since each stands in a place of its own. */
export function takeBackData(data: object): JsonObject {
  return takeBack(data) as JsonObject
}
