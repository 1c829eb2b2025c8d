import type { JsonObject } from '../../diagnostics/json.js'
import { type GuardLeaf, type GuardTree, isLeaf, leavesOf } from '../../machine/guard-expression.js'
import { COMPOSED, isBuiltInGuard } from '../../machine/guard-names.js'
import type { FlowPlan } from '../plan/flow-plan.js'

/**
 * One named guard for a whole tree. A tree that holds a guard of the user's own gets a name of its own, because only
 * XState can call that guard (it may be replaced by `provide`); every other tree is evaluated from its params.
 */
export function guardConfig(flow: FlowPlan, place: string, tree: GuardTree): GuardLeaf {
  if (isLeaf(tree)) return tree
  const params = { condition: asJson(tree) }
  if (leavesOf(tree).every(({ type }) => isBuiltInGuard(type))) return { type: 'composed', params }
  const type = `${COMPOSED}${place}/${flow.guardTrees.size + 1}`
  flow.guardTrees.set(type, tree)
  return { type, params }
}

function asJson(tree: GuardTree): JsonObject {
  if (isLeaf(tree)) return tree.params === undefined ? { type: tree.type } : { type: tree.type, params: tree.params }
  if ('not' in tree) return { not: asJson(tree.not) }
  return 'all' in tree ? { all: tree.all.map(asJson) } : { any: tree.any.map(asJson) }
}
