import type { KeywordCondition } from '../../src/conditions/condition.js'

/** A piece of the normalised text, end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

interface Word extends Span {
  readonly text: string
}

const REACH = 3
const CUES = ['not', 'never']
const FILLERS = ['really', 'very', 'quite', 'so', 'yet', 'even', 'actually', 'fully', 'at', 'all']
/** What "no" does not deny: "No fixed now". */
const NO_NOUN = /(?:ed|ing)$|^(?:works?|ok|great|yes|now|is)$/

export function normalise(text: string, caseSensitive: boolean): string {
  const folded = text.normalize('NFKC').replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, ' ').trim()
  return caseSensitive ? folded : folded.toLowerCase()
}

/** The words of a text; "isn't" is two of them, which share its characters. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*/gu)].flatMap((match) => {
    const whole = { text: match[0], start: match.index, end: match.index + match[0].length }
    if (!/n't$/i.test(match[0])) return [whole]
    const middle = whole.end - 3
    const not = match[0] === match[0].toUpperCase() ? 'NOT' : 'not'
    return [
      { text: match[0].slice(0, -3), start: whole.start, end: middle },
      { text: not, start: middle, end: whole.end },
    ]
  })
}

/** The length of what stands in a piece of a text, contractions written out and one character between words. */
export function spokenLength(span: Span, text: string): number {
  const spoken = wordsOf(normalise(text, true)).filter((word) => word.start >= span.start && word.end <= span.end)
  return spoken.reduce((length, word) => length + [...word.text].length + 1, -1)
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
      return asWords(haystack, needle, (left, right) => left === right || baseOf(left) === baseOf(right))
  }
}

/** Enough of English inflection for the words of random talks. */
function baseOf(word: string): string {
  const base = word.toLowerCase().replace(/(?:es|s|ing)$/, '')
  return base.length < 3 ? word.toLowerCase() : base
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
    .filter((word) => haystack.startsWith(needle, word.start) || word.text.startsWith(needle))
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

/** Does a negation stand before this place, with at most three words between; and "no" with fillers only? */
export function isNegated(condition: KeywordCondition, span: Span, text: string): boolean {
  const haystack = normalise(text, condition.caseSensitive ?? false).toLowerCase()
  const words = wordsOf(haystack)
  const stop = haystack.slice(0, span.start).search(/[,.;:!?\n][^,.;:!?\n]*$/)
  const before = words.filter((word) => word.start > stop && word.end <= span.start).map((word) => word.text)
  const near = before.slice(-REACH - 1)
  const cue = near.findLastIndex((word) => CUES.includes(word) || word === 'no')
  if (cue === -1) return false
  if (near[cue] !== 'no') return true
  const next = near[cue + 1] ?? words.find((word) => word.end > span.start)?.text ?? ''
  if (near.slice(cue + 1).every((word) => FILLERS.includes(word))) return !NO_NOUN.test(next)
  return near.slice(0, cue).some((word) => CUES.includes(word))
}

export function liesStrictlyInside(inner: Span, outer: Span): boolean {
  const covered = outer.start <= inner.start && inner.end <= outer.end
  return covered && outer.end - outer.start > inner.end - inner.start
}
