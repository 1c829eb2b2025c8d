import type { ExceptedKeyword } from '../condition.js'
import { isUnspaced, splitsAtApostrophes, splitWords } from '../text/words.js'
import { type KeywordPattern, readKeyword } from './keyword-pattern.js'
import { primaryLanguage, type Stemmers, stemmerOf, stemWord } from './stemmers.js'

const JOINTS = /[ \-/'"]/g

/** What stands in no phrase. */
const SYMBOL = /[^\p{L}\p{N}\p{M} \-/'"]/u

/** A keyword read once, for all the keywords that it is held against. */
interface ReadKeyword {
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
  readonly #read: (keyword: ExceptedKeyword) => ReadKeyword

  constructor(language?: string, stemmers?: Stemmers) {
    const primary = primaryLanguage(language)
    const atApostrophes = splitsAtApostrophes(primary)
    const stemmer = stemmerOf(primary, stemmers)
    const known = new Map<string, ReadKeyword>()
    this.#read = ({ word, match }) => {
      const key = `${match} ${word}`
      const read = known.get(key)
      if (read !== undefined) return read
      const pattern = readKeyword(word, { match, atApostrophes, stemmer })
      const words = splitWords(pattern.text, atApostrophes)
      const stems = words.map(({ lower }) => (stemmer === undefined ? lower : stemWord(stemmer, lower)))
      const made = { match, pattern, squashed: pattern.lower.replace(JOINTS, ''), isUnspaced: isUnspaced(pattern.text), stems }
      known.set(key, made)
      return made
    }
  }

  /**
   * Whether an occurrence of a keyword may lie strictly inside an occurrence of another, longer one. Never false when it may;
   * it keeps the lists of what keywords yield to short, and the evaluation looks at the text itself.
   */
  canOccurWithin(keyword: ExceptedKeyword, longer: ExceptedKeyword): boolean {
    const inner = this.#read(keyword)
    const outer = this.#read(longer)
    if (inner.pattern.length >= outer.pattern.length || inner.pattern.text === '') return false
    const isWhole = inner.pattern.phrase !== undefined && inner.match !== 'prefix' && outer.match !== 'prefix' && !outer.isUnspaced
    if (isWhole) return holdsInARow(outer.stems, inner.stems)
    const coversUnwritten = outer.pattern.phrase !== undefined && (outer.match === 'stem' || outer.match === 'prefix')
    return outer.squashed.includes(inner.squashed) || (coversUnwritten && !SYMBOL.test(inner.pattern.text))
  }
}

/** Whether some words stand in a row among others, up to inflection. */
function holdsInARow(outer: readonly string[], inner: readonly string[]): boolean {
  return outer.some((_, position) => inner.every((stem, offset) => outer[position + offset] === stem))
}

/** The same for one pair of keywords. */
export function canOccurWithin(keyword: ExceptedKeyword, longer: ExceptedKeyword, language?: string, stemmers?: Stemmers): boolean {
  return new KeywordNesting(language, stemmers).canOccurWithin(keyword, longer)
}
