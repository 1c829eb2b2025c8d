import type { PreparedText, WordPlaces } from '../../text/prepared-text.js'
import { extendsWord, isJoint } from '../../text/words.js'
import { beginsWith, isSameWord } from './compare-words.js'
import { type KeywordMatcher, type PhraseIndex, type PhrasePattern, stemSoughtFor } from './keyword-matcher.js'
import type { KeywordPattern, KeywordWord } from './keyword-pattern.js'

/** A pattern's place in a text, in the normalised text's positions. */
export interface PatternOccurrence {
  readonly pattern: KeywordPattern
  readonly start: number
  readonly end: number
}

/**
 * Returns every occurrence of the matcher's keywords: keyword by keyword, each in the order of the text. An occurrence of a prefix is
 * the whole word that it begins.
 *
 * The text's words are indexed once for all keywords. A phrase is looked for where the rarest of its words stands, and a set of
 * keywords is held against the words of the text from the side that has fewer, so the work is linear in the text, plus a look-up for
 * each keyword or each distinct word, plus what is found.
 */
export function* findKeywords(matcher: KeywordMatcher, text: PreparedText): Iterable<PatternOccurrence> {
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
  const { offset, places } = rarestWord(pattern.phrase, matcher, text)
  for (const place of places) {
    const position = place - offset
    const end = endOfPhrase(pattern.phrase, matcher, text, position)
    if (end !== undefined) yield { pattern, start: text.words[position]?.start ?? 0, end }
  }
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

function endOfPhrase(phrase: readonly KeywordWord[], matcher: KeywordMatcher, text: PreparedText, position: number): number | undefined {
  const stems = matcher.stemmer === undefined ? undefined : text.stems(matcher.stemmer)
  for (const [offset, keyword] of phrase.entries()) {
    const word = text.words[position + offset]
    if (word === undefined) return undefined
    const isOpenEnded = matcher.isPrefix && offset === phrase.length - 1
    const isAlike = isOpenEnded
      ? beginsWith(keyword, word, matcher.comparison.caseSensitive)
      : isSameWord(keyword, word, stems?.[position + offset], matcher.comparison)
    if (!isAlike) return undefined
  }
  return endOfJoined(text, position, phrase.length)
}

/** Returns where some words in a row end, if they stand together. */
function endOfJoined(text: PreparedText, position: number, count: number): number | undefined {
  let end: number | undefined
  for (const word of text.words.slice(position, position + count)) {
    if (end !== undefined && !isJoint(text.text.slice(end, word.start))) return undefined
    end = word.end
  }
  return end
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
        yield { pattern, start: word.start, end: word.end }
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
    if (matcher.isSubstring || standsAlone(haystack, start, end, matcher.isPrefix)) yield { pattern, start, end }
  }
}

/** Whether literal text that begins or ends with a word character does so at the edge of a word. */
function standsAlone(haystack: string, start: number, end: number, isOpenEnded: boolean): boolean {
  const begins = !(extendsWord(characterAt(haystack, start)) && extendsWord(characterBefore(haystack, start)))
  return begins && (isOpenEnded || !(extendsWord(characterBefore(haystack, end)) && extendsWord(characterAt(haystack, end))))
}

function characterAt(text: string, position: number): string {
  const code = text.codePointAt(position)
  return code === undefined ? '' : String.fromCodePoint(code)
}

function characterBefore(text: string, position: number): string {
  const code = text.codePointAt(position - 2)
  return code !== undefined && code > 0xffff ? String.fromCodePoint(code) : text.charAt(position - 1)
}
