import type { Condition } from '../../conditions/condition.js'
import { deciderOf, leafConditions } from '../../conditions/leaves.js'

/** Whether a text alone decides a condition: no model, data, guard or function has a say. */
export function isDecidedByText(condition: Condition): boolean {
  return leafConditions(condition).every((leaf) => deciderOf(leaf) === 'text')
}
