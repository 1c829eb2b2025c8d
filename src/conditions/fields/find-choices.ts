import { findKeywords } from '../kinds/keyword/find-keywords.js'
import { createMatcher, type KeywordMatcher } from '../kinds/keyword/keyword-matcher.js'
import { isNegated } from '../kinds/keyword/negation.js'
import type { Stemmers } from '../kinds/keyword/stemmers.js'
import type { PreparedText } from '../text/prepared-text.js'
import type { FromChoices, Piece } from './field-source.js'

/** Tells how the words of choices are compared. */
export interface ChoiceReading {
  readonly language: string
  readonly stemmers: Stemmers
  readonly typos: boolean
}

const matchers = new WeakMap<FromChoices, ChoiceReading & { readonly matcher: KeywordMatcher }>()

function matcherOf(from: FromChoices, { language, stemmers, typos }: ChoiceReading): KeywordMatcher {
  const known = matchers.get(from)
  if (known?.stemmers === stemmers && known.language === language && known.typos === typos) return known.matcher
  const words = [...new Set(Object.values(from.choices).flat())]
  const matcher = createMatcher({ words, match: 'stem', language, typos }, stemmers)
  matchers.set(from, { language, stemmers, typos, matcher })
  return matcher
}

/**
 * Returns the choices that a text names, the longest words first. A negated one does not count, nor one within a longer one. A word of two
 * choices gives a piece for each.
 */
export function findChoices(from: FromChoices, text: PreparedText, reading: ChoiceReading): readonly Piece[] {
  const matcher = matcherOf(from, reading)
  const negation = matcher.speech.rules?.negation
  const found = [...findKeywords(matcher, text)]
    .filter((occurrence) => negation === undefined || !isNegated(text, occurrence, negation))
    .sort((one, other) => other.length - one.length || Number(other.isExact) - Number(one.isExact) || one.start - other.start)
  const pieces: Piece[] = []
  for (const { pattern, start, end } of found) {
    if (pieces.some((piece) => piece.start < end && start < piece.end && !(piece.start === start && piece.end === end))) continue
    for (const [key, words] of Object.entries(from.choices)) {
      const isKnown = pieces.some((piece) => piece.start === start && piece.value === key)
      if (words.includes(pattern.word) && !isKnown) pieces.push({ start, end, value: key })
    }
  }
  return pieces
}
