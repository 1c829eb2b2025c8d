import type { Composition, Condition, LeafCondition } from '../../conditions/condition.js'
import { isComposition, partsOf } from '../../conditions/leaves.js'

const ALWAYS: Condition = { type: 'always' }
const NEVER: Condition = { type: 'any', conditions: [] }

/**
 * Returns a condition without the leaves of which it is known whether they hold: it holds just where the whole condition does.
 *
 * @param known whether a leaf holds; undefined where that is open
 */
export function knownCondition(condition: Condition, known: (leaf: LeafCondition) => boolean | undefined): Condition {
  if (!isComposition(condition)) {
    const holds = known(condition)
    return holds === undefined ? condition : holds ? ALWAYS : NEVER
  }
  const whole = partsOf(condition)
  const parts = whole.map((part) => knownCondition(part, known))
  return parts.every((part, position) => part === whole[position]) ? condition : composed(condition, parts)
}

function composed(composition: Composition, parts: readonly Condition[]): Condition {
  if (composition.type === 'not') return denied(parts[0] ?? NEVER)
  const [settling, idle] = composition.type === 'all' ? [NEVER, ALWAYS] : [ALWAYS, NEVER]
  if (parts.includes(settling)) return settling
  const open = parts.filter((part) => part !== idle)
  return open.length > 1 ? { ...composition, conditions: open } : (open[0] ?? idle)
}

function denied(condition: Condition): Condition {
  if (condition === ALWAYS) return NEVER
  return condition === NEVER ? ALWAYS : { type: 'not', condition }
}
