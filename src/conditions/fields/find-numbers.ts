import type { NumberRules } from '../language/language-rules.js'
import type { PreparedText } from '../text/prepared-text.js'
import { isJoint, type Word } from '../text/words.js'
import type { Piece } from './field-source.js'

/** What separates the digits of a number in a language. */
interface Separators {
  readonly decimal: string
  readonly group: string
}

const knownSeparators = new Map<string, Separators>()

/** A number of this size shows both separators in every language. */
const SHOWS_BOTH = 1234567.5

function separatorsOf(language: string): Separators {
  const known = knownSeparators.get(language)
  if (known !== undefined) return known
  const parts = new Intl.NumberFormat(language).formatToParts(SHOWS_BOTH)
  const partOf = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? ''
  const separators = { decimal: partOf('decimal'), group: partOf('group') }
  knownSeparators.set(language, separators)
  return separators
}

/** Tells how numbers are read: in which language, and by which of its words. */
export interface NumberReading {
  /** A BCP 47 tag. */
  readonly language: string
  readonly rules: NumberRules | undefined
}

/**
 * Returns the numbers of a text: those in digits, in order, then the number words to twenty. A token with a slash or a colon is none, and a word
 * that is an article too counts only in a message of at most three words.
 */
export function findNumbers(text: PreparedText, { language, rules }: NumberReading): readonly Piece[] {
  const digits = numbersInDigits(text, separatorsOf(language))
  return rules === undefined ? digits : [...digits, ...numberWords(text, rules)]
}

function numbersInDigits({ text, words }: PreparedText, separators: Separators): readonly Piece[] {
  const found: Piece[] = []
  for (let position = 0; position < words.length; position += 1) {
    const [first, last, token] = joinedDigits(text, words, position, separators)
    if (first === undefined || last === undefined) continue
    position = words.indexOf(last, position)
    const value = numberOf(token, separators)
    // More digits than a number can have are none.
    if (value === undefined || !Number.isFinite(value)) continue
    const isNegative = /(?:^|\s)[-\u2212]$/.test(text.slice(Math.max(0, first.start - 2), first.start))
    found.push({ start: isNegative ? first.start - 1 : first.start, end: last.end, value: isNegative ? -value : value })
  }
  return found
}

/** Where a space parts the thousands ("2 500"), several words are one number. */
function joinedDigits(
  text: string,
  words: readonly Word[],
  position: number,
  { group }: Separators,
): readonly [Word | undefined, Word | undefined, string] {
  const first = words[position]
  let last = first
  let token = first?.text ?? ''
  if (!/\s/.test(group) || !/^\d{1,3}$/.test(token)) return [first, last, token]
  for (let next = words[position + 1]; next !== undefined; next = words[words.indexOf(next) + 1]) {
    if (!/^\d{3}(?:[.,]\d+)?$/.test(next.text) || text.slice(last?.end, next.start) !== ' ') break
    token += next.text
    last = next
  }
  return [first, last, token]
}

/** Reads a token of digits and separators. Digits that no grouping explains are none. */
function numberOf(token: string, { decimal, group }: Separators): number | undefined {
  if (!/^\d+(?:[.,]\d+)*$/.test(token)) return undefined
  const [whole = '', fraction, ...more] = token.split(decimal)
  const groups = whole.split(group)
  const isGrouped = groups.length === 1 || /^\d{1,3}(?: \d{2,3})* \d{3}$/.test(groups.join(' '))
  if (isGrouped && more.length === 0 && /^\d*$/.test(fraction ?? '')) return Number(`${groups.join('')}.${fraction ?? '0'}`)
  // "1,5" can be nothing but one and a half, also where the decimals come after a full stop.
  return /^\d+[.,]\d+$/.test(token) && !/[.,]\d{3}$/.test(token) ? Number(token.replace(',', '.')) : undefined
}

const MOST_WORDS_BESIDE_ARTICLE = 3

function numberWords(text: PreparedText, rules: NumberRules): readonly Piece[] {
  const { words } = text
  const valueAt = (position: number): number | undefined => {
    const { lower = '' } = words[position] ?? {}
    if (Object.hasOwn(rules.words, lower)) return rules.words[lower]
    const isArticle = Object.hasOwn(rules.articles, lower) && words.length <= MOST_WORDS_BESIDE_ARTICLE
    return isArticle && !rules.notAfter.includes(words[position - 1]?.lower ?? '') ? rules.articles[lower] : undefined
  }
  return words.flatMap((word, position): Piece[] => {
    const value = valueAt(position)
    return value === undefined || isPartOfLarger(text, position, valueAt, rules) ? [] : [{ start: word.start, end: word.end, value }]
  })
}

/** "Twenty five" and "two hundred" are beyond twenty. */
function isPartOfLarger(
  { text, words }: PreparedText,
  position: number,
  valueAt: (position: number) => number | undefined,
  { scales }: NumberRules,
): boolean {
  const isJoined = (at: number) => isJoint(text.slice(words[at]?.end, words[at + 1]?.start))
  const next = words[position + 1]
  if (next !== undefined && isJoined(position) && (scales.includes(next.lower) || valueAt(position + 1) !== undefined)) return true
  return position > 0 && isJoined(position - 1) && valueAt(position - 1) !== undefined
}
