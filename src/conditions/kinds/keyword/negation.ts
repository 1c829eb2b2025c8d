import type { PreparedText } from '../../text/prepared-text.js'
import { isJoint, type Word } from '../../text/words.js'

const NEGATIONS: ReadonlySet<string> = new Set(
  (
    'not no never none nothing nobody neither nor without hardly barely scarcely cannot cant dont doesnt didnt isnt arent wasnt werent ' +
    'wont wouldnt couldnt shouldnt havent hasnt hadnt aint'
  ).split(' '),
)
const NEGATIVE_ENDING = /n't$/

/** What may stand between a negation and what it negates: "not yet fixed", "isn't really working", "won't get resolved". */
const FILLERS: ReadonlySet<string> = new Set(
  (
    'a an the at all any actually really quite very so too that even just yet still ever fully completely entirely totally properly exactly ' +
    'longer more been be being get getting got gotten have has had'
  ).split(' '),
)
const MOST_FILLERS = 2

/**
 * Whether an English negation stands right before a position of the text, with at most two filler words between and
 * no comma or full stop ("No, fixed now" negates nothing). A position inside a word counts as that word's start.
 */
export function isNegated(text: PreparedText, start: number): boolean {
  let position = wordBefore(text.words, start)
  const holding = text.words[position + 1]
  let from = holding === undefined ? start : Math.min(start, holding.start)
  for (let fillers = 0; fillers <= MOST_FILLERS; fillers += 1) {
    const word = text.words[position]
    if (word === undefined || !isJoint(text.text.slice(word.end, from))) return false
    if (NEGATIONS.has(word.lower) || NEGATIVE_ENDING.test(word.lower)) return true
    if (!FILLERS.has(word.lower)) return false
    from = word.start
    position -= 1
  }
  return false
}

/** The index of the last word that ends at or before a position; -1 when there is none. */
function wordBefore(words: readonly Word[], start: number): number {
  let low = 0
  let high = words.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((words[middle]?.end ?? 0) <= start) low = middle + 1
    else high = middle
  }
  return low - 1
}
