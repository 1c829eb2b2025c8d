import type { ExceptedKeyword, KeywordCondition, Rival } from '../../condition.js'
import { speechOf } from '../../language/speech.js'
import { isUnspaced, splitWords } from '../../text/words.js'
import { type KeywordPattern, readKeyword } from './keyword-pattern.js'
import { type Stemmers, stemWord } from './stemmers.js'

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
    const speech = speechOf(language, stemmers)
    const { stemmer } = speech
    const known = new Map<string, ReadKeyword>()
    this.read = (keyword) => {
      const { word, match, caseSensitive, gap = 0 } = keyword
      const key = `${match} ${caseSensitive} ${gap} ${word}`
      const read = known.get(key)
      if (read !== undefined) return read
      const pattern = readKeyword(word, { match, speech, stemmer })
      const words = splitWords(pattern.text, speech)
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
    if ((outer.keyword.gap ?? 0) > 0) return true
    if (isSoughtByWords(inner) && isHeldByWords(outer)) return holdsInARow(outer.stems, inner.stems)
    const coversUnwritten = outer.pattern.phrase !== undefined && (outer.match === 'stem' || outer.match === 'prefix')
    if (outer.squashed.includes(inner.squashed) || holdsInARow(outer.stems, inner.stems)) return true
    return coversUnwritten && !SYMBOL.test(inner.pattern.text)
  }
}

/** Whether a keyword occurs by whole words. */
function isSoughtByWords({ pattern, match }: ReadKeyword): boolean {
  return pattern.phrase !== undefined && match !== 'prefix'
}

/** Whether a keyword's own words tell all the whole words that may occur within it. */
function isHeldByWords({ match, isUnspaced, keyword }: ReadKeyword): boolean {
  return match !== 'prefix' && !isUnspaced && (keyword.gap ?? 0) === 0
}

/** Whether some words stand in a row among others, up to inflection. */
function holdsInARow(outer: readonly string[], inner: readonly string[]): boolean {
  return outer.some((_, position) => inner.every((stem, offset) => outer[position + offset] === stem))
}

/** The keywords of a state's rivals, to be looked up by those that may lie within them. */
export class RivalIndex {
  readonly #nesting: KeywordNesting
  readonly #byStem = new Map<string, OwnedKeyword[]>()
  /** Those that may hold words which they do not say. */
  readonly #loose: OwnedKeyword[] = []
  readonly #all: OwnedKeyword[] = []

  constructor(rivals: readonly Rival[], nesting: KeywordNesting) {
    this.#nesting = nesting
    for (const [place, { words, match, caseSensitive = false, gap = 0 }] of rivals.entries()) {
      for (const word of words) this.#add({ place, read: this.#nesting.read({ word, match, caseSensitive, gap }) })
    }
  }

  #add(keyword: OwnedKeyword): void {
    const { read } = keyword
    this.#all.push(keyword)
    if (!isHeldByWords(read)) {
      this.#loose.push(keyword)
      return
    }
    for (const stem of new Set(read.stems)) {
      const known = this.#byStem.get(stem)
      if (known === undefined) this.#byStem.set(stem, [keyword])
      else known.push(keyword)
    }
  }

  /** The rivals' longer keywords within which one of a condition's may lie. */
  longerThan({ words, match = 'stem', caseSensitive = false, among }: KeywordCondition): readonly ExceptedKeyword[] {
    const found = new Set<ReadKeyword>()
    for (const word of words) {
      const inner = this.#nesting.read({ word, match, caseSensitive })
      for (const { read, place } of this.#around(inner)) {
        if (place !== among?.place && this.#nesting.canOccurWithin(inner, read)) found.add(read)
      }
    }
    return [...found].map(({ keyword }) => keyword)
  }

  #around(inner: ReadKeyword): readonly OwnedKeyword[] {
    const [stem] = inner.stems
    if (stem === undefined || !isSoughtByWords(inner)) return this.#all
    return [...(this.#byStem.get(stem) ?? []), ...this.#loose]
  }
}

interface OwnedKeyword {
  readonly read: ReadKeyword
  readonly place: number
}

const indexes = new WeakMap<readonly Rival[], { readonly language: string | undefined; readonly index: RivalIndex }>()

/** The longer keywords of siblings that a condition's words yield to: those of its `among`, or of its `except`. */
export function longerKeywords(condition: KeywordCondition, language?: string, stemmers?: Stemmers): readonly ExceptedKeyword[] {
  const { among, except = [] } = condition
  if (among === undefined) return except
  const known = indexes.get(among.rivals)
  const index =
    known?.language === language && known !== undefined ? known.index : new RivalIndex(among.rivals, new KeywordNesting(language, stemmers))
  indexes.set(among.rivals, { language, index })
  return [...index.longerThan(condition), ...except]
}

/** Tells the same of one pair of keywords. */
export function canOccurWithin(keyword: ExceptedKeyword, longer: ExceptedKeyword, language?: string, stemmers?: Stemmers): boolean {
  const nesting = new KeywordNesting(language, stemmers)
  return nesting.canOccurWithin(nesting.read(keyword), nesting.read(longer))
}
