import type { KeywordMatch } from '../../condition.js'
import { splitsAtApostrophes, type Word } from '../../text/words.js'
import type { WordComparison } from './compare-words.js'
import { type KeywordPattern, readKeyword } from './keyword-pattern.js'
import { isEnglish, primaryLanguage, type Stemmer, type Stemmers, stemmerOf, withoutPossessive } from './stemmers.js'

/** What a matcher is made of. */
export interface KeywordSpecification {
  readonly words: readonly string[]
  readonly match?: KeywordMatch
  readonly caseSensitive?: boolean
  readonly language?: string
}

/** A set of keywords that are compared alike, made ready. */
export interface KeywordMatcher {
  readonly comparison: WordComparison
  /** Absent: words are compared as they stand. */
  readonly stemmer: Stemmer | undefined
  readonly isPrefix: boolean
  readonly isSubstring: boolean
  /** Whether words are cut at apostrophes, by the language. */
  readonly atApostrophes: boolean
  readonly patterns: readonly KeywordPattern[]
  /** Keywords compared as text. */
  readonly literals: readonly KeywordPattern[]
  readonly hasPhrases: boolean
  /** The phrases that may begin with a word of the text. */
  readonly phrasesAt: (word: Word, stem: string | undefined) => readonly KeywordPattern[]
}

const NONE: readonly KeywordPattern[] = []

/** Makes keywords ready. `'.*'` and keywords without anything to compare are left out. */
export function createMatcher(specification: KeywordSpecification, stemmers: Stemmers | undefined): KeywordMatcher {
  const match = specification.match ?? 'stem'
  const language = primaryLanguage(specification.language)
  const stemmer = match === 'stem' ? stemmerOf(language, stemmers) : undefined
  const atApostrophes = splitsAtApostrophes(language)
  const patterns = specification.words.map((word) => readKeyword(word, { match, atApostrophes, stemmer })).filter(({ text }) => text !== '')
  const phrases = patterns.filter(({ phrase }) => phrase !== undefined)
  return {
    comparison: { caseSensitive: specification.caseSensitive ?? false, english: isEnglish(language) },
    stemmer,
    isPrefix: match === 'prefix',
    isSubstring: match === 'substring',
    atApostrophes,
    patterns,
    literals: patterns.filter(({ phrase }) => phrase === undefined),
    hasPhrases: phrases.length > 0,
    phrasesAt: match === 'prefix' ? indexPrefixes(phrases) : indexWords(phrases),
  }
}

function indexWords(phrases: readonly KeywordPattern[]): KeywordMatcher['phrasesAt'] {
  const byStem = new Map<string, KeywordPattern[]>()
  const byWord = new Map<string, KeywordPattern[]>()
  for (const pattern of phrases) {
    const { lower, stem } = pattern.phrase?.[0] ?? { lower: '', stem: undefined }
    // A possessive keyword means just that word, so its stem, which has lost the ending, must not find it.
    if (stem === undefined || lower !== withoutPossessive(lower)) append(byWord, lower, pattern)
    else append(byStem, stem, pattern)
  }
  return (word, stem) => {
    const alike = stem === undefined ? undefined : byStem.get(stem)
    const same = byWord.get(word.lower)
    return alike !== undefined && same !== undefined ? [...alike, ...same] : (alike ?? same ?? NONE)
  }
}

/** A prefix of one word may begin any word; in a longer phrase only the last word is open-ended. */
function indexPrefixes(phrases: readonly KeywordPattern[]): KeywordMatcher['phrasesAt'] {
  const singles = phrases.filter(({ phrase }) => phrase?.length === 1)
  const byWord = new Map<string, KeywordPattern[]>()
  for (const pattern of phrases) {
    if (pattern.phrase !== undefined && pattern.phrase.length > 1) append(byWord, pattern.phrase[0]?.lower ?? '', pattern)
  }
  return (word) => {
    const longer = byWord.get(word.lower)
    return longer === undefined ? singles : [...singles, ...longer]
  }
}

function append(index: Map<string, KeywordPattern[]>, key: string, pattern: KeywordPattern): void {
  const patterns = index.get(key)
  if (patterns === undefined) index.set(key, [pattern])
  else patterns.push(pattern)
}
