import type { AllCondition, AlwaysCondition, AnyCondition, Condition, NotCondition } from '../../condition.js'

/**
 * Holds when every one of the conditions holds; `all()` of nothing holds.
 *
 * @example all(keyword(['refund']), context('plan', { equals: 'pro' }))
 */
export function all<Parts extends readonly Condition[]>(...conditions: Parts): AllCondition<Parts[number]> {
  return { type: 'all', conditions }
}

/**
 * Holds when at least one of the conditions holds; `any()` of nothing does not.
 *
 * @example any(keyword(['angry']), sentiment('negative', { threshold: 0.7 }))
 */
export function any<Parts extends readonly Condition[]>(...conditions: Parts): AnyCondition<Parts[number]> {
  return { type: 'any', conditions }
}

/**
 * Holds when the condition does not.
 *
 * @example not(keyword(['cancel']))
 */
export function not<Part extends Condition>(condition: Part): NotCondition<Part> {
  return { type: 'not', condition }
}

/**
 * Holds for every message. Wherever it is written, it is tried after the other transitions, unless the
 * flow's `transitionOrder` is `'declared'`.
 *
 * @example const transitions = { refund: keyword(['refund']), other: always() }
 */
export function always(): AlwaysCondition {
  return { type: 'always' }
}
