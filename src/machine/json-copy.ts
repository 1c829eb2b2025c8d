import type { JsonValue } from '../diagnostics/json.js'

/**
 * Makes a copy that is plain JSON, as everything in a context has to be: a date becomes text, a function is left out.
 *
 * @throws {TypeError} for what JSON can not hold: a cycle, a BigInt
 */
export function jsonCopy(value: unknown): JsonValue {
  const text = JSON.stringify(value)
  return text === undefined ? null : JSON.parse(text)
}

export function isJsonSafe(value: unknown): boolean {
  try {
    jsonCopy(value)
    return true
  } catch {
    return false
  }
}
