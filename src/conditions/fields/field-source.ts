import type { JsonObject, JsonValue } from '../../diagnostics/json.js'
import type { DateEvaluator, evaluatorKey, RegexEvaluator } from '../evaluator.js'

/** Reads a day that is said: "tomorrow", "on Friday", "5 May". Made by `fromDate`; in JSON it is `'date'`. */
export interface FromDate {
  readonly type: 'date'
  /** Put there by `fromDate` and `parseFlow`; JSON never sees it. */
  readonly [evaluatorKey]?: DateEvaluator
}

/** Reads what a pattern finds. Made by `fromRegex`. */
export interface FromRegex {
  /** RE2 syntax: neither look-around nor back-references. */
  readonly regex: string
  /** The group that holds the value, by number or name; the whole match by default. */
  readonly group?: number | string
  /** Any of `i`, `m` and `s`. */
  readonly flags?: string
  /** Put there by `fromRegex` and `parseFlow`; JSON never sees it. */
  readonly [evaluatorKey]?: RegexEvaluator
}

/** Reads one of a few choices. The value is the key; the words are found as keywords are. */
export interface FromChoices {
  readonly choices: Readonly<Record<string, readonly string[]>>
}

/** Says what reads a field's value from a message: the model by default, a number, the whole text, a day, a pattern, or choices. */
export type FieldSource = 'model' | 'number' | 'text' | FromDate | FromRegex | FromChoices

/** Names the kinds of sources. */
export type FieldSourceKind = 'model' | 'number' | 'text' | 'date' | 'regex' | 'choices'

/** Holds what reading a field takes. Plain JSON, but for the engine that a source may carry. */
export interface ReadableField {
  readonly from?: FieldSource
  /** JSON Schema of the value; `{ type: 'string' }` when nothing says more. */
  readonly schema?: JsonObject
  readonly overwrite?: boolean
}

/** Holds fields by name. */
export type ReadableFields = Readonly<Record<string, ReadableField>>

/** Returns what kind of source reads the field. */
export function sourceKindOf({ from = 'model' }: ReadableField): FieldSourceKind {
  if (typeof from === 'string') return from
  if ('choices' in from) return 'choices'
  return 'regex' in from ? 'regex' : 'date'
}

/** Returns the JSON Schema of the field's value, with the type that its source gives where it says none. */
export function schemaOf(field: ReadableField): JsonObject {
  const { schema = {} } = field
  if (schema.type !== undefined || schema.enum !== undefined || schema.const !== undefined) return schema
  return { ...schema, type: sourceKindOf(field) === 'number' ? 'number' : 'string' }
}

/** Tells whether the data holds a value under the name; null is none. */
export function isFilled(data: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.hasOwn(data, name) && data[name] !== null && data[name] !== undefined
}

/** A piece of a message, in the positions of its normalised text, and the value that it tells. */
export interface Piece {
  readonly start: number
  readonly end: number
  readonly value: string | number
}

/** Holds a value that does not fit its field, and why, in a few words. */
export interface RefusedValue {
  readonly value: JsonValue
  readonly reason: string
}
