import { stemmer } from '@orama/stemmers/english'
import type { KeywordCondition } from '../../src/conditions/condition.js'

/** A piece of the normalised text, end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

interface Word extends Span {
  readonly text: string
}

const FILLERS = ['really', 'very', 'quite', 'so', 'yet', 'even', 'actually', 'fully', 'at', 'all']
const MOST_FILLERS = 2
const NEGATIONS = ['not', 'no', 'never', 'cannot']

export function normalise(text: string, caseSensitive: boolean): string {
  const folded = text.normalize('NFKC').replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, ' ').trim()
  return caseSensitive ? folded : folded.toLowerCase()
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*/gu)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }))
}

/** Every place in the text where one keyword of the condition stands, negated or not. */
export function occurrences(condition: KeywordCondition, keyword: string, text: string): Span[] {
  const caseSensitive = condition.caseSensitive ?? false
  const haystack = normalise(text, caseSensitive)
  const needle = normalise(keyword, caseSensitive)
  switch (condition.match ?? 'stem') {
    case 'substring':
      return anywhere(haystack, needle)
    case 'prefix':
      return atWordStarts(haystack, needle)
    case 'word':
      return asWords(haystack, needle, (left, right) => left === right)
    case 'stem':
      return asWords(haystack, needle, (left, right) => left === right || stemmer(left) === stemmer(right))
  }
}

function anywhere(haystack: string, needle: string): Span[] {
  const spans: Span[] = []
  for (let start = 0; start + needle.length <= haystack.length; start += 1) {
    if (haystack.startsWith(needle, start)) spans.push({ start, end: start + needle.length })
  }
  return spans
}

function atWordStarts(haystack: string, needle: string): Span[] {
  const words = wordsOf(haystack)
  return words
    .filter((word) => haystack.startsWith(needle, word.start))
    .map((word) => {
      const last = words.find((other) => other.end >= word.start + needle.length)
      return { start: word.start, end: last?.end ?? word.start + needle.length }
    })
}

function asWords(haystack: string, needle: string, same: (left: string, right: string) => boolean): Span[] {
  const words = wordsOf(haystack)
  const wanted = wordsOf(needle)
  const spans: Span[] = []
  words.forEach((first, position) => {
    const window = words.slice(position, position + wanted.length)
    if (window.length < wanted.length) return
    const matches = window.every((word, offset) => same(word.text, wanted[offset]?.text ?? ''))
    if (matches) spans.push({ start: first.start, end: window.at(-1)?.end ?? first.end })
  })
  return spans
}

/** Does a negation stand right before this place, with at most two filler words between ("isn't really working")? */
export function isNegated(condition: KeywordCondition, span: Span, text: string): boolean {
  const haystack = normalise(text, condition.caseSensitive ?? false).toLowerCase()
  const before = wordsOf(haystack)
    .filter((word) => word.end <= span.start)
    .map((word) => word.text)
    .reverse()
  const fillers = before.slice(0, MOST_FILLERS).findIndex((word) => !FILLERS.includes(word))
  const negating = before[fillers === -1 ? MOST_FILLERS : fillers] ?? ''
  return NEGATIONS.includes(negating) || negating.endsWith("n't")
}

export function liesStrictlyInside(inner: Span, outer: Span): boolean {
  const covered = outer.start <= inner.start && inner.end <= outer.end
  return covered && outer.end - outer.start > inner.end - inner.start
}
