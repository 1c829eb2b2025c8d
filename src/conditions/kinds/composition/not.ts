import type { Condition, NotCondition } from '../../condition.js'

/**
 * Holds when the condition does not.
 *
 * @example not(keyword(['cancel']))
 */
export function not(condition: Condition): NotCondition {
  return { type: 'not', condition }
}
