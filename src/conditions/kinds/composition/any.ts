import type { AnyCondition, Condition } from '../../condition.js'

/**
 * Holds when at least one of the conditions holds; `any()` of nothing does not.
 *
 * @example any(keyword(['angry']), sentiment('negative', { threshold: 0.7 }))
 */
export function any(...conditions: readonly Condition[]): AnyCondition {
  return { type: 'any', conditions }
}
