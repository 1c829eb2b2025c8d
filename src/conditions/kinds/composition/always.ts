import type { AlwaysCondition } from '../../condition.js'

/**
 * The catch-all: holds for every message. Wherever it is written, it is tried after the other transitions, unless the
 * flow's `transitionOrder` is `'declared'`.
 *
 * @example const transitions = { refund: keyword(['refund']), other: always() }
 */
export function always(): AlwaysCondition {
  return { type: 'always' }
}
