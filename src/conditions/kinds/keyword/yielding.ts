import type { PreparedText } from '../../text/prepared-text.js'
import { findKeywords, type PatternOccurrence } from './find-keywords.js'
import type { KeywordMatcher } from './keyword-matcher.js'

/** Where the keywords of one length occur: by start, each with the furthest end of all that begin no later. */
interface Coverage {
  readonly keywordLength: number
  readonly starts: readonly number[]
  readonly furthestEnds: readonly number[]
  /** The furthest end of those that begin at the same place. */
  readonly ends: readonly number[]
}

/**
 * Tells whether an occurrence lies strictly inside an occurrence of a longer keyword, for all occurrences of one text. Each question
 * takes logarithmic time, so that a text that is nothing but keywords costs no more than its length.
 */
export function createYieldTest(matchers: readonly KeywordMatcher[], text: PreparedText): (occurrence: PatternOccurrence) => boolean {
  const byLength = new Map<number, PatternOccurrence[]>()
  for (const matcher of matchers) {
    for (const occurrence of findKeywords(matcher, text)) {
      const { length } = occurrence.pattern
      const known = byLength.get(length)
      if (known === undefined) byLength.set(length, [occurrence])
      else known.push(occurrence)
    }
  }
  const coverages = [...byLength].map(([keywordLength, occurrences]) => cover(keywordLength, occurrences))
  return (occurrence) =>
    coverages.some((coverage) => coverage.keywordLength > occurrence.pattern.length && isStrictlyInside(occurrence, coverage))
}

function cover(keywordLength: number, occurrences: readonly PatternOccurrence[]): Coverage {
  const starts: number[] = []
  const ends: number[] = []
  const furthestEnds: number[] = []
  for (const { start, end } of occurrences.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (starts.at(-1) === start) continue
    starts.push(start)
    ends.push(end)
    furthestEnds.push(Math.max(end, furthestEnds.at(-1) ?? 0))
  }
  return { keywordLength, starts, ends, furthestEnds }
}

function isStrictlyInside({ start, end }: PatternOccurrence, { starts, ends, furthestEnds }: Coverage): boolean {
  const position = lastAtOrBefore(starts, start)
  const beginsTogether = starts[position] === start
  if (beginsTogether && (ends[position] ?? 0) > end) return true
  const earlier = furthestEnds[beginsTogether ? position - 1 : position]
  return earlier !== undefined && earlier >= end
}

function lastAtOrBefore(starts: readonly number[], start: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((starts[middle] ?? 0) <= start) low = middle + 1
    else high = middle
  }
  return low - 1
}
