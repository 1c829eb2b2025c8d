import { quote } from '../../diagnostics/quote.js'
import type { Condition, LeafCondition } from '../condition.js'
import { describeCondition } from '../describe-condition.js'
import { deciderOf, isComposition, partsOf } from '../leaves.js'
import { searchOf, type Way } from './leaf-search.js'
import type { Situation, WitnessOptions } from './scripted-answer.js'

/** One of the ways in which a condition can turn out: this keyword, that class, a near miss. */
export interface Alternative extends Way {
  /** The condition at a leaf of the tree that it is an alternative of. */
  readonly leaf: LeafCondition
  /** The leaf's place among all the leaves, left to right, from 0. */
  readonly position: number
  /** Whether the leaf stands within an odd number of `not`s, so that the whole condition holds when the leaf does not. */
  readonly isNegated: boolean
}

interface Leaf {
  readonly leaf: LeafCondition
  readonly isNegated: boolean
}

/**
 * Returns every alternative of every leaf of a condition: each keyword, and one denied where negation is heeded; a witness and a near miss
 * of a regex and a sentiment; each class of a question to the model; both ways of everything else.
 *
 * @example alternativesOf(keyword(['yes', 'sure'])).map(({ value }) => value) // ['yes', 'sure']
 */
export function alternativesOf(condition: Condition): readonly Alternative[] {
  return leavesWithin(condition, false).flatMap(({ leaf, isNegated }, position) =>
    searchOf(leaf)
      .ways()
      .map((way) => ({ leaf, position, isNegated, ...way })),
  )
}

/** Describes an alternative in a few words: `says "yes"`, `near miss of /^[0-9]+$/`. */
export function describeAlternative({ leaf, value, holds }: Alternative): string {
  if (value !== undefined) return deciderOf(leaf) === 'model' ? `the model answers ${quote(value)}` : `says ${quote(value)}`
  return holds ? describeCondition(leaf) : `a near miss of: ${describeCondition(leaf)}`
}

/** Tells whether a situation exercises an alternative, whatever the rest of the condition makes of it. */
export function isExercised(alternative: Alternative, situation: Situation, options: WitnessOptions = {}): boolean {
  return searchOf(alternative.leaf).isShown(alternative, situation, options)
}

function leavesWithin(condition: Condition, isNegated: boolean): readonly Leaf[] {
  if (!isComposition(condition)) return [{ leaf: condition, isNegated }]
  return partsOf(condition).flatMap((part) => leavesWithin(part, isNegated !== (condition.type === 'not')))
}
