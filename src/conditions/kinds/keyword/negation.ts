import type { NegationRules } from '../../language/language-rules.js'
import type { PreparedText } from '../../text/prepared-text.js'
import { isJoint, type Word } from '../../text/words.js'

/** How many words, of any kind, may stand between a negation and what it negates. */
const REACH = 3
/** How many may stand before a negation that comes later. */
const LATER_REACH = 2

interface Place {
  readonly start: number
  readonly end: number
}

interface PreparedRules {
  readonly cues: ReadonlySet<string>
  readonly narrowCues: ReadonlySet<string>
  readonly laterCues: ReadonlySet<string>
  readonly widening: ReadonlySet<string>
  readonly fillers: ReadonlySet<string>
  readonly ends: ReadonlySet<string>
  readonly exemptAfter: ReadonlySet<string>
  readonly notNarrowly: RegExp | undefined
}

const known = new WeakMap<NegationRules, PreparedRules>()

function prepared(rules: NegationRules): PreparedRules {
  const made = known.get(rules) ?? {
    cues: new Set(rules.cues),
    narrowCues: new Set(rules.narrowCues),
    laterCues: new Set(rules.laterCues),
    widening: new Set(rules.widening),
    fillers: new Set(rules.fillers),
    ends: new Set(rules.ends),
    exemptAfter: new Set(rules.exemptAfter),
    notNarrowly: rules.notNarrowly,
  }
  known.set(rules, made)
  return made
}

/** Tells whether a word negates what comes within a few words after it, whatever these are. */
export function isNegationCue(word: string, rules: NegationRules): boolean {
  const { cues, narrowCues } = prepared(rules)
  return cues.has(word) || narrowCues.has(word)
}

/**
 * Whether what stands at a place of the text is negated: by a cue with at most three words between, or, where the language does so,
 * by one that comes after it. A comma, a full stop, a line break, a spaced hyphen and words like "and" or "if" end a negation's reach.
 */
export function isNegated(text: PreparedText, { start, end }: Place, rules: NegationRules): boolean {
  const read = prepared(rules)
  const before = wordBefore(text.words, start)
  return isNegatedBefore(text, before, start, read) || (read.laterCues.size > 0 && isNegatedLater(text, before + 1, end, read))
}

function isNegatedBefore(text: PreparedText, last: number, start: number, rules: PreparedRules): boolean {
  const holding = text.words[last + 1]
  let from = holding === undefined ? start : Math.min(start, holding.start)
  let onlyFillers = true
  // The two words of "no one" are one negation, so it is looked for one word further.
  for (let between = 0; between <= REACH + 1; between += 1) {
    const word = text.words[last - between]
    if (word === undefined || !isJoint(text.text.slice(word.end, from))) return false
    const next = text.words[last - between + 1]?.lower ?? ''
    const negates = cueNegates(word.lower, { next, between, onlyFillers }, rules)
    if (negates !== undefined) return negates
    onlyFillers &&= rules.fillers.has(word.lower)
    from = word.start
  }
  return false
}

interface CuePlace {
  /** The word after it. */
  readonly next: string
  readonly between: number
  readonly onlyFillers: boolean
}

/** Whether a word negates what comes later: undefined where it is one to look past. */
function cueNegates(word: string, { next, between, onlyFillers }: CuePlace, rules: PreparedRules): boolean | undefined {
  const isNarrow = rules.narrowCues.has(word)
  if (isNarrow && between > 0 && rules.widening.has(next)) return true
  if (between > REACH) return false
  const isExempt = between > 0 && rules.exemptAfter.has(next)
  if (rules.cues.has(word)) return !isExempt
  if (isNarrow && onlyFillers) return !isExempt && rules.notNarrowly?.test(next) !== true
  return rules.ends.has(word) ? false : undefined
}

function isNegatedLater(text: PreparedText, first: number, end: number, rules: PreparedRules): boolean {
  let position = first
  while ((text.words[position]?.end ?? Number.POSITIVE_INFINITY) <= end) position += 1
  let from = end
  for (let between = 0; between <= LATER_REACH; between += 1) {
    const word = text.words[position + between]
    if (word === undefined || !isJoint(text.text.slice(from, word.start)) || rules.ends.has(word.lower)) return false
    if (rules.laterCues.has(word.lower)) return !rules.exemptAfter.has(text.words[position + between + 1]?.lower ?? '')
    from = word.end
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
