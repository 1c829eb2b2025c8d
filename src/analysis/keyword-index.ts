import type { Condition, KeywordCondition } from '../conditions/condition.js'
import { findKeywords } from '../conditions/kinds/keyword/find-keywords.js'
import { createMatcher, type KeywordMatcher } from '../conditions/kinds/keyword/keyword-matcher.js'
import { isCatchAll } from '../conditions/order/catch-all.js'
import { prepareText } from '../conditions/text/prepared-text.js'
import type { Wording } from './implication/covers-keyword.js'

/** Keywords that are compared alike, and the positions of the conditions that each of them belongs to. */
interface Group {
  readonly matcher: KeywordMatcher
  readonly positions: ReadonlyMap<string, ReadonlySet<number>>
}

/**
 * Finds the conditions of a list that may hold for a text by the keywords in it. It saves trying every condition on every text: a list of
 * thousands of keywords is looked up, not walked.
 */
export class KeywordIndex {
  readonly #groups: readonly Group[]
  /** Positions of the conditions that may hold without any keyword. */
  readonly #always: readonly number[]
  readonly #known = new Map<string, readonly number[]>()

  constructor(conditions: readonly Condition[], wording: Wording) {
    const needed = conditions.map(neededKeywords)
    this.#always = needed.flatMap((keywords, position) => (keywords === undefined ? [position] : []))
    this.#groups = groupsOf(needed, wording)
  }

  /** Returns the positions, in order, of the conditions that may hold: every other one is proven not to hold for the text. */
  mayHold(text: string): readonly number[] {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const found = new Set(this.#always)
    for (const { matcher, positions } of this.#groups) {
      for (const { pattern } of findKeywords(matcher, prepareText(text, matcher.speech))) {
        for (const position of positions.get(pattern.word) ?? []) found.add(position)
      }
    }
    const ordered = [...found].toSorted((left, right) => left - right)
    this.#known.set(text, ordered)
    return ordered
  }
}

/** Returns keywords of which one must occur for the condition to hold; undefined where it may hold without any. */
function neededKeywords(condition: Condition): readonly KeywordCondition[] | undefined {
  if (isCatchAll(condition)) return undefined
  switch (condition.type) {
    case 'keyword':
      return [condition]
    case 'any': {
      const parts = condition.conditions.map(neededKeywords)
      return parts.every((part) => part !== undefined) ? parts.flat() : undefined
    }
    case 'all':
      return condition.conditions.map(neededKeywords).find((part) => part !== undefined)
    default:
      return undefined
  }
}

function groupsOf(needed: readonly (readonly KeywordCondition[] | undefined)[], { language, stemmers }: Wording): readonly Group[] {
  const groups = new Map<string, { readonly condition: KeywordCondition; readonly positions: Map<string, Set<number>> }>()
  for (const [position, conditions = []] of needed.entries()) {
    for (const condition of conditions) {
      const { match = 'stem', caseSensitive = false, gap = 0, typos = false } = condition
      const key = JSON.stringify([match, caseSensitive, gap, typos])
      const group = groups.get(key) ?? { condition, positions: new Map<string, Set<number>>() }
      groups.set(key, group)
      for (const word of condition.words) group.positions.set(word, (group.positions.get(word) ?? new Set()).add(position))
    }
  }
  return [...groups.values()].map(({ condition: { match, caseSensitive, gap, typos }, positions }) => ({
    positions,
    matcher: createMatcher(
      {
        words: [...positions.keys()],
        ...(match !== undefined && { match }),
        ...(caseSensitive !== undefined && { caseSensitive }),
        ...(gap !== undefined && { gap }),
        ...(typos !== undefined && { typos }),
        ...(language !== undefined && { language }),
      },
      stemmers,
    ),
  }))
}
