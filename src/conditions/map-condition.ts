import type { Condition } from './condition.js'

/** Rebuilds a condition tree with other leaves; a part that does not change stays the same object. */
export function mapLeaves(condition: Condition, map: (leaf: Condition) => Condition): Condition {
  switch (condition.type) {
    case 'all':
    case 'any': {
      const conditions = condition.conditions.map((part) => mapLeaves(part, map))
      return conditions.every((part, position) => part === condition.conditions[position]) ? condition : { ...condition, conditions }
    }
    case 'not': {
      const negated = mapLeaves(condition.condition, map)
      return negated === condition.condition ? condition : { ...condition, condition: negated }
    }
    default:
      return map(condition)
  }
}
