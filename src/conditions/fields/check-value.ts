import type { JsonObject, JsonValue } from '../../diagnostics/json.js'
import { isRecord } from '../../diagnostics/json.js'

type Check = (value: unknown, asked: JsonValue, schema: JsonObject) => string | undefined

/** Says why a value fails a keyword of JSON Schema, in words that a user may be told; undefined when it does not. */
const CHECKS: Readonly<Record<string, Check>> = {
  type: (value, asked) =>
    typesOf(asked).some((type) => isOfType(value, type)) ? undefined : (NAMES[typesOf(asked)[0] ?? ''] ?? 'something else'),
  enum: (value, asked) =>
    listOf(asked).some((each) => isSame(each, value)) ? undefined : `one of ${listOf(asked).map(String).join(', ')}`,
  const: (value, asked) => (isSame(asked, value) ? undefined : `only ${String(asked)}`),
  minimum: (value, asked) => number(value, (given) => given >= Number(asked), `at least ${asked}`),
  maximum: (value, asked) => number(value, (given) => given <= Number(asked), `at most ${asked}`),
  exclusiveMinimum: (value, asked) => number(value, (given) => given > Number(asked), `more than ${asked}`),
  exclusiveMaximum: (value, asked) => number(value, (given) => given < Number(asked), `less than ${asked}`),
  multipleOf: (value, asked) => number(value, (given) => isMultiple(given, Number(asked)), `a multiple of ${asked}`),
  minLength: (value, asked) => text(value, (length) => length >= Number(asked), `at least ${asked} characters`),
  maxLength: (value, asked) => text(value, (length) => length <= Number(asked), `at most ${asked} characters`),
  properties: (value, asked) =>
    firstOf(Object.entries(isRecord(asked) ? asked : {}), ([key, schema]) => propertyProblem(value, key, schema)),
  required: (value, asked) =>
    firstOf(listOf(asked), (key) => (isRecord(value) && !Object.hasOwn(value, String(key)) ? `with ${key}` : undefined)),
  additionalProperties: (value, asked, schema) => (asked === false ? unknownKey(value, schema) : undefined),
  items: (value, asked) => (Array.isArray(value) ? firstOf(value, (each) => valueProblem(each, isSchema(asked) ? asked : {})) : undefined),
  minItems: (value, asked) => (Array.isArray(value) && value.length < Number(asked) ? `at least ${asked} of them` : undefined),
  maxItems: (value, asked) => (Array.isArray(value) && value.length > Number(asked) ? `at most ${asked} of them` : undefined),
}

/** Keywords of JSON Schema that ask nothing of a value. */
export const ANNOTATIONS: readonly string[] = [
  'title',
  'description',
  'examples',
  'default',
  'format',
  '$comment',
  '$schema',
  '$id',
  'deprecated',
]

/** The keywords of JSON Schema that a field's value is held against. */
export const CHECKED_KEYWORDS: readonly string[] = Object.keys(CHECKS)

/**
 * Says in a few words what a value would have to be to fit a schema; undefined when it fits.
 *
 * @example valueProblem(12, { type: 'integer', maximum: 10 }) // 'at most 10'
 */
export function valueProblem(value: unknown, schema: JsonObject): string | undefined {
  return firstOf(Object.entries(schema), ([keyword, asked]) =>
    asked !== undefined && Object.hasOwn(CHECKS, keyword) ? CHECKS[keyword]?.(value, asked, schema) : undefined,
  )
}

/** Turns a found text into what the schema asks for: a number, or true and false. A text that is none stays a text, and does not fit. */
export function convertFound(found: string | number, schema: JsonObject): string | number | boolean {
  const types = typesOf(schema.type ?? null)
  if (typeof found === 'number') return types.includes('string') && !types.some(isNumeric) ? String(found) : found
  if (types.some(isNumeric) && /^[+-]?\d+(?:\.\d+)?$/.test(found.trim()) && Number.isFinite(Number(found))) return Number(found)
  if (types.includes('boolean') && /^(?:true|false)$/i.test(found.trim())) return found.trim().toLowerCase() === 'true'
  return found
}

function isNumeric(type: string): boolean {
  return type === 'number' || type === 'integer'
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'nothing',
  array: 'a list',
  object: 'an object',
}

function typesOf(asked: JsonValue): readonly string[] {
  return Array.isArray(asked) ? asked.map(String) : [String(asked)]
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value)
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isRecord(value)
    default:
      return typeof value === type
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function number(value: unknown, fits: (given: number) => boolean, problem: string): string | undefined {
  return typeof value !== 'number' || fits(value) ? undefined : problem
}

function text(value: unknown, fits: (length: number) => boolean, problem: string): string | undefined {
  return typeof value !== 'string' || fits([...value].length) ? undefined : problem
}

/** 0.3 is a multiple of 0.1, though its binary form is not. */
function isMultiple(given: number, of: number): boolean {
  const times = given / of
  return Math.abs(times - Math.round(times)) < 1e-9
}

function propertyProblem(value: unknown, key: string, schema: unknown): string | undefined {
  if (!isRecord(value) || !Object.hasOwn(value, key) || !isSchema(schema)) return undefined
  const problem = valueProblem(value[key], schema)
  return problem === undefined ? undefined : `${key}: ${problem}`
}

function unknownKey(value: unknown, { properties }: JsonObject): string | undefined {
  const known = isRecord(properties) ? Object.keys(properties) : []
  const key = isRecord(value) ? Object.keys(value).find((each) => !known.includes(each)) : undefined
  return key === undefined ? undefined : `without ${key}`
}

function isSchema(value: unknown): value is JsonObject {
  return isRecord(value)
}

function listOf(asked: JsonValue): readonly JsonValue[] {
  return Array.isArray(asked) ? asked : []
}

function firstOf<Each>(list: Iterable<Each>, problemOf: (each: Each) => string | undefined): string | undefined {
  for (const each of list) {
    const problem = problemOf(each)
    if (problem !== undefined) return problem
  }
  return undefined
}
