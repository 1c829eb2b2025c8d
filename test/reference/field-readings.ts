import type { Field } from '../../src/definition/flow.js'
import type { JsonValue } from '../../src/diagnostics/json.js'
import { type Conversation, stateOf } from './conversation.js'
import { converted, overlap, type Piece, piecesOf, problemOf, sourceOf } from './field-pieces.js'
import { isNegated, normalise, wordsOf } from './words.js'

/** What a message tells of fields. */
export interface Told {
  readonly valid: Readonly<Record<string, JsonValue>>
  readonly refused: Readonly<Record<string, { readonly value: JsonValue; readonly reason: string }>>
}

export const NOTHING_TOLD: Told = { valid: {}, refused: {} }

export function fieldOf({ flow }: Conversation, name: string): Field {
  const field = flow.fields?.[name]
  if (!field) throw new Error(`The flow has no field ${JSON.stringify(name)}`)
  return field
}

/** The fields that the state lists, as declared there. */
export function listedFields(conversation: Conversation): readonly string[] {
  const { collect, correct } = stateOf(conversation)
  return collect ?? correct ?? []
}

export function modelFields(conversation: Conversation): readonly string[] {
  return listedFields(conversation).filter((name) => sourceOf(fieldOf(conversation, name)) === 'model')
}

export function hasValue({ data }: Conversation, name: string): boolean {
  return data[name] !== undefined && data[name] !== null
}

/** The first field that is asked for until it has a value, and has none. */
export function firstMissing(conversation: Conversation): string | undefined {
  return requiredFields(conversation).find((name) => !hasValue(conversation, name))
}

export function requiredFields(conversation: Conversation): readonly string[] {
  return listedFields(conversation).filter((name) => fieldOf(conversation, name).optional !== true)
}

/** The pieces that were taken of a message, each for one field. */
class Taken {
  readonly found = new Map<string, string | number>()
  readonly #pieces: Piece[] = []

  constructor(private readonly conversation: Conversation) {}

  free(name: string): Piece[] {
    const pieces = piecesOf(fieldOf(this.conversation, name), this.conversation.lastUserText)
    return pieces.filter((piece) => !this.#pieces.some((other) => overlap(piece, other)))
  }

  first(name: string): void {
    const [first] = this.free(name)
    if (!first) return
    this.#pieces.push(first)
    this.found.set(name, first.value)
  }

  /** Two different choices are none, and keep their text. */
  one(name: string): void {
    const pieces = this.free(name)
    const isUnclear = sourceOf(fieldOf(this.conversation, name)) === 'choices' && new Set(pieces.map(({ value }) => value)).size > 1
    if (isUnclear) this.#pieces.push(...pieces)
    else this.first(name)
  }
}

/** Reads a message by the local sources of a state that collects. */
export function readLocally(conversation: Conversation, kind: 'answer' | 'entry' | 'aside', told: Told = NOTHING_TOLD): Told {
  const { lastUserText: text, asking } = conversation
  const names = listedFields(conversation)
  const sourceIn = (name: string) => sourceOf(fieldOf(conversation, name))
  const taken = new Taken(conversation)
  const atAnyTime = names.filter((name) => ['choices', 'regex'].includes(sourceIn(name)))
  for (const name of atAnyTime.sort((one, other) => Number(other === asking) - Number(one === asking))) {
    const { overwrite = sourceIn(name) === 'regex' } = fieldOf(conversation, name)
    if (name === asking || !hasValue(conversation, name) || overwrite) taken.one(name)
  }
  if (kind === 'aside') return { ...judged(conversation, taken.found), refused: {} }
  if (asking !== null && names.includes(asking) && sourceIn(asking) === 'number') taken.first(asking)
  const missing = names.filter((name) => sourceIn(name) === 'number' && !hasValue(conversation, name) && !(name in told.valid))
  const [only] = missing
  if (only !== undefined && missing.length === 1 && only !== asking) taken.first(only)
  const isAlone = taken.found.size + Object.keys(told.valid).length + Object.keys(told.refused).length === 0
  if (asking !== null && sourceIn(asking) === 'text' && isAlone && text.trim() !== '') taken.found.set(asking, text.trim())
  const all = judged(conversation, taken.found)
  return kind === 'entry' ? { ...all, refused: {} } : all
}

/** Reads a message for other values than the stored ones. */
export function readCorrections(conversation: Conversation): Told {
  const { lastUserText: text } = conversation
  const names = listedFields(conversation)
  const sourceIn = (name: string) => sourceOf(fieldOf(conversation, name))
  const taken: Piece[] = []
  const found = new Map<string, string | number>()
  const numbers = names.filter((name) => sourceIn(name) === 'number')
  for (const name of [...names.filter((each) => ['choices', 'regex'].includes(sourceIn(each))), ...numbers]) {
    if (sourceIn(name) === 'number' && numbers.length > 1) continue
    const field = fieldOf(conversation, name)
    const remaining = piecesOf(field, text)
      .filter((piece) => !taken.some((other) => overlap(piece, other)))
      .filter((piece) => !isNegated({ type: 'keyword', words: [] }, piece, text))
      .filter(({ value }) => !isSame(converted(value, field), conversation.data[name]))
    taken.push(...remaining)
    const [first] = remaining
    if (!first) continue
    if (sourceIn(name) === 'choices' && remaining.some(({ value }) => value !== first.value)) continue
    if (sourceIn(name) === 'number' && !isWhole(first, text) && !isAnnounced(text)) continue
    found.set(name, first.value)
  }
  return judged(conversation, found)
}

/** What the model told, held against the schemas. Null and empty texts tell nothing. */
export function judgeTold(conversation: Conversation, told: unknown): Told {
  const given = typeof told === 'object' && told !== null ? new Map<string, JsonValue>(Object.entries(told)) : new Map<string, JsonValue>()
  const valid: Record<string, JsonValue> = {}
  const refused: Record<string, { value: JsonValue; reason: string }> = {}
  for (const name of modelFields(conversation)) {
    const value = given.get(name) ?? null
    if (value === null || (typeof value === 'string' && value.trim() === '')) continue
    const reason = problemOf(value, fieldOf(conversation, name))
    if (reason === undefined) valid[name] = value
    else refused[name] = { value, reason }
  }
  return { valid, refused }
}

function judged(conversation: Conversation, found: ReadonlyMap<string, string | number>): Told {
  const valid: Record<string, JsonValue> = {}
  const refused: Record<string, { value: JsonValue; reason: string }> = {}
  for (const [name, raw] of found) {
    const field = fieldOf(conversation, name)
    const value = converted(raw, field)
    const reason = problemOf(value, field)
    if (reason === undefined) valid[name] = value
    else refused[name] = { value, reason }
  }
  return { valid, refused }
}

export function isSame(one: JsonValue, other: unknown): boolean {
  const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
  return typeof one === 'string' && typeof other === 'string' ? plain(one) === plain(other) : one === other
}

/** Whether a piece is all that is said. */
export function isWhole({ start, end }: { readonly start: number; readonly end: number }, text: string): boolean {
  const words = wordsOf(normalise(text, true))
  return words.length > 0 && words.every((word) => start <= word.start && word.end <= end)
}

function isAnnounced(text: string): boolean {
  const said = ` ${wordsOf(normalise(text, false))
    .map((word) => word.text)
    .join(' ')} `
  return [' no ', ' not ', ' but ', ' make it ', ' instead '].some((words) => said.includes(words))
}
