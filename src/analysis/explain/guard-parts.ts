import { isImmediateType } from '../../conditions/guard-params.js'
import { allOf, type GuardExpression, type GuardLeaf, type GuardTree, isLeaf } from '../../machine/guard-expression.js'
import { isBuiltInGuard } from '../../machine/implementation-names.js'

/** A guard as its author's condition, and what the compiler has put beside it. */
export interface GuardParts {
  /** True where no condition is left: every message holds. */
  readonly condition: GuardExpression
  readonly beside: readonly GuardTree[]
}

/**
 * Takes a guard apart.
 *
 * @param isChoice tells whether an answer only chooses where a transition leads
 */
export function guardParts(guard: GuardExpression, isChoice: (leaf: GuardLeaf) => boolean): GuardParts {
  if (typeof guard === 'boolean') return { condition: guard, beside: [] }
  if (isOfCondition(guard, isChoice)) return { condition: guard, beside: [] }
  if (isLeaf(guard) || !('all' in guard)) return { condition: true, beside: [guard] }
  const parts = guard.all.map((part) => guardParts(part, isChoice))
  return {
    condition: allOf(parts.map(({ condition }) => condition)),
    beside: parts.flatMap(({ beside }) => beside),
  }
}

function isOfCondition(tree: GuardTree, isChoice: (leaf: GuardLeaf) => boolean): boolean {
  if (isLeaf(tree)) return isImmediateType(tree.type) || (tree.type === 'answer' ? !isChoice(tree) : !isBuiltInGuard(tree.type))
  if ('not' in tree) return isOfCondition(tree.not, isChoice)
  return ('all' in tree ? tree.all : tree.any).every((part) => isOfCondition(part, isChoice))
}
