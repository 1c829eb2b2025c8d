import type { KeywordMatch } from '../../condition.js'
import { type Speech, speechOf } from '../../language/speech.js'
import type { WordComparison } from './compare-words.js'
import { type KeywordPattern, type KeywordWord, readKeyword } from './keyword-pattern.js'
import { type Stemmer, type Stemmers, withoutPossessive } from './stemmers.js'

/** What a matcher is made of. */
export interface KeywordSpecification {
  readonly words: readonly string[]
  readonly match?: KeywordMatch
  readonly caseSensitive?: boolean
  readonly gap?: number
  readonly typos?: boolean
  readonly language?: string
}

/** A keyword that is a phrase of words. */
export interface PhrasePattern extends KeywordPattern {
  readonly phrase: readonly KeywordWord[]
}

/** A set of keywords that are compared alike, made ready. */
export interface KeywordMatcher {
  readonly comparison: WordComparison
  /** Absent: words are compared as they stand. */
  readonly stemmer: Stemmer | undefined
  /** How many other words may stand within a phrase. */
  readonly gap: number
  readonly typos: boolean
  readonly isPrefix: boolean
  readonly isSubstring: boolean
  /** How words are written. */
  readonly speech: Speech
  readonly patterns: readonly KeywordPattern[]
  /** Keywords compared as text. */
  readonly literals: readonly KeywordPattern[]
  /** Phrases by the lower case of their first word, where that is compared as it stands. */
  readonly phrasesByWord: PhraseIndex
  /** Phrases by the stem of their first word. */
  readonly phrasesByStem: PhraseIndex
  /** Keywords of one word that may begin any word. */
  readonly prefixes: readonly PhrasePattern[]
}

export type PhraseIndex = ReadonlyMap<string, readonly PhrasePattern[]>

/** Makes keywords ready. `'.*'` and keywords without anything to compare are left out. */
export function createMatcher(specification: KeywordSpecification, stemmers: Stemmers | undefined): KeywordMatcher {
  const match = specification.match ?? 'stem'
  const speech = speechOf(specification.language, stemmers)
  const stemmer = match === 'stem' ? speech.stemmer : undefined
  const patterns = specification.words.map((word) => readKeyword(word, { match, speech, stemmer })).filter(({ text }) => text !== '')
  const phrases = patterns.filter(isPhrase)
  const isPrefix = match === 'prefix'
  const isOpenAtOnce = ({ phrase }: PhrasePattern) => isPrefix && phrase.length === 1
  const closed = phrases.filter((pattern) => !isOpenAtOnce(pattern))
  return {
    comparison: { caseSensitive: specification.caseSensitive ?? false, english: speech.isEnglish },
    stemmer,
    gap: specification.gap ?? 0,
    typos: specification.typos ?? false,
    isPrefix,
    isSubstring: match === 'substring',
    speech,
    patterns,
    literals: patterns.filter((pattern) => !isPhrase(pattern)),
    phrasesByWord: indexBy(closed, ({ phrase: [first] }) =>
      first !== undefined && stemSoughtFor(first) === undefined ? first.lower : undefined,
    ),
    phrasesByStem: indexBy(closed, ({ phrase: [first] }) => first && stemSoughtFor(first)),
    prefixes: phrases.filter(isOpenAtOnce),
  }
}

/** Returns the stem by which a keyword's word is looked for. A possessive ("it's") means just that, and its stem has lost the ending. */
export function stemSoughtFor({ lower, stem }: KeywordWord): string | undefined {
  return lower === withoutPossessive(lower) ? stem : undefined
}

function isPhrase(pattern: KeywordPattern): pattern is PhrasePattern {
  return pattern.phrase !== undefined
}

function indexBy(phrases: readonly PhrasePattern[], keyOf: (pattern: PhrasePattern) => string | undefined): PhraseIndex {
  const index = new Map<string, PhrasePattern[]>()
  for (const pattern of phrases) {
    const key = keyOf(pattern)
    if (key === undefined) continue
    const known = index.get(key)
    if (known === undefined) index.set(key, [pattern])
    else known.push(pattern)
  }
  return index
}
