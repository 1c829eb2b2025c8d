import type { Truth } from '../../conditions/evaluation.js'
import { type GuardLeaf, type GuardTree, isLeaf } from '../../machine/guard-expression.js'
import type { ExplainedCondition, ExplainedLeaf } from './explanation.js'

/** Tells whether a guard holds; asks its leaves as the machine does. */
export type AskLeaf = (leaf: GuardLeaf) => Truth

/** Returns what a tree comes to, with three values. */
export function truthOf(tree: GuardTree, ask: AskLeaf): Truth {
  if (isLeaf(tree)) return ask(tree)
  if ('not' in tree) return opposite(truthOf(tree.not, ask))
  const { all, any } = tree as { readonly all?: readonly GuardTree[]; readonly any?: readonly GuardTree[] }
  return all !== undefined
    ? together(all, (part) => truthOf(part, ask))
    : opposite(together(any ?? [], (part) => opposite(truthOf(part, ask))))
}

/** Explains a tree: every part, also those that the machine did not have to look at. */
export function explainTree(
  tree: GuardTree,
  needed: boolean,
  explainLeaf: (leaf: GuardLeaf, needed: boolean) => ExplainedLeaf,
): ExplainedCondition {
  if (isLeaf(tree)) return explainLeaf(tree, needed)
  if ('not' in tree) {
    const part = explainTree(tree.not, needed, explainLeaf)
    return { type: 'not', truth: opposite(part.truth), needed, parts: [part] }
  }
  const isAll = 'all' in tree
  const settling = !isAll
  const parts: ExplainedCondition[] = []
  let isSettled = false
  for (const each of isAll ? tree.all : tree.any) {
    const part = explainTree(each, needed && !isSettled, explainLeaf)
    parts.push(part)
    isSettled ||= part.truth === settling
  }
  const truths = parts.map(({ truth }) => truth)
  const truth = isSettled ? settling : truths.includes('unknown') ? 'unknown' : !settling
  return { type: isAll ? 'all' : 'any', truth, needed, parts }
}

function together(parts: readonly GuardTree[], truth: (part: GuardTree) => Truth): Truth {
  let result: Truth = true
  for (const part of parts) {
    const found = truth(part)
    if (found === false) return false
    if (found === 'unknown') result = found
  }
  return result
}

function opposite(truth: Truth): Truth {
  return truth === 'unknown' ? truth : !truth
}
