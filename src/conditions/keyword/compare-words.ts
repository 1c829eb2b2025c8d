import type { Word } from '../text/words.js'
import { differByInflection } from './english-inflection.js'
import { sharedPrefixLength } from './shared-prefix.js'
import { type Stemmer, stemWord, withoutPossessive } from './stemmers.js'

/** How words are compared. */
export interface WordComparison {
  readonly caseSensitive: boolean
  /** Absent: words are compared as they stand. */
  readonly stemmer: Stemmer | undefined
  /** English stems count for regular inflection only. */
  readonly english: boolean
}

/** Whether a keyword's word and a text's word are the same, or by stems inflections of the same. */
export function isSameWord(keyword: Word, word: Word, comparison: WordComparison): boolean {
  if (comparison.caseSensitive ? keyword.text === word.text : keyword.lower === word.lower) return true
  return comparison.stemmer !== undefined && isInflected(keyword, word, comparison.stemmer, comparison)
}

/** Whether the text's word begins with the keyword's. */
export function beginsWith(keyword: Word, word: Word, caseSensitive: boolean): boolean {
  return caseSensitive ? word.text.startsWith(keyword.text) : word.lower.startsWith(keyword.lower)
}

function isInflected(keyword: Word, word: Word, stemmer: Stemmer, { caseSensitive, english }: WordComparison): boolean {
  // A keyword that is possessive itself ("it's") means just that.
  if (keyword.lower !== withoutPossessive(keyword.lower)) return false
  const lower = withoutPossessive(word.lower)
  if (stemWord(stemmer, keyword.lower) !== stemWord(stemmer, lower)) return false
  if (english && !differByInflection(keyword.lower, lower)) return false
  return !caseSensitive || sharesCase(keyword, word)
}

/** Case counts in what the two words share; inflection may write its ending as it likes. */
function sharesCase(keyword: Word, word: Word): boolean {
  const shared = sharedPrefixLength(keyword.lower, word.lower)
  return keyword.text.slice(0, shared) === word.text.slice(0, shared)
}
