import type { JsonObject } from '../../diagnostics/json.js'
import { type GuardLeaf, type GuardTree, isLeaf, leavesOf } from '../../machine/guard-expression.js'
import { composedGuard, isBuiltInGuard } from '../../machine/implementation-names.js'

/**
 * Writes the guards of one state: one named guard for a whole tree. A tree that holds a guard of the user's own gets a name of its own,
 * because only XState can call that guard (it may be replaced by `provide`); every other tree is evaluated from its params.
 */
export class GuardWriter {
  readonly #state: string
  readonly #composed = new Map<string, GuardLeaf>()

  constructor(state: string) {
    this.#state = state
  }

  write(tree: GuardTree): GuardLeaf {
    if (isLeaf(tree)) return tree
    const params = { condition: asJson(tree) }
    if (leavesOf(tree).every(({ type }) => isBuiltInGuard(type))) return { type: 'composed', params }
    const key = JSON.stringify(params)
    const guard = this.#composed.get(key) ?? { type: composedGuard(this.#state, this.#composed.size + 1), params }
    this.#composed.set(key, guard)
    return guard
  }
}

function asJson(tree: GuardTree): JsonObject {
  if (isLeaf(tree)) return tree.params === undefined ? { type: tree.type } : { type: tree.type, params: tree.params }
  if ('not' in tree) return { not: asJson(tree.not) }
  return 'all' in tree ? { all: tree.all.map(asJson) } : { any: tree.any.map(asJson) }
}
