import type { ExceptedKeyword, KeywordCondition } from '../../conditions/condition.js'

/**
 * A keyword condition whose words do not count within an occurrence of a longer keyword: the order of transitions, written out.
 *
 * @param longer the longer keywords of sibling transitions
 * @example
 * const mentionsBudget = yielding(keyword(['budget']), keyword(['no budget']))
 */
export function yielding(condition: KeywordCondition, ...longer: readonly KeywordCondition[]): KeywordCondition {
  const except = longer.flatMap(({ words, match = 'stem', caseSensitive = false }) =>
    words.map((word): ExceptedKeyword => ({ word, match, caseSensitive })),
  )
  return { ...condition, except }
}
