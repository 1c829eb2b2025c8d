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
  /** Phrases by the lower case of the word that the fewest of them have, where that is compared as it stands. */
  readonly phrasesByWord: PhraseIndex
  /** Phrases by the stem of that word. */
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
    ...indexByRarestWord(closed, isPrefix),
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

/**
 * Indexes phrases by one of their words each: the one that the fewest phrases have. Many phrases that begin alike are told apart by the others.
 *
 * @param isOpenEnded whether the last word of a phrase may be the beginning of a longer one, so that it can not be looked up
 */
function indexByRarestWord(
  phrases: readonly PhrasePattern[],
  isOpenEnded: boolean,
): Pick<KeywordMatcher, 'phrasesByWord' | 'phrasesByStem'> {
  const soughtIn = ({ phrase }: PhrasePattern) => (isOpenEnded ? phrase.slice(0, -1) : phrase).map(soughtWord)
  const counts = new Map<string, number>()
  for (const pattern of phrases) for (const { key } of soughtIn(pattern)) counts.set(key, (counts.get(key) ?? 0) + 1)
  const [phrasesByWord, phrasesByStem] = [new Map<string, PhrasePattern[]>(), new Map<string, PhrasePattern[]>()]
  for (const pattern of phrases) {
    const [first, ...others] = soughtIn(pattern)
    if (first === undefined) continue
    const rarest = others.reduce((least, word) => ((counts.get(word.key) ?? 0) < (counts.get(least.key) ?? 0) ? word : least), first)
    const index = rarest.isStem ? phrasesByStem : phrasesByWord
    const known = index.get(rarest.key)
    if (known === undefined) index.set(rarest.key, [pattern])
    else known.push(pattern)
  }
  return { phrasesByWord, phrasesByStem }
}

function soughtWord(word: KeywordWord): { readonly key: string; readonly isStem: boolean } {
  const stem = stemSoughtFor(word)
  return { key: stem ?? word.lower, isStem: stem !== undefined }
}
