import { evaluatorOf } from '../../conditions/evaluator.js'
import { event } from '../../definition/event.js'
import { isJsonObject, type JsonObject, type JsonValue } from '../../diagnostics/json.js'

const FORMATS: Readonly<Record<string, string>> = {
  date: '2030-01-01',
  'date-time': '2030-01-01T00:00:00Z',
  time: '00:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com',
  uuid: '00000000-0000-4000-8000-000000000000',
}

/** A schema within a schema is followed so far. */
const DEEPEST = 8

/** Returns a value that fits a JSON Schema, made of what the schema says; undefined where what is made does not fit. */
export function samplePayload(schema: JsonObject, depth = 0): JsonValue | undefined {
  const fits = fitting(schema)
  return candidates(schema, depth).find(fits)
}

/** Returns what tells whether a value fits a JSON Schema, as the machine tells it. */
export function fitting(schema: JsonObject): (value: JsonValue) => boolean {
  const evaluator = evaluatorOf(event({ payload: schema }))
  return (value) => evaluator?.problem(value) === undefined
}

function candidates(schema: JsonObject, depth: number): readonly JsonValue[] {
  if (depth > DEEPEST) return []
  const { examples, enum: choices, anyOf, oneOf, allOf } = schema
  const parts = [...list(anyOf), ...list(oneOf)].flatMap((part) =>
    isJsonObject(part) ? candidates({ ...schema, ...part, ...NO_PARTS }, depth + 1) : [],
  )
  const together = Object.assign({}, schema, ...list(allOf).filter(isJsonObject), { allOf: [] })
  return [
    ...('const' in schema && schema.const !== undefined ? [schema.const] : []),
    ...list(choices),
    ...('default' in schema && schema.default !== undefined ? [schema.default] : []),
    ...list(examples),
    ...parts,
    ...(list(allOf).length > 0 ? candidates(together, depth + 1) : []),
    ...typesOf(schema).flatMap((type) => ofType(type, schema, depth)),
  ]
}

const NO_PARTS = { anyOf: [], oneOf: [] }

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}

function typesOf({ type, properties, items }: JsonObject): readonly JsonValue[] {
  if (type !== undefined) return Array.isArray(type) ? type : [type]
  if (properties !== undefined) return ['object']
  return items === undefined ? ['null', 'object', 'string', 'number'] : ['array']
}

function ofType(type: JsonValue, schema: JsonObject, depth: number): readonly JsonValue[] {
  switch (type) {
    case 'object':
      return [objectOf(schema, depth)]
    case 'array':
      return [Array.from({ length: numberOr(schema.minItems, 0) }, () => first(schema.items, depth))]
    case 'string':
      return [textOf(schema)]
    case 'number':
    case 'integer':
      return numbersOf(schema)
    case 'boolean':
      return [true, false]
    default:
      return [null]
  }
}

function objectOf({ properties, required }: JsonObject, depth: number): JsonObject {
  const known = isJsonObject(properties) ? properties : {}
  return Object.fromEntries(list(required).flatMap((key) => (typeof key === 'string' ? [[key, first(known[key], depth)]] : [])))
}

function first(schema: JsonValue | undefined, depth: number): JsonValue {
  return (isJsonObject(schema) ? samplePayload(schema, depth + 1) : undefined) ?? null
}

function textOf({ format, minLength }: JsonObject): string {
  const known = typeof format === 'string' ? FORMATS[format] : undefined
  return known ?? 'text'.padEnd(numberOr(minLength, 0), ' text')
}

function numbersOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: JsonObject): readonly number[] {
  const step = numberOr(multipleOf, 1)
  const low = typeof minimum === 'number' ? [minimum] : typeof exclusiveMinimum === 'number' ? [exclusiveMinimum + step] : []
  const high = typeof maximum === 'number' ? [maximum] : typeof exclusiveMaximum === 'number' ? [exclusiveMaximum - step] : []
  const rounded = low.map((bound) => Math.ceil(bound / step) * step)
  return [...low, ...rounded, ...high, 0, step]
}

function numberOr(value: JsonValue | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
