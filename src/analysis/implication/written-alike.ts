import type { KeywordCondition } from '../../conditions/condition.js'

/** How keywords are compared with a text. */
type Manner = Pick<KeywordCondition, 'match' | 'caseSensitive' | 'ignoreNegated' | 'gap' | 'typos'>

/** Whether two conditions find the same word in the same places. What is taken for a misspelt word depends on all the words. */
export function areWrittenAlike(one: Manner, other: Manner): boolean {
  return one.typos !== true && other.typos !== true && written(one) === written(other)
}

function written({ match = 'stem', caseSensitive = false, ignoreNegated = false, gap = 0 }: Manner): string {
  return JSON.stringify([match, caseSensitive, ignoreNegated, gap])
}
