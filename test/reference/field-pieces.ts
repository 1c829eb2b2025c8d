import type { Field } from '../../src/definition/flow.js'
import type { JsonValue } from '../../src/diagnostics/json.js'
import { isNegated, normalise, occurrences, type Span, spokenLength, wordsOf } from './words.js'

/** A piece of a message, and the value that it tells. */
export interface Piece extends Span {
  readonly value: string | number
}

export type Source = 'model' | 'number' | 'text' | 'regex' | 'choices'

/** What reads a field. Random flows have no days. */
export function sourceOf({ from = 'model' }: Field): Source {
  if (typeof from === 'string') return from
  if ('choices' in from) return 'choices'
  if ('regex' in from) return 'regex'
  throw new Error('Days are not read here')
}

/** Everything that a field's source finds, what it prefers first. */
export function piecesOf({ from = 'model' }: Field, text: string): Piece[] {
  if (from === 'number') return numbersIn(text)
  if (typeof from === 'string') return []
  if ('choices' in from) return choicesIn(from.choices, text)
  if ('regex' in from) return matchesOf(from, text)
  throw new Error('Days are not read here')
}

const NUMBER_WORDS: Readonly<Record<string, number>> = { two: 2, twelve: 12 }

/** Those in digits, then those in words. "Two two" is neither. */
function numbersIn(text: string): Piece[] {
  const haystack = normalise(text, false)
  const words = wordsOf(haystack)
  const inDigits = words.filter(({ text: word }) => /^\d+$/.test(word)).filter((word) => !/[/:]/.test(around(haystack, word)))
  const isWord = (position: number) => NUMBER_WORDS[words[position]?.text ?? ''] !== undefined
  const isJoined = (position: number) =>
    isWord(position) && isWord(position + 1) && haystack.slice(words[position]?.end, words[position + 1]?.start) === ' '
  const inWords = words.filter((_, position) => isWord(position) && !isJoined(position - 1) && !isJoined(position))
  const piece = ({ start, end, text: word }: (typeof words)[number]) => ({ start, end, value: NUMBER_WORDS[word] ?? Number(word) })
  return [...inDigits, ...inWords].map(piece)
}

function around(text: string, { start, end }: Span): string {
  return `${text[start - 1] ?? ''}${text[end] ?? ''}`
}

/** The longest words first; none that is negated, and none within another. */
function choicesIn(choices: Readonly<Record<string, readonly string[]>>, text: string): Piece[] {
  const words = [...new Set(Object.values(choices).flat())]
  const condition = { type: 'keyword' as const, words }
  const found = words.flatMap((word) =>
    occurrences(condition, word, text)
      .filter((span) => !isNegated(condition, span, text))
      .map((span) => ({
        ...span,
        word,
        length: spokenLength(span, text),
        isExact: spokenLength(span, text) === spokenLength({ start: 0, end: word.length }, word),
      })),
  )
  found.sort((one, other) => other.length - one.length || Number(other.isExact) - Number(one.isExact) || one.start - other.start)
  const pieces: Piece[] = []
  for (const { word, start, end } of found) {
    if (pieces.some((piece) => overlap(piece, { start, end }) && !(piece.start === start && piece.end === end))) continue
    for (const [value, said] of Object.entries(choices)) if (said.includes(word)) pieces.push({ start, end, value })
  }
  return pieces
}

function matchesOf({ regex, flags = '', group = 0 }: { regex: string; flags?: string; group?: number | string }, text: string): Piece[] {
  const haystack = normalise(text, true)
  return [...haystack.matchAll(new RegExp(regex, `g${flags}`))].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    value: match[Number(group)] ?? '',
  }))
}

export function overlap(one: Span, other: Span): boolean {
  return one.start < other.end && other.start < one.end
}

/** Why a value does not fit the schemas of random fields. */
export function problemOf(value: JsonValue, field: Field): string | undefined {
  const { type = sourceOf(field) === 'number' ? 'number' : 'string', minimum, maximum, maxLength } = field.schema ?? {}
  if (type === 'string' && typeof value !== 'string') return 'a text'
  if (type === 'number' && typeof value !== 'number') return 'a number'
  if (type === 'integer' && !Number.isInteger(value)) return 'a whole number'
  if (typeof value === 'number' && typeof minimum === 'number' && value < minimum) return `at least ${minimum}`
  if (typeof value === 'number' && typeof maximum === 'number' && value > maximum) return `at most ${maximum}`
  if (typeof value === 'string' && typeof maxLength === 'number' && value.length > maxLength) return `at most ${maxLength} characters`
  return undefined
}

/** A found text becomes the number that a schema asks for. */
export function converted(found: string | number, { schema = {} }: Field): string | number {
  return schema.type === 'integer' && typeof found === 'string' && /^\d+$/.test(found) ? Number(found) : found
}
