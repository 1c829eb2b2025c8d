import type { Word } from '../../text/words.js'
import { differByInflection, sharedPrefixLength } from './english-inflection.js'
import type { KeywordWord } from './keyword-pattern.js'
import { withoutPossessive } from './stemmers.js'

/** How words are compared. */
export interface WordComparison {
  readonly caseSensitive: boolean
  /** English stems count for regular inflection only. */
  readonly english: boolean
}

/** Tells whether a keyword's word and a text's word are the same, or by stems inflections of the same. */
export function isSameWord(keyword: KeywordWord, word: Word, stem: string | undefined, comparison: WordComparison): boolean {
  if (comparison.caseSensitive ? keyword.text === word.text : keyword.lower === word.lower) return true
  return stem !== undefined && keyword.stem === stem && isInflected(keyword, word, comparison)
}

/** Tells whether the text's word begins with the keyword's. */
export function beginsWith(keyword: Word, word: Word, caseSensitive: boolean): boolean {
  return caseSensitive ? word.text.startsWith(keyword.text) : word.lower.startsWith(keyword.lower)
}

/** Whether two words of one stem are inflections of one word. */
function isInflected(keyword: Word, word: Word, { caseSensitive, english }: WordComparison): boolean {
  // A keyword that is possessive itself ("it's") means just that.
  if (keyword.lower !== withoutPossessive(keyword.lower)) return false
  if (english && !differByInflection(keyword.lower, withoutPossessive(word.lower))) return false
  return !caseSensitive || sharesCase(keyword, word)
}

/** Case counts in what the two words share; inflection may write its ending as it likes. */
function sharesCase(keyword: Word, word: Word): boolean {
  const shared = sharedPrefixLength(keyword.lower, word.lower)
  return keyword.text.slice(0, shared) === word.text.slice(0, shared)
}
