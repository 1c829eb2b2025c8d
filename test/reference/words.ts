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
const ENDS = ['yes', 'but']
const FILLERS = ['really', 'very', 'quite', 'so', 'yet', 'even', 'actually', 'fully', 'at', 'all']
/** What may stand between the words of a phrase. */
const JOINT = /^[ \-/'"]*$/
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

/** The words of the keyword in a row, of which the last may go on. */
function atWordStarts(haystack: string, needle: string): Span[] {
  const last = wordsOf(needle).length - 1
  return asWords(haystack, needle, (word, sought, offset) => (offset === last ? word.startsWith(sought) : word === sought))
}

function asWords(haystack: string, needle: string, same: (left: string, right: string, offset: number) => boolean): Span[] {
  const words = wordsOf(haystack)
  const wanted = wordsOf(needle)
  const spans: Span[] = []
  words.forEach((first, position) => {
    const window = words.slice(position, position + wanted.length)
    if (window.length < wanted.length) return
    const stands = window.every((word, offset) => offset === 0 || JOINT.test(haystack.slice(window[offset - 1]?.end, word.start)))
    const matches = stands && window.every((word, offset) => same(word.text, wanted[offset]?.text ?? '', offset))
    if (matches) spans.push({ start: first.start, end: window.at(-1)?.end ?? first.end })
  })
  return spans
}

/** Does a negation stand before this place, with at most three words between; and "no" with fillers only? What ends a negation is looked for on the way. */
export function isNegated(condition: KeywordCondition, span: Span, text: string): boolean {
  const haystack = normalise(text, condition.caseSensitive ?? false).toLowerCase()
  const words = wordsOf(haystack)
  const stop = haystack.slice(0, span.start).search(/[,.;:!?\n][^,.;:!?\n]*$/)
  const before = words.filter((word) => word.start > stop && word.end <= span.start).map((word) => word.text)
  let between: string[] = []
  for (const word of before.toReversed().slice(0, REACH + 1)) {
    if (CUES.includes(word)) return true
    if (word === 'no' && between.every((each) => FILLERS.includes(each))) {
      const next = between[0] ?? words.find((other) => other.end > span.start)?.text ?? ''
      return !NO_NOUN.test(next)
    }
    if (ENDS.includes(word)) return false
    between = [word, ...between]
  }
  return false
}

export function liesStrictlyInside(inner: Span, outer: Span): boolean {
  const covered = outer.start <= inner.start && inner.end <= outer.end
  return covered && outer.end - outer.start > inner.end - inner.start
}
