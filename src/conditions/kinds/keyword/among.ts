import type { JsonObject, JsonValue } from '../../../diagnostics/json.js'
import type { Among, Rival } from '../../condition.js'

/** Finds a state's rivals by the name that a guard's params hold. */
export type FindRivals = (name: string) => readonly Rival[] | undefined

/** Writes where a condition stands among those of its state: the list itself stands in the state's `meta`. */
export function amongParams(among: Among | undefined): JsonObject {
  if (among === undefined) return {}
  return { among: { list: among.name, ...(among.place === undefined ? {} : { place: among.place }) } }
}

/** Reads back what `amongParams` wrote. */
export function amongFromParams({ among }: JsonObject, find: FindRivals): { readonly among?: Among } {
  if (!isObject(among)) return {}
  const name = String(among.list)
  const rivals = find(name)
  if (rivals === undefined) return {}
  return { among: { name, rivals, ...(typeof among.place === 'number' ? { place: among.place } : {}) } }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
