import type { PatternOccurrence } from './find-keywords.js'

/** An occurrence and whose it is: a place in a list of rivals. */
export interface OwnedOccurrence extends PatternOccurrence {
  readonly owner: number
}

/** Where an occurrence ends, and whose it is. */
interface End {
  readonly end: number
  readonly owner: number
}

/** The furthest end, and the furthest end of anybody else. */
interface Ends {
  readonly first: End
  readonly second: End | undefined
}

/** Where the keywords of one length occur: by start. */
interface Coverage {
  readonly keywordLength: number
  readonly starts: readonly number[]
  /** Of those that begin at the same place. */
  readonly ends: readonly Ends[]
  /** Of all that begin no later. */
  readonly furthest: readonly Ends[]
}

/**
 * Tells whether an occurrence lies strictly inside one of a longer keyword that is not its owner's, for all occurrences of one text. Each
 * question takes logarithmic time, so that a text that is nothing but keywords costs no more than its length.
 */
export function createYieldTest(longer: readonly OwnedOccurrence[]): (occurrence: PatternOccurrence, owner: number | undefined) => boolean {
  const byLength = new Map<number, OwnedOccurrence[]>()
  for (const occurrence of longer) {
    const { length } = occurrence.pattern
    const known = byLength.get(length)
    if (known === undefined) byLength.set(length, [occurrence])
    else known.push(occurrence)
  }
  const coverages = [...byLength].map(([keywordLength, occurrences]) => cover(keywordLength, occurrences))
  return (occurrence, owner) =>
    coverages.some((coverage) => coverage.keywordLength > occurrence.pattern.length && isStrictlyInside(occurrence, owner, coverage))
}

function cover(keywordLength: number, occurrences: readonly OwnedOccurrence[]): Coverage {
  const starts: number[] = []
  const ends: Ends[] = []
  const furthest: Ends[] = []
  for (const { start, end, owner } of occurrences.toSorted((a, b) => a.start - b.start)) {
    const place = { end, owner }
    if (starts.at(-1) === start) {
      ends.push(joined(ends.pop(), place))
      furthest.push(joined(furthest.pop(), place))
    } else {
      starts.push(start)
      ends.push(joined(undefined, place))
      furthest.push(joined(furthest.at(-1), place))
    }
  }
  return { keywordLength, starts, ends, furthest }
}

function joined(ends: Ends | undefined, place: End): Ends {
  if (ends === undefined) return { first: place, second: undefined }
  const { first, second } = ends
  if (place.end > first.end) return { first: place, second: place.owner === first.owner ? second : first }
  if (place.owner === first.owner || (second !== undefined && second.end >= place.end)) return ends
  return { first, second: place }
}

function endOfOthers(ends: Ends | undefined, owner: number | undefined): number {
  if (ends === undefined) return -1
  return (ends.first.owner === owner ? ends.second?.end : ends.first.end) ?? -1
}

function isStrictlyInside({ start, end }: PatternOccurrence, owner: number | undefined, { starts, ends, furthest }: Coverage): boolean {
  const position = lastAtOrBefore(starts, start)
  const beginsTogether = starts[position] === start
  if (beginsTogether && endOfOthers(ends[position], owner) > end) return true
  return endOfOthers(furthest[beginsTogether ? position - 1 : position], owner) >= end
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
