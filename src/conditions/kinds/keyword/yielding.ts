import type { PatternOccurrence } from './find-keywords.js'

/** An occurrence and whose it is: a place in a list of rivals. */
export interface OwnedOccurrence extends PatternOccurrence {
  readonly owner: number
}

/** The occurrence that ends furthest, and the one of anybody else that does. */
interface Ends {
  readonly first: OwnedOccurrence
  readonly second: OwnedOccurrence | undefined
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

/** Finds an occurrence of a longer keyword, not of the same owner, that another one lies strictly inside. */
export type FindLonger = (occurrence: PatternOccurrence, owner: number | undefined) => OwnedOccurrence | undefined

/**
 * Makes the test by which keywords yield, for all occurrences of one text. Each question takes logarithmic time, so that a text that is nothing but
 * keywords costs no more than its length.
 */
export function createYieldTest(longer: readonly OwnedOccurrence[]): FindLonger {
  const byLength = new Map<number, OwnedOccurrence[]>()
  for (const occurrence of longer) {
    const { length } = occurrence.pattern
    const known = byLength.get(length)
    if (known === undefined) byLength.set(length, [occurrence])
    else known.push(occurrence)
  }
  const coverages = [...byLength].map(([keywordLength, occurrences]) => cover(keywordLength, occurrences))
  return (occurrence, owner) => {
    for (const coverage of coverages) {
      const around = coverage.keywordLength > occurrence.pattern.length ? aroundStrictly(occurrence, owner, coverage) : undefined
      if (around !== undefined) return around
    }
    return undefined
  }
}

function cover(keywordLength: number, occurrences: readonly OwnedOccurrence[]): Coverage {
  const starts: number[] = []
  const ends: Ends[] = []
  const furthest: Ends[] = []
  for (const occurrence of occurrences.toSorted((a, b) => a.start - b.start)) {
    const { start } = occurrence
    if (starts.at(-1) === start) {
      ends.push(joined(ends.pop(), occurrence))
      furthest.push(joined(furthest.pop(), occurrence))
    } else {
      starts.push(start)
      ends.push(joined(undefined, occurrence))
      furthest.push(joined(furthest.at(-1), occurrence))
    }
  }
  return { keywordLength, starts, ends, furthest }
}

function joined(ends: Ends | undefined, place: OwnedOccurrence): Ends {
  if (ends === undefined) return { first: place, second: undefined }
  const { first, second } = ends
  if (place.end > first.end) return { first: place, second: place.owner === first.owner ? second : first }
  if (place.owner === first.owner || (second !== undefined && second.end >= place.end)) return ends
  return { first, second: place }
}

function ofOthers(ends: Ends | undefined, owner: number | undefined): OwnedOccurrence | undefined {
  return ends?.first.owner === owner ? ends?.second : ends?.first
}

function aroundStrictly(
  { start, end }: PatternOccurrence,
  owner: number | undefined,
  { starts, ends, furthest }: Coverage,
): OwnedOccurrence | undefined {
  const position = lastAtOrBefore(starts, start)
  const beginsTogether = starts[position] === start
  const together = beginsTogether ? ofOthers(ends[position], owner) : undefined
  if (together !== undefined && together.end > end) return together
  const before = ofOthers(furthest[beginsTogether ? position - 1 : position], owner)
  return before !== undefined && before.end >= end ? before : undefined
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
