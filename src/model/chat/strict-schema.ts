import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../diagnostics/json.js'

const KEPT = new Set([
  'type',
  'description',
  'pattern',
  'format',
  'multipleOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
])
const CONVERTED = new Set(['enum', 'const', 'properties', 'required', 'additionalProperties', 'items', 'anyOf', 'oneOf'])
const SILENT = new Set(['$schema', '$id', 'title', 'default', 'examples', '$comment'])

/**
 * Rewrites a JSON Schema in the subset that strict structured outputs take: objects are closed, every property is
 * required, and one that was optional may be null. Keywords outside the subset move into the description, where the
 * model still reads them. Undo the nulls with `withoutAddedNulls`.
 *
 * @returns undefined when the subset can not say it: open objects, lists of anything, references
 * @example toStrictSchema({ type: 'object', properties: { name: { type: 'string' } } })
 * // { type: 'object', properties: { name: { anyOf: [{ type: 'string' }, { type: 'null' }] } }, required: ['name'], additionalProperties: false }
 */
export function toStrictSchema(schema: JsonValue | undefined): JsonObject | undefined {
  if (!isJsonObject(schema)) return undefined
  const structure = strictStructure(schema)
  if (structure === undefined) return undefined
  const kept = Object.entries(schema).filter(([keyword]) => KEPT.has(keyword))
  return { ...Object.fromEntries(kept), ...structure, ...describedConstraints(schema) }
}

function strictStructure(schema: JsonObject): JsonObject | undefined {
  const alternatives = schema['anyOf'] ?? schema['oneOf']
  if (isJsonArray(alternatives)) return strictAlternatives(alternatives)
  if (schema['const'] !== undefined) return strictEnum([schema['const']])
  if (isJsonArray(schema['enum'])) return strictEnum(schema['enum'])
  if (hasType(schema, 'object')) return strictObject(schema)
  if (hasType(schema, 'array')) return strictList(schema)
  return schema['type'] === undefined ? undefined : {}
}

function strictAlternatives(alternatives: readonly JsonValue[]): JsonObject | undefined {
  const strict = alternatives.map(toStrictSchema).filter((alternative) => alternative !== undefined)
  return strict.length === alternatives.length ? { anyOf: strict } : undefined
}

function strictEnum(values: readonly JsonValue[]): JsonObject | undefined {
  const types = [...new Set(values.map(scalarType))].filter((type) => type !== undefined)
  const [type] = types
  if (type === undefined || values.some((value) => scalarType(value) === undefined)) return undefined
  return { type: types.length === 1 ? type : types, enum: values }
}

function scalarType(value: JsonValue): string | undefined {
  if (value === null) return 'null'
  return typeof value === 'object' ? undefined : typeof value
}

function strictObject(schema: JsonObject): JsonObject | undefined {
  const { properties, additionalProperties, required } = schema
  if (!isJsonObject(properties)) return undefined
  if (isJsonObject(additionalProperties) || additionalProperties === true) return undefined
  const strict: Record<string, JsonObject> = {}
  for (const [name, property] of Object.entries(properties)) {
    const strictProperty = toStrictSchema(property)
    if (strictProperty === undefined) return undefined
    const optional = !(isJsonArray(required) && required.includes(name))
    strict[name] = optional && !allowsNull(property) ? { anyOf: [strictProperty, { type: 'null' }] } : strictProperty
  }
  return { properties: strict, required: Object.keys(strict), additionalProperties: false }
}

function strictList(schema: JsonObject): JsonObject | undefined {
  const items = toStrictSchema(schema['items'])
  return items && { items }
}

function describedConstraints(schema: JsonObject): JsonObject {
  const moved = Object.entries(schema).filter(([keyword]) => !KEPT.has(keyword) && !CONVERTED.has(keyword) && !SILENT.has(keyword))
  if (moved.length === 0) return {}
  const constraints = `Must also fit the JSON Schema ${JSON.stringify(Object.fromEntries(moved))}.`
  return { description: typeof schema['description'] === 'string' ? `${schema['description']} ${constraints}` : constraints }
}

function hasType(schema: JsonObject, type: string): boolean {
  const declared = schema['type']
  return declared === type || (isJsonArray(declared) && declared.includes(type))
}

/** Whether a JSON Schema takes null. */
export function allowsNull(schema: JsonValue | undefined): boolean {
  if (!isJsonObject(schema)) return schema !== false
  if (isJsonArray(schema['enum'])) return schema['enum'].includes(null)
  if (schema['const'] !== undefined) return schema['const'] === null
  const alternatives = schema['anyOf'] ?? schema['oneOf']
  if (isJsonArray(alternatives)) return alternatives.some(allowsNull)
  return schema['type'] === undefined || hasType(schema, 'null')
}
