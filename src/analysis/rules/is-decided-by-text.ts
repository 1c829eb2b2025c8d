import type { Condition } from '../../conditions/condition.js'
import { isAsked, leafConditions } from '../../conditions/model-needs.js'

/** Whether a text alone decides a condition: no model, data, guard or function has a say. */
export function isDecidedByText(condition: Condition): boolean {
  return leafConditions(condition).every((leaf) => !isAsked(leaf) && leaf.type !== 'context' && leaf.type !== 'guard')
}
