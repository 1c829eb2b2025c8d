import type { FieldReading } from '../../conditions/fields/field-reading.js'
import { type FieldSourceKind, type ReadableField, schemaOf, sourceKindOf } from '../../conditions/fields/field-source.js'
import { findPieces } from '../../conditions/fields/find-pieces.js'
import { judgeTold, readFields } from '../../conditions/fields/read-fields.js'
import { regex as matches } from '../../conditions/index.js'
import type { Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import { speechOf } from '../../conditions/language/speech.js'
import { prepareText } from '../../conditions/text/prepared-text.js'
import { evaluators } from '../../conditions/with-evaluators.js'
import { situationWhere } from '../../conditions/witness/index.js'
import type { ConversationFlow, FlowState, Suggestion } from '../../definition/flow.js'
import { fieldOf, languageOf } from '../../definition/state-facts.js'
import type { JsonValue } from '../../diagnostics/json.js'
import type { ConversationContext } from '../../machine/context.js'
import type { FieldFacts } from '../../machine/meta.js'
import { samplePayload } from './sample-payload.js'

/** Something that the user may say of fields, and what the model then tells of it. */
export interface FieldSaying {
  readonly text: string
  readonly told: Readonly<Record<string, JsonValue>>
}

interface Filling extends FieldSaying {
  readonly value: JsonValue
}

/** What may be said of one field: what fills it, each time with another value, and what does not fit. */
export interface FieldScript {
  readonly name: string
  readonly kind: FieldSourceKind
  readonly fills: readonly Filling[]
  readonly refused: FieldSaying | undefined
  /** Each word by which a choice is read. */
  readonly words: readonly string[]
}

/** What may be said of the fields of one state. */
export interface StateFields {
  readonly way: 'collect' | 'correct'
  readonly fields: readonly FieldScript[]
  readonly suggestions: Readonly<Record<string, readonly string[]>>
  /** Whether the model reads some of them. */
  readonly isTold: boolean
  /** Whether a message tells something of one of them, as it stands. */
  readonly tells: (text: string) => boolean
  /** Whether a message has a piece that may be a value of one of them, whatever is known. */
  readonly mentions: (text: string) => boolean
}

/** Tells what may be said of the fields of a state; undefined where it has none. */
export function fieldsIn(flow: ConversationFlow, { collect, correct }: FlowState, stemmers: Stemmers = {}): StateFields | undefined {
  const names = collect ?? correct
  if (names === undefined) return undefined
  const { fields = {}, timeZone = 'UTC', typos = false } = flow
  const suggestions = Object.fromEntries(names.map((name) => [name, fieldOf(flow, name)?.suggestions ?? []]))
  const facts = { fields, language: languageOf(flow), timeZone, typos }
  return stateFields(facts, { way: collect === undefined ? 'correct' : 'collect', names, suggestions }, stemmers)
}

/** What a state does with fields, as a flow and a chart both tell it. */
export interface FieldUse {
  readonly way: 'collect' | 'correct'
  readonly names: readonly string[]
  readonly suggestions: Readonly<Record<string, readonly Suggestion[]>>
}

/** Tells what may be said of these fields. */
export function stateFields(facts: FieldFacts, { way, names, suggestions }: FieldUse, stemmers: Stemmers = {}): StateFields {
  const known = names.flatMap((name) => {
    const field = Object.hasOwn(facts.fields, name) ? facts.fields[name] : undefined
    return field === undefined ? [] : [{ name, field }]
  })
  return {
    way,
    fields: known.map(({ name, field }) => scriptOf(facts, name, field, stemmers)),
    suggestions: Object.fromEntries(
      known.map(({ name }) => [name, (suggestions[name] ?? []).map((each) => (typeof each === 'string' ? each : each.text))]),
    ),
    isTold: known.some(({ field }) => sourceKindOf(field) === 'model'),
    tells: (text) => known.some(({ name }) => isToldBy(facts, name, text, stemmers)),
    mentions: (text) => known.some(({ name }) => isMentionedIn(facts, name, text, stemmers)),
  }
}

function scriptOf(facts: FieldFacts, name: string, field: ReadableField, stemmers: Stemmers): FieldScript {
  const kind = sourceKindOf(field)
  const judged = sayingsFor(name, field).map((saying) => ({ saying, ...judge(facts, name, saying, stemmers) }))
  const fills = judged.flatMap(({ saying, valid }) => (valid[name] === undefined ? [] : [{ ...saying, value: valid[name] }]))
  const distinct = new Map(fills.map((fill): [string, Filling] => [JSON.stringify(fill.value), fill]).reverse())
  const refused = judged.find((each) => each.refused[name] !== undefined)?.saying
  return { name, kind, fills: [...distinct.values()].reverse(), refused, words: wordsOf(field) }
}

function isToldBy(facts: FieldFacts, name: string, text: string, stemmers: Stemmers): boolean {
  const { valid, refused } = judge(facts, name, { text, told: {} }, stemmers)
  return Object.keys(valid).length + Object.keys(refused).length > 0
}

function wordsOf({ from }: ReadableField): readonly string[] {
  return typeof from === 'object' && 'choices' in from ? Object.values(from.choices).flat() : []
}

/** Returns what is said to choose, each word that a choice has, where a field is asked for. */
export function choicesNow({ way, fields }: StateFields, { asking = null }: ConversationContext): readonly FieldSaying[] {
  const asked = way === 'collect' ? fields.filter(({ name }) => name === asking) : []
  return asked.flatMap(({ words }) => words.map((text) => ({ text, told: {} })))
}

function judge(facts: FieldFacts, name: string, { text, told }: FieldSaying, stemmers: Stemmers) {
  if (Object.keys(told).length > 0) return judgeTold({ fields: facts.fields, names: [name] }, told)
  return readFields(readingOf(facts, name, text, stemmers), { kind: 'answer', asking: name })
}

function isMentionedIn(facts: FieldFacts, name: string, text: string, stemmers: Stemmers): boolean {
  const reading = readingOf(facts, name, text, stemmers)
  return findPieces(reading, name, prepareText(text, speechOf(reading.language, stemmers)), []).length > 0
}

function readingOf(
  { fields, language, timeZone = 'UTC', typos = false }: FieldFacts,
  name: string,
  text: string,
  stemmers: Stemmers,
): FieldReading {
  return { fields, names: [name], text, data: {}, at: Date.UTC(2030, 0, 1), language, timeZone, typos, stemmers, evaluators }
}

/** Things that may be said, what is likely to fit first; each is held against the field before it is used. */
function sayingsFor(name: string, field: ReadableField): readonly FieldSaying[] {
  const { from = 'model' } = field
  const said = (...texts: readonly string[]) => texts.map((text) => ({ text, told: {} }))
  if (from === 'number') return said(...numbersAround(field).map(String))
  if (from === 'text') return said('something', 'something else', 'x', 'y'.repeat(lengthOver(field)))
  if (from === 'model') return valuesOf(field).map((value, position) => ({ text: `my ${name} ${position + 1}`, told: { [name]: value } }))
  if ('choices' in from) return said(...Object.values(from.choices).flatMap(([word]) => word ?? []))
  if (!('regex' in from)) return said('2031-05-05', '2031-06-06', 'tomorrow', 'today')
  const { regex: pattern, flags } = from
  const found = situationWhere(matches(pattern, flags === undefined ? {} : { flags }), true, {})
  return found === undefined ? [] : said(found.text, otherThan(found.text))
}

/** The same with another last digit, so that a number can be corrected. */
function otherThan(text: string): string {
  return text.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10))
}

/** Numbers at both bounds of a schema, and beyond. */
function numbersAround({ schema = {} }: ReadableField): readonly number[] {
  const bounds = [schema.minimum, schema.maximum, schema.exclusiveMinimum, schema.exclusiveMaximum].filter(
    (bound) => typeof bound === 'number',
  )
  const steps = typeof schema.multipleOf === 'number' ? [schema.multipleOf, schema.multipleOf * 2] : []
  return [...new Set([...bounds, 2, 3, ...steps, ...bounds.flatMap((bound) => [bound + 1, bound - 1]), 0.5])]
}

function lengthOver({ schema: { maxLength } = {} }: ReadableField): number {
  return typeof maxLength === 'number' ? maxLength + 1 : 1
}

function valuesOf(field: ReadableField): readonly JsonValue[] {
  const schema = schemaOf(field)
  const sample = samplePayload(schema)
  const choices = Array.isArray(schema.enum) ? schema.enum : []
  const isNumeric = schema.type === 'number' || schema.type === 'integer'
  const others = isNumeric ? numbersAround(field) : ['something', 'something else', 'y'.repeat(lengthOver(field))]
  return [...(sample === undefined ? [] : [sample]), ...choices, ...others, 'none of it', -1]
}

/** Returns what may be said now: what answers the question, what does not fit, everything at once, another value for each field. */
export function sayingsNow(
  { way, fields, suggestions }: StateFields,
  { asking = null, data }: ConversationContext,
  isRead: (field: string) => boolean,
): readonly FieldSaying[] {
  const refused = ({ refused: saying }: FieldScript) => (saying === undefined ? [] : [saying])
  if (way === 'correct') {
    return fields.flatMap((field) => {
      const other = field.fills.find(({ value }) => JSON.stringify(value) !== JSON.stringify(data[field.name]))
      return [...(other === undefined ? [] : [other]), ...refused(field)]
    })
  }
  const asked = fields.filter(({ name }) => name === asking)
  const answers = asked.flatMap((field) => [...field.fills.slice(0, isRead(field.name) ? undefined : 1), ...refused(field)])
  const offered = (asking === null ? [] : (suggestions[asking] ?? [])).map((text) => ({ text, told: {} }))
  const all = fillable(fields).length > 1 ? [everything(fields)] : []
  return [...answers, ...offered, ...all]
}

/** Returns what tells everything at once, also to a state that is yet to be entered. */
export function everything(fields: StateFields['fields']): FieldSaying {
  const together = fillable(fields).flatMap(({ fills: [first] }) => first ?? [])
  return { text: together.map(({ text }) => text).join(', '), told: Object.assign({}, ...together.map(({ told }) => told)) }
}

/** What is read only when it is asked for does not belong to an answer that tells more. */
function fillable(fields: StateFields['fields']): StateFields['fields'] {
  return fields.filter(({ kind, fills }) => kind !== 'text' && fills.length > 0)
}

/** Returns what the model tells of words that were foreseen. */
export function toldBy({ fields }: StateFields, sayings: readonly FieldSaying[], text: string): FieldSaying['told'] {
  const all = [...sayings, ...fields.flatMap(({ fills, refused }) => [...fills, ...(refused === undefined ? [] : [refused])])]
  const known = all.find((saying) => saying.text === text)
  if (known !== undefined) return known.told
  // The message that leads to the state may have told everything besides.
  const { text: rest, told } = everything(fields)
  return rest !== '' && text.endsWith(rest) ? told : {}
}
