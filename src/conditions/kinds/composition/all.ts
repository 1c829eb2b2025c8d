import type { AllCondition, Condition } from '../../condition.js'

/**
 * Holds when every one of the conditions holds; `all()` of nothing holds.
 *
 * @example all(keyword(['refund']), context('plan', { equals: 'pro' }))
 */
export function all(...conditions: readonly Condition[]): AllCondition {
  return { type: 'all', conditions }
}
