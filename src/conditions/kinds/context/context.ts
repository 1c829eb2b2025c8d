import type { ContextCondition, ContextFunctionCondition, ContextPathCondition, ContextTest, ConversationData } from '../../condition.js'

/**
 * Tests the data accumulated so far: one value by its dotted path, or all of it by a synchronous function. A path looks
 * into objects and arrays (`'items.0.price'`). Every test given must hold; `gt`, `gte`, `lt` and `lte` hold for numbers only.
 * A function that throws, or answers with anything but a boolean, is reported and does not hold.
 *
 * @example context('plan', { in: ['pro', 'team'] })
 * @example context('order.total', { gt: 100 })
 * @example context((data) => Array.isArray(data.items) && data.items.length > 2)
 */
export function context<Path extends string>(path: Path, test: ContextTest): ContextPathCondition<Path>
export function context(fn: (data: ConversationData) => boolean): ContextFunctionCondition
export function context(
  ...[subject, test = {}]: [path: string, test: ContextTest] | [fn: (data: ConversationData) => boolean, test?: never]
): ContextCondition {
  return typeof subject === 'function' ? { type: 'context', fn: subject } : { type: 'context', path: subject, test }
}
