import type { Condition } from '../../conditions/condition.js'
import { deciderOf, leafConditions } from '../../conditions/leaves.js'
import type { CandidateList, TriedTransition } from '../candidate-list.js'

/**
 * Returns what fires on all the utterances that were found to satisfy a transition, where none of them fires the transition itself; undefined where
 * one does, or may.
 */
export function firedInstead(list: CandidateList, transition: TriedTransition): readonly TriedTransition[] | undefined {
  if (transition.isSelect || !isDecidedByText(transition.condition)) return undefined
  const others = new Set<TriedTransition>()
  for (const text of list.utterancesOf(transition)) {
    const fired = list.firedBy(text)
    if (fired === transition || fired === 'unknown') return undefined
    if (fired !== undefined) others.add(fired)
  }
  return others.size === 0 ? undefined : [...others]
}

/** Tells whether a text alone decides a condition: no model, data, guard or function has a say. */
export function isDecidedByText(condition: Condition): boolean {
  return leafConditions(condition).every((leaf) => deciderOf(leaf) === 'text')
}
