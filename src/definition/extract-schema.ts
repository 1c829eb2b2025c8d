import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import type { JsonObject } from '../diagnostics/json.js'
import type { Extract } from './flow.js'

/**
 * Returns the JSON Schema of what a message may tell: an object in which every field may be missing or null, as most messages
 * tell only some of them.
 */
export function extractSchema(extract: Extract): JsonObject {
  if (extract.fields !== undefined) return fieldsSchema(extract.fields)
  return extract.schema === undefined ? fieldsSchema({}) : (jsonSchemaOf(extract.schema) ?? fieldsSchema({}))
}

/** Tells whether the model can be told what to extract. */
export function isExtractDescribed(extract: Extract): boolean {
  return extract.fields !== undefined || (extract.schema !== undefined && jsonSchemaOf(extract.schema) !== undefined)
}

/** Returns the JSON Schema of what a message tells of some fields: each may be null. */
export function fieldsSchema(fields: Readonly<Record<string, JsonObject>>): JsonObject {
  const properties = Object.entries(fields).map(([name, schema]) => [name, { anyOf: [schema, { type: 'null' }] }])
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false }
}

/** Standard Schema's own way to JSON Schema, which not every library has. */
function jsonSchemaOf(schema: StandardSchemaV1): JsonObject | undefined {
  if (!describesItself(schema)) return undefined
  const { properties, ...rest } = schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
  if (!isJsonObject(properties)) return undefined
  const nullable = Object.entries(properties).map(([name, field]) => [name, { anyOf: [field, { type: 'null' }] }])
  const { required: _required, $schema: _schema, ...described } = rest
  return JSON.parse(JSON.stringify({ ...described, type: 'object', properties: Object.fromEntries(nullable) }))
}

function describesItself(schema: StandardSchemaV1): schema is StandardSchemaV1 & StandardJSONSchemaV1 {
  return 'jsonSchema' in schema['~standard']
}

function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
