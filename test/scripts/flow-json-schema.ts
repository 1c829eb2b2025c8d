import { type JsonSchema, type OverrideSchemaContext, toJsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import { jsonObject, jsonValue } from '../../src/conditions/schema-parts.js'
import { condition } from '../../src/definition/parse/condition-schema.js'
import * as flowParts from '../../src/definition/parse/flow-schema.js'
import { happening, property } from '../../src/definition/parse/property-schema.js'

type Json = Readonly<Record<string, unknown>>

const REFERENCE = '#/$defs/'
const { flowSchema, flowEntries, stateEntries, subFlowEntries, ...parts } = flowParts

/** The JSON Schema of a flow's JSON form, made of the schemas that `parseFlow` reads by. */
export function flowJsonSchema(): Json {
  const named = { condition, jsonValue, jsonObject, happening, property, ...parts }
  const definitions = Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, published(schema)]))
  const {
    $schema,
    $defs: made = {},
    ...flow
  } = toJsonSchema(published(flowSchema), {
    target: 'draft-07',
    definitions,
    errorMode: 'ignore',
    overrideSchema: withoutFunctions,
  })
  const kept = Object.fromEntries(Object.keys(named).map((name) => [name, inlined(made[name], made)]))
  const about = { title: 'Conversation flow', description: 'States with prompts, and named, guarded transitions between them.' }
  return { $schema, $id: 'talkchart/flow.schema.json', ...about, ...record(inlined(flow, made)), $defs: kept }
}

/** What a schema that looks at its input shows to editors. */
function published(schema: v.GenericSchema): v.GenericSchema {
  return isLazy(schema) ? schema.getter(undefined) : schema
}

function isLazy(schema: v.GenericSchema): schema is v.LazySchema<v.GenericSchema> {
  return schema.type === 'lazy'
}

/** Functions and Standard Schemas have no JSON form, so editors are not told of them. */
function withoutFunctions({ valibotSchema, jsonSchema }: OverrideSchemaContext): JsonSchema | undefined {
  if (!('entries' in valibotSchema) || jsonSchema.properties === undefined) return undefined
  const entries = record(valibotSchema.entries)
  const properties = Object.entries(jsonSchema.properties).filter(([name]) => !isFunction(record(entries[name])))
  return { ...jsonSchema, properties: Object.fromEntries(properties) }
}

function isFunction(entry: Json): boolean {
  const { type } = entry.type === 'exact_optional' ? record(entry.wrapped) : entry
  return type === 'function' || type === 'custom'
}

/** Puts definitions that the generator numbered, for want of a name, where they are used. */
function inlined(value: unknown, made: Json): unknown {
  if (Array.isArray(value)) return value.map((entry) => inlined(entry, made))
  if (typeof value !== 'object' || value === null) return value
  const { $ref, ...rest } = record(value)
  const name = typeof $ref === 'string' ? $ref.slice(REFERENCE.length) : ''
  if (/^\d+$/.test(name)) return inlined({ ...record(made[name]), ...rest }, made)
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, inlined(entry, made)]))
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}
