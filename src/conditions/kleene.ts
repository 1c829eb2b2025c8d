import type { Truth } from './evaluation.js'

/** Kleene's "and": false as soon as one part is false, else unknown when one is. */
export function allTruths<Part>(parts: readonly Part[], truthOf: (part: Part) => Truth): Truth {
  let result: Truth = true
  for (const part of parts) {
    const truth = truthOf(part)
    if (truth === false) return false
    if (truth === 'unknown') result = 'unknown'
  }
  return result
}

/** Kleene's "or": true as soon as one part is true, else unknown when one is. */
export function anyTruth<Part>(parts: readonly Part[], truthOf: (part: Part) => Truth): Truth {
  return notTruth(allTruths(parts, (part) => notTruth(truthOf(part))))
}

/** Kleene's "not": unknown stays unknown. */
export function notTruth(truth: Truth): Truth {
  return truth === 'unknown' ? 'unknown' : !truth
}
