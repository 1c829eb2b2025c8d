import { type PreparedText, withWords } from '../../text/prepared-text.js'
import type { Word } from '../../text/words.js'
import type { KeywordMatcher } from './keyword-matcher.js'

/** Shorter words are too near to other words. */
const SHORTEST = 6

interface TypoIndex {
  /** The keywords' words by what is left of them without one letter, and as they are. */
  readonly byRest: ReadonlyMap<string, readonly string[]>
  /** Words and stems that are no mistake. */
  readonly correct: ReadonlySet<string>
}

const indexes = new WeakMap<KeywordMatcher, TypoIndex>()

/**
 * Reads words with one mistake as the keyword's word: a letter too many, too few, another one, or two the wrong way round, but the first
 * letter is right. What is a word of any of the keywords, or one of the known words, is none.
 */
export function withoutTypos(text: PreparedText, matcher: KeywordMatcher, known: ReadonlySet<string> = new Set()): PreparedText {
  const index = indexes.get(matcher) ?? makeIndex(matcher)
  indexes.set(matcher, index)
  const corrections = new Map<string, string>()
  for (const [word, positions] of text.wordPlaces()) {
    if (word.length < SHORTEST - 1) continue
    const stem = matcher.stemmer === undefined ? undefined : text.stems(matcher.stemmer)[positions[0] ?? 0]
    if (index.correct.has(word) || known.has(word) || (stem !== undefined && (index.correct.has(stem) || known.has(stem)))) continue
    const meant = meantBy(word, index)
    if (meant !== undefined) corrections.set(word, meant)
  }
  if (corrections.size === 0) return text
  return withWords(
    text,
    text.words.map((word): Word => {
      const meant = corrections.get(word.lower)
      return meant === undefined ? word : { ...word, text: meant, lower: meant, isCorrected: true }
    }),
  )
}

function makeIndex({ patterns }: KeywordMatcher): TypoIndex {
  const words = patterns.flatMap(({ phrase = [] }) => phrase)
  const byRest = new Map<string, string[]>()
  for (const lower of new Set(words.map((word) => word.lower))) {
    if (lower.length < SHORTEST) continue
    for (const rest of new Set([lower, ...withOneLess(lower)])) {
      const known = byRest.get(rest)
      if (known === undefined) byRest.set(rest, [lower])
      else known.push(lower)
    }
  }
  return { byRest, correct: new Set(words.flatMap(({ lower, stem }) => (stem === undefined ? [lower] : [lower, stem]))) }
}

function meantBy(word: string, { byRest }: TypoIndex): string | undefined {
  for (const rest of [word, ...withOneLess(word)]) {
    const found = byRest.get(rest)?.find((meant) => meant[0] === word[0] && isOneMistake(word, meant))
    if (found !== undefined) return found
  }
  return undefined
}

/** A word without one of its letters after the first. */
function withOneLess(word: string): readonly string[] {
  return Array.from({ length: word.length - 1 }, (_, position) => word.slice(0, position + 1) + word.slice(position + 2))
}

function isOneMistake(word: string, meant: string): boolean {
  let start = 0
  while (start < word.length && word[start] === meant[start]) start += 1
  const [rest, meantRest] = [word.slice(start), meant.slice(start)]
  if (rest.slice(1) === meantRest.slice(1) || rest.slice(1) === meantRest || rest === meantRest.slice(1)) return true
  return rest.length > 1 && rest[0] === meantRest[1] && rest[1] === meantRest[0] && rest.slice(2) === meantRest.slice(2)
}
