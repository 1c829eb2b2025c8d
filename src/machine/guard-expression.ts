import type { JsonObject } from '../diagnostics/json.js'
import type { ComposedGuard } from './composed-guard.js'
import type { BuiltInGuard, UserName } from './implementation-names.js'

/** A named guard with static params. */
export type GuardLeaf = { readonly type: BuiltInGuard | ComposedGuard | UserName<'guard'>; readonly params?: JsonObject }

/** A tree of guards, as it stands in the params of a composed guard. */
export type GuardTree =
  | GuardLeaf
  | { readonly all: readonly GuardTree[] }
  | { readonly any: readonly GuardTree[] }
  | { readonly not: GuardTree }

/** A guard tree, or what is known beforehand: it always holds, or never. */
export type GuardExpression = boolean | GuardTree

/** Combines expressions into one that holds when each of them does. */
export function allOf(expressions: readonly GuardExpression[]): GuardExpression {
  if (expressions.includes(false)) return false
  const trees = expressions.filter(isTree)
  return trees.length < 2 ? (trees[0] ?? true) : { all: trees }
}

/** Combines expressions into one that holds when any of them does. */
export function anyOf(expressions: readonly GuardExpression[]): GuardExpression {
  if (expressions.includes(true)) return true
  const trees = expressions.filter(isTree)
  return trees.length < 2 ? (trees[0] ?? false) : { any: trees }
}

/** Makes an expression that holds when this one does not. */
export function negate(expression: GuardExpression): GuardExpression {
  if (typeof expression === 'boolean') return !expression
  return 'not' in expression ? expression.not : { not: expression }
}

export function isTree(expression: GuardExpression): expression is GuardTree {
  return typeof expression !== 'boolean'
}

export function isLeaf(tree: GuardTree): tree is GuardLeaf {
  return 'type' in tree
}

/** Lists every leaf of a tree, left to right. */
export function leavesOf(tree: GuardTree): readonly GuardLeaf[] {
  if (isLeaf(tree)) return [tree]
  if ('not' in tree) return leavesOf(tree.not)
  return ('all' in tree ? tree.all : tree.any).flatMap(leavesOf)
}

/** Evaluates a tree, lazily and left to right. */
export function evaluateTree(tree: GuardTree, holds: (leaf: GuardLeaf) => boolean): boolean {
  if (isLeaf(tree)) return holds(tree)
  if ('not' in tree) return !evaluateTree(tree.not, holds)
  if ('all' in tree) return tree.all.every((part) => evaluateTree(part, holds))
  return tree.any.some((part) => evaluateTree(part, holds))
}
