import type { PreparedText, WordPlaces } from '../../text/prepared-text.js'
import { extendsWord, isJoint, type Word } from '../../text/words.js'
import { beginsWith, isSameWord } from './compare-words.js'
import { type KeywordMatcher, type PhraseIndex, type PhrasePattern, stemSoughtFor } from './keyword-matcher.js'
import { type KeywordPattern, type KeywordWord, lengthOfWords } from './keyword-pattern.js'
import { isNegationCue } from './negation.js'
import { withoutTypos } from './typos.js'

/** A pattern's place in a text, in the normalised text's positions. */
export interface PatternOccurrence {
  readonly pattern: KeywordPattern
  readonly start: number
  readonly end: number
  /** In characters of its words; what stands in a gap does not count. */
  readonly length: number
  /** Whether it is written as the keyword is. */
  readonly isExact: boolean
}

/**
 * Returns every occurrence of the matcher's keywords: keyword by keyword, each in the order of the text. An occurrence of a prefix is
 * the whole word that it begins.
 *
 * The text's words are indexed once for all keywords. A phrase is looked for where the rarest of its words stands, and a set of
 * keywords is held against the words of the text from the side that has fewer, so the work is linear in the text, plus a look-up for
 * each keyword or each distinct word, plus what is found.
 */
export function* findKeywords(matcher: KeywordMatcher, source: PreparedText, known?: ReadonlySet<string>): Iterable<PatternOccurrence> {
  const text = matcher.typos ? withoutTypos(source, matcher, known) : source
  const { stemmer, phrasesByWord, phrasesByStem } = matcher
  yield* findPhrases(phrasesByWord, text.wordPlaces, matcher, text)
  if (stemmer !== undefined) yield* findPhrases(phrasesByStem, () => text.stemPlaces(stemmer), matcher, text)
  for (const pattern of matcher.prefixes) yield* findPrefix(pattern, matcher, text)
  for (const pattern of matcher.literals) yield* findLiteral(pattern, matcher, text)
}

function* findPhrases(
  phrases: PhraseIndex,
  placesOf: () => WordPlaces,
  matcher: KeywordMatcher,
  text: PreparedText,
): Iterable<PatternOccurrence> {
  if (phrases.size === 0 || text.words.length === 0) return
  const places = placesOf()
  const rarer = phrases.size <= places.size ? phrases : places
  for (const first of rarer.keys()) {
    if (!places.has(first)) continue
    for (const pattern of phrases.get(first) ?? []) yield* findPhrase(pattern, matcher, text)
  }
}

function* findPhrase(pattern: PhrasePattern, matcher: KeywordMatcher, text: PreparedText): Iterable<PatternOccurrence> {
  const { offset, places } = matcher.gap > 0 ? firstWord(pattern.phrase, matcher, text) : rarestWord(pattern.phrase, matcher, text)
  for (const place of places) {
    const occurrence = occurrenceAt(place - offset, pattern, matcher, text)
    if (occurrence !== undefined) yield occurrence
  }
}

/** With a gap, only the first word tells where a phrase begins. */
function firstWord([first]: readonly KeywordWord[], matcher: KeywordMatcher, text: PreparedText) {
  return { offset: 0, places: (first && placesOfWord(first, false, matcher, text)) ?? NOWHERE }
}

/** Returns which word of a phrase stands in the fewest places, and those. */
function rarestWord(phrase: readonly KeywordWord[], matcher: KeywordMatcher, text: PreparedText) {
  let rarest: { readonly offset: number; readonly places: readonly number[] } | undefined
  for (const [offset, keyword] of phrase.entries()) {
    const places = placesOfWord(keyword, matcher.isPrefix && offset === phrase.length - 1, matcher, text)
    if (places !== undefined && (rarest === undefined || places.length < rarest.places.length)) rarest = { offset, places }
  }
  return rarest ?? { offset: 0, places: NOWHERE }
}

const NOWHERE: readonly number[] = []

/** Returns where a keyword's word may stand; undefined where that is not looked up, as with the many words that one beginning has. */
function placesOfWord(keyword: KeywordWord, isOpenEnded: boolean, { stemmer }: KeywordMatcher, text: PreparedText) {
  if (isOpenEnded) {
    const sorted = text.sortedWords()
    return sorted[firstFrom(sorted, keyword.lower)]?.startsWith(keyword.lower) ? undefined : NOWHERE
  }
  const stem = stemSoughtFor(keyword)
  const known = stem === undefined || stemmer === undefined ? text.wordPlaces() : text.stemPlaces(stemmer)
  return known.get(stem ?? keyword.lower) ?? NOWHERE
}

/** The occurrence of a phrase that begins with a word of the text, if there is one. */
function occurrenceAt(first: number, pattern: PhrasePattern, matcher: KeywordMatcher, text: PreparedText): PatternOccurrence | undefined {
  const words: Word[] = []
  let position = first
  let gap = 0
  for (const [offset, keyword] of pattern.phrase.entries()) {
    const isOpenEnded = matcher.isPrefix && offset === pattern.phrase.length - 1
    const next = nextAlike({ keyword, isOpenEnded }, position, offset === 0 ? undefined : matcher.gap - gap, matcher, text)
    if (next === undefined) return undefined
    gap += next.position - position
    position = next.position + 1
    words.push(next.word)
  }
  const isExact = pattern.phrase.every((keyword, offset) => isWritten(keyword, words[offset], matcher))
  return { pattern, start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0, length: lengthOfWords(words), isExact }
}

interface SoughtWord {
  readonly keyword: KeywordWord
  readonly isOpenEnded: boolean
}

/** The next word that is the keyword's, with no more than a gap of other words before it; without a gap it begins the phrase. */
function nextAlike(sought: SoughtWord, from: number, gap: number | undefined, matcher: KeywordMatcher, text: PreparedText) {
  for (let position = from; position <= from + (gap ?? 0); position += 1) {
    const word = joinedWord(text, position, gap !== undefined)
    if (word === undefined) return undefined
    if (isAlike(sought, word, position, matcher, text)) return { position, word }
    if (isNegation(word, matcher)) return undefined
  }
  return undefined
}

function isWritten(keyword: KeywordWord, word: Word | undefined, { comparison }: KeywordMatcher): boolean {
  if (word === undefined || word.isCorrected === true) return false
  return comparison.caseSensitive ? word.text === keyword.text : word.lower === keyword.lower
}

/** The word at a position, if it stands together with the one before it. */
function joinedWord(text: PreparedText, position: number, isJoined: boolean): Word | undefined {
  const word = text.words[position]
  if (word === undefined || !isJoined) return word
  return isJoint(text.text.slice(text.words[position - 1]?.end ?? 0, word.start)) ? word : undefined
}

function isAlike({ keyword, isOpenEnded }: SoughtWord, word: Word, position: number, matcher: KeywordMatcher, text: PreparedText): boolean {
  if (isOpenEnded) return beginsWith(keyword, word, matcher.comparison.caseSensitive)
  const stems = matcher.stemmer === undefined ? undefined : text.stems(matcher.stemmer)
  return isSameWord(keyword, word, stems?.[position], matcher.comparison)
}

/** A gap holds no negation. */
function isNegation(word: Word, { speech }: KeywordMatcher): boolean {
  return speech.rules !== undefined && isNegationCue(word.lower, speech.rules.negation)
}

/** Finds the words that a keyword begins: they stand in a row among the sorted words. */
function* findPrefix(pattern: PhrasePattern, matcher: KeywordMatcher, text: PreparedText): Iterable<PatternOccurrence> {
  const [keyword] = pattern.phrase
  if (keyword === undefined) return
  const sorted = text.sortedWords()
  for (let index = firstFrom(sorted, keyword.lower); sorted[index]?.startsWith(keyword.lower); index += 1) {
    for (const position of text.wordPlaces().get(sorted[index] ?? '') ?? NOWHERE) {
      const word = text.words[position]
      if (word !== undefined && beginsWith(keyword, word, matcher.comparison.caseSensitive)) {
        const isExact = word.lower === keyword.lower
        yield { pattern, start: word.start, end: word.end, length: [...word.lower].length, isExact }
      }
    }
  }
}

/** Returns the index of the first word that does not sort before another. */
function firstFrom(sorted: readonly string[], word: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? '') < word) low = middle + 1
    else high = middle
  }
  return low
}

function* findLiteral(pattern: KeywordPattern, matcher: KeywordMatcher, text: PreparedText): Iterable<PatternOccurrence> {
  const haystack = matcher.comparison.caseSensitive ? text.text : text.lower
  const needle = matcher.comparison.caseSensitive ? pattern.text : pattern.lower
  for (let start = haystack.indexOf(needle); start !== -1; start = haystack.indexOf(needle, start + 1)) {
    const end = start + needle.length
    if (matcher.isSubstring || standsAlone(haystack, start, end, matcher.isPrefix))
      yield { pattern, start, end, length: pattern.length, isExact: true }
  }
}

/** Whether literal text that begins or ends with a word character does so at the edge of a word. */
function standsAlone(haystack: string, start: number, end: number, isOpenEnded: boolean): boolean {
  if (isWithinNumber(haystack, start) || isWithinNumber(haystack, end)) return false
  const begins = !(extendsWord(characterAt(haystack, start)) && extendsWord(characterBefore(haystack, start)))
  return begins && (isOpenEnded || !(extendsWord(characterBefore(haystack, end)) && extendsWord(characterAt(haystack, end))))
}

/** "$50" is not in "$50,000", nor "5%" in "1.5%": a digit, a joint of numbers and a digit, cut on either side of the joint. */
function isWithinNumber(text: string, position: number): boolean {
  return (
    IN_NUMBER.test(text.slice(Math.max(0, position - 1), position + 2)) ||
    IN_NUMBER.test(text.slice(Math.max(0, position - 2), position + 1))
  )
}

const IN_NUMBER = /^\p{Nd}[.,/:]\p{Nd}$/u

function characterAt(text: string, position: number): string {
  const code = text.codePointAt(position)
  return code === undefined ? '' : String.fromCodePoint(code)
}

function characterBefore(text: string, position: number): string {
  const code = text.codePointAt(position - 2)
  return code !== undefined && code > 0xffff ? String.fromCodePoint(code) : text.charAt(position - 1)
}
