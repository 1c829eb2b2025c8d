import * as v from 'valibot'
import { isRecord } from '../diagnostics/json.js'

/** One entry for each property of T. Keeps the schemas from forgetting one. */
export type EntriesOf<T> = { readonly [Key in keyof T]-?: v.GenericSchema }

/** Refuses every value. `code` says why, `expects` what may stand there. */
export function refuse(code: string, expects: string): v.GenericSchema {
  return { ...v.custom(() => false, code), expects }
}

/** Names as a schema's `expects` writes them; read back by the words for people. */
export function literals(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(' | ')
}

/** Chooses a schema by the value itself, so that problems are those of what was meant; `published` is what editors are told. */
export function bySight(published: v.GenericSchema, choose: (input: unknown) => v.GenericSchema): v.GenericSchema {
  return v.lazy((input) => (input === undefined ? published : choose(input)))
}

/** Describes an object with these keys and no other; every other key is reported. */
export function strict(entries: v.ObjectEntries): v.GenericSchema {
  const published = v.strictObject(entries)
  const unknownKey = refuse('unknown-key', literals(Object.keys(entries)))
  return bySight(published, (input) => {
    if (!isRecord(input)) return refuse('wrong-type', 'an object')
    const unknownKeys = Object.keys(input).filter((key) => !Object.hasOwn(entries, key))
    if (unknownKeys.length === 0) return published
    return v.strictObject({ ...entries, ...Object.fromEntries(unknownKeys.map((key) => [key, unknownKey])) })
  })
}

/** Describes an object that says its `type`. */
export function typed(type: string, entries: v.ObjectEntries): v.GenericSchema {
  const schema = strict(entries)
  return bySight(v.strictObject(entries), (input) =>
    isRecord(input) && !Object.hasOwn(input, 'type') ? refuse('missing-type', literals([type])) : schema,
  )
}

/** Describes an object with any keys and values of one kind. (The library's own `record` passes over keys like `constructor`.) */
export function recordOf(value: v.GenericSchema): v.GenericSchema {
  return bySight(v.record(v.string(), value), (input) => {
    if (!isRecord(input)) return refuse('wrong-type', 'an object')
    return v.object(Object.fromEntries(Object.keys(input).map((key) => [key, value])))
  })
}

export function listOf(value: v.GenericSchema): v.GenericSchema {
  return v.array(value)
}

/** Describes a property that may be absent, with the help that editors show. */
export function optional(schema: v.GenericSchema, description: string): v.GenericSchema {
  return v.exactOptional(described(schema, description))
}

/** Gives a schema the help that editors show. */
export function described(schema: v.GenericSchema, description: string): v.GenericSchema {
  return v.pipe(schema, v.description(description))
}

/** Describes a whole number from `minimum` on. The rules judge the value, as flows that are not parsed need that too; editors are told here. */
export function count(minimum: number): v.GenericSchema {
  return v.pipe(v.number(), v.metadata({ type: 'integer', minimum }))
}

const jsonPrimitive = v.union([v.string(), v.number(), v.boolean(), v.null()])

/** Anything that JSON can hold. */
export const jsonValue: v.GenericSchema = bySight(v.unknown(), (input) => {
  if (Array.isArray(input)) return v.array(jsonValue)
  if (isRecord(input)) return recordOf(jsonValue)
  return v.is(jsonPrimitive, input) && input !== Number.POSITIVE_INFINITY && input !== Number.NEGATIVE_INFINITY
    ? v.unknown()
    : refuse('not-json', 'a value that JSON can hold')
})

/** A JSON object. */
export const jsonObject: v.GenericSchema = recordOf(jsonValue)
