import type { JsonValue } from '../../diagnostics/json.js'

/** Data as plain JSON: what a snapshot would keep of it. */
export function jsonData(data: Readonly<Record<string, unknown>>): Readonly<Record<string, JsonValue>> {
  const plain: Readonly<Record<string, JsonValue>> = JSON.parse(JSON.stringify(data))
  return plain
}

/** Whether data already holds what is wanted of it, key by key. */
export function holdsData(data: Readonly<Record<string, unknown>>, wanted: Readonly<Record<string, JsonValue>>): boolean {
  return Object.entries(wanted).every(([key, value]) => JSON.stringify(data[key] ?? null) === JSON.stringify(value))
}
