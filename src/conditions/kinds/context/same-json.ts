import type { JsonValue } from '../../../diagnostics/json.js'

/** Whether a value is the same JSON as expected, whatever the order of keys. */
export function isSameJson(value: unknown, expected: JsonValue): boolean {
  if (typeof expected !== 'object' || expected === null) return value === expected
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== Array.isArray(expected)) return false
  const entries = Object.entries(expected)
  if (Object.keys(value).length !== entries.length) return false
  return entries.every(([key, part]) => Object.hasOwn(value, key) && isSameJson(Reflect.get(value, key), part))
}
