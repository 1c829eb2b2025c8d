import { closestMatch } from 'leven'
import { quote } from './quote.js'

/** Comparing a name with more names than these takes longer than a suggestion is worth. */
const MOST_NAMES = 2000
const LONGEST_NAME = 100
/** In a shorter one, a single wrong letter leaves too little to go by. */
const SHORTEST_NAME = 3
/** How much of a name may be misspelt. */
const SHARE = 0.4

/**
 * Returns a question that names what was probably meant; undefined when nothing comes close.
 *
 * @example didYouMean('greting', ['greeting', 'help']) // 'Did you mean "greeting"?'
 */
export function didYouMean(found: string, names: readonly string[]): string | undefined {
  const closest = closestName(found, names)
  return closest === undefined ? undefined : `Did you mean ${quote(closest)}?`
}

function closestName(found: string, names: readonly string[]): string | undefined {
  if (names.length > MOST_NAMES || found.length > LONGEST_NAME) return undefined
  const letters = simplify(found)
  const sameLetters = letters === '' ? undefined : names.find((name) => simplify(name) === letters)
  if (sameLetters !== undefined || found.length < SHORTEST_NAME) return sameLetters
  const candidates = names.filter((name) => name.length <= LONGEST_NAME)
  return closestMatch(found, candidates, { maxDistance: Math.floor(found.length * SHARE) })
}

/** `max_loops`, `max-loops` and `MaxLoops` all mean `maxLoops`. */
function simplify(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
