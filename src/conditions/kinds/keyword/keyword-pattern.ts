import type { KeywordMatch } from '../../condition.js'
import { normaliseText } from '../../text/normalise-text.js'
import { isJoint, splitWords, type Word, type WordRules } from '../../text/words.js'
import { type Stemmer, stemWord } from './stemmers.js'

/** One word of a keyword. */
export interface KeywordWord extends Word {
  /** Undefined where words are compared as they stand. */
  readonly stem: string | undefined
}

/** How a keyword is read. */
export interface ReadingOptions {
  readonly match: KeywordMatch
  readonly speech: WordRules
  readonly stemmer: Stemmer | undefined
}

/** One keyword made ready for comparison. */
export interface KeywordPattern {
  /** The keyword, as the condition has it. */
  readonly word: string
  /** The keyword after normalisation, without quotes and white space around it. */
  readonly text: string
  readonly lower: string
  /** In characters; what yielding compares. */
  readonly length: number
  /** The words of a phrase; undefined when it is compared as literal text. */
  readonly phrase: readonly KeywordWord[] | undefined
}

const AROUND = /^[ '"]+|[ '"]+$/g
const SLASH = '/'

/** Reads a keyword: a phrase of words, or literal text where it holds symbols ("c++", "24/7") or is a substring. */
export function readKeyword(word: string, { match, speech, stemmer }: ReadingOptions): KeywordPattern {
  const text = normaliseText(word).replaceAll('\n', ' ').replace(AROUND, '')
  const words = match === 'substring' ? [] : splitWords(text, speech)
  const phrase = words.map((each) => ({ ...each, stem: stemmer === undefined ? undefined : stemWord(stemmer, each.lower) }))
  const isLiteral = words.length === 0 || !isPhrase(text, words)
  const length = isLiteral ? [...text].length : lengthOfWords(phrase)
  return { word, text, lower: speech.lowerCase(text), length, phrase: isLiteral ? undefined : phrase }
}

/** The length of words, in characters, with one between each two of them. Contractions count as written out. */
export function lengthOfWords(words: readonly Word[]): number {
  return words.reduce((length, { lower }) => length + [...lower].length + 1, -1)
}

/**
 * Whether a keyword holds anything to compare: words, digits or symbols. One that does not can never occur.
 *
 * @example hasWords(' ') // false
 */
export function hasWords(word: string): boolean {
  return normaliseText(word).trim().replace(AROUND, '') !== ''
}

function isPhrase(text: string, words: readonly Word[]): boolean {
  let end = 0
  for (const word of words) {
    const between = text.slice(end, word.start)
    if (!(end === 0 ? between === '' : isJoint(between) && !between.includes(SLASH))) return false
    end = word.end
  }
  return end === text.length
}
