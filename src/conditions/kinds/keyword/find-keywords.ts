import type { PreparedText } from '../../text/prepared-text.js'
import { extendsWord, isJoint } from '../../text/words.js'
import { beginsWith, isSameWord } from './compare-words.js'
import type { KeywordMatcher } from './keyword-matcher.js'
import type { KeywordPattern, KeywordWord } from './keyword-pattern.js'

/** A pattern's place in a text, in the normalised text's positions. */
export interface PatternOccurrence {
  readonly pattern: KeywordPattern
  readonly start: number
  readonly end: number
}

/**
 * Every occurrence of the matcher's keywords, one after another: phrases by position, then literals. An occurrence of a prefix is the
 * whole word that it begins.
 */
export function* findKeywords(matcher: KeywordMatcher, text: PreparedText): Iterable<PatternOccurrence> {
  if (matcher.hasPhrases) yield* findPhrases(matcher, text)
  for (const pattern of matcher.literals) yield* findLiteral(pattern, matcher, text)
}

function* findPhrases(matcher: KeywordMatcher, text: PreparedText): Iterable<PatternOccurrence> {
  const stems = matcher.stemmer === undefined ? undefined : text.stems(matcher.stemmer)
  for (const [position, word] of text.words.entries()) {
    for (const pattern of matcher.phrasesAt(word, stems?.[position])) {
      const end = endOfPhrase(pattern.phrase ?? [], matcher, { text, stems, position })
      if (end !== undefined) yield { pattern, start: word.start, end }
    }
  }
}

interface PhrasePlace {
  readonly text: PreparedText
  readonly stems: readonly string[] | undefined
  /** Which word of the text the phrase would begin with. */
  readonly position: number
}

function endOfPhrase(phrase: readonly KeywordWord[], matcher: KeywordMatcher, { text, stems, position }: PhrasePlace): number | undefined {
  let end: number | undefined
  for (const [offset, keyword] of phrase.entries()) {
    const word = text.words[position + offset]
    if (word === undefined || (end !== undefined && !isJoint(text.text.slice(end, word.start)))) return undefined
    const isOpenEnded = matcher.isPrefix && offset === phrase.length - 1
    const isAlike = isOpenEnded
      ? beginsWith(keyword, word, matcher.comparison.caseSensitive)
      : isSameWord(keyword, word, stems?.[position + offset], matcher.comparison)
    if (!isAlike) return undefined
    end = word.end
  }
  return end
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
  return [...text.slice(Math.max(0, position - 2), position)].at(-1) ?? ''
}
