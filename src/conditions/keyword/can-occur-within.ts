import type { ExceptedKeyword } from '../condition.js'
import { isUnspaced, splitsAtApostrophes, splitWords, type Word } from '../text/words.js'
import { type KeywordPattern, readKeyword } from './keyword-pattern.js'
import { primaryLanguage, type Stemmer, type Stemmers, stemmerOf, stemWord } from './stemmers.js'

const JOINTS = /[ \-/'"]/g

/** What stands in no phrase. */
const SYMBOL = /[^\p{L}\p{N}\p{M} \-/'"]/u

/**
 * Whether an occurrence of a keyword may lie strictly inside an occurrence of another, longer one. Never false when it may;
 * it keeps the lists of what keywords yield to short, and the evaluation looks at the text itself.
 */
export function canOccurWithin(keyword: ExceptedKeyword, longer: ExceptedKeyword, language?: string, stemmers?: Stemmers): boolean {
  const primary = primaryLanguage(language)
  const atApostrophes = splitsAtApostrophes(primary)
  const stemmer = stemmerOf(primary, stemmers)
  const inner = readKeyword(keyword.word, { match: keyword.match, atApostrophes, stemmer })
  const outer = readKeyword(longer.word, { match: longer.match, atApostrophes, stemmer })
  if (inner.length >= outer.length || inner.text === '') return false
  const isWhole = inner.phrase !== undefined && keyword.match !== 'prefix' && longer.match !== 'prefix' && !isUnspaced(outer.text)
  if (isWhole) return holdsWords(splitWords(outer.text, atApostrophes), inner.phrase ?? [], stemmer)
  const coversUnwritten = outer.phrase !== undefined && (longer.match === 'stem' || longer.match === 'prefix')
  return squash(outer).includes(squash(inner)) || (coversUnwritten && !SYMBOL.test(inner.text))
}

/** The keyword's characters alone: in a text, other joints may stand between its words. */
function squash({ lower }: KeywordPattern): string {
  return lower.replace(JOINTS, '')
}

/** Whether some words stand in a row among others, up to inflection. */
function holdsWords(outer: readonly Word[], inner: readonly Word[], stemmer: Stemmer | undefined): boolean {
  const stem = ({ lower }: Word) => (stemmer === undefined ? lower : stemWord(stemmer, lower))
  const stems = outer.map(stem)
  return stems.some((_, position) => inner.every((word, offset) => stems[position + offset] === stem(word)))
}
