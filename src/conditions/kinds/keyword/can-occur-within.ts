import type { ExceptedKeyword } from '../../condition.js'
import { isUnspaced, splitsAtApostrophes, splitWords } from '../../text/words.js'
import { type KeywordPattern, readKeyword } from './keyword-pattern.js'
import { primaryLanguage, type Stemmers, stemmerOf, stemWord } from './stemmers.js'

const JOINTS = /[ \-/'"]/g

/** What stands in no phrase. */
const SYMBOL = /[^\p{L}\p{N}\p{M} \-/'"]/u

/** A keyword read once, for all the keywords that it is held against. */
export interface ReadKeyword {
  readonly keyword: ExceptedKeyword
  readonly match: ExceptedKeyword['match']
  readonly pattern: KeywordPattern
  /** Its characters alone: in a text, other joints may stand between its words. */
  readonly squashed: string
  readonly isUnspaced: boolean
  /** The stem of every word, whether the keyword is compared by words or not. */
  readonly stems: readonly string[]
}

/** Holds keywords of one language against each other. */
export class KeywordNesting {
  /** Reads a keyword; the same one is read once. */
  readonly read: (keyword: ExceptedKeyword) => ReadKeyword

  constructor(language?: string, stemmers?: Stemmers) {
    const primary = primaryLanguage(language)
    const atApostrophes = splitsAtApostrophes(primary)
    const stemmer = stemmerOf(primary, stemmers)
    const known = new Map<string, ReadKeyword>()
    this.read = (keyword) => {
      const { word, match, caseSensitive } = keyword
      const key = `${match} ${caseSensitive} ${word}`
      const read = known.get(key)
      if (read !== undefined) return read
      const pattern = readKeyword(word, { match, atApostrophes, stemmer })
      const words = splitWords(pattern.text, atApostrophes)
      const stems = words.map(({ lower }) => (stemmer === undefined ? lower : stemWord(stemmer, lower)))
      const made = { keyword, match, pattern, squashed: pattern.lower.replace(JOINTS, ''), isUnspaced: isUnspaced(pattern.text), stems }
      known.set(key, made)
      return made
    }
  }

  /**
   * Whether an occurrence of a keyword may lie strictly inside an occurrence of another, longer one. Never false when it may;
   * it keeps the lists of what keywords yield to short, and the evaluation looks at the text itself.
   */
  canOccurWithin(inner: ReadKeyword, outer: ReadKeyword): boolean {
    if (inner.pattern.length >= outer.pattern.length || inner.pattern.text === '') return false
    if (this.isSoughtByWords(inner) && this.isHeldByWords(outer)) return holdsInARow(outer.stems, inner.stems)
    const coversUnwritten = outer.pattern.phrase !== undefined && (outer.match === 'stem' || outer.match === 'prefix')
    if (outer.squashed.includes(inner.squashed) || holdsInARow(outer.stems, inner.stems)) return true
    return coversUnwritten && !SYMBOL.test(inner.pattern.text)
  }

  /** Whether a keyword occurs by whole words. */
  isSoughtByWords(keyword: ReadKeyword): boolean {
    return keyword.pattern.phrase !== undefined && keyword.match !== 'prefix'
  }

  /** Whether a keyword's own words tell all the whole words that may occur within it. */
  isHeldByWords(keyword: ReadKeyword): boolean {
    return keyword.match !== 'prefix' && !keyword.isUnspaced
  }
}

/** Whether some words stand in a row among others, up to inflection. */
function holdsInARow(outer: readonly string[], inner: readonly string[]): boolean {
  return outer.some((_, position) => inner.every((stem, offset) => outer[position + offset] === stem))
}

/** Tells the same of one pair of keywords. */
export function canOccurWithin(keyword: ExceptedKeyword, longer: ExceptedKeyword, language?: string, stemmers?: Stemmers): boolean {
  const nesting = new KeywordNesting(language, stemmers)
  return nesting.canOccurWithin(nesting.read(keyword), nesting.read(longer))
}
