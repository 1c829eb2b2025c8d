import { leafConditions } from '../../conditions/leaves.js'
import type { CandidateList, TriedTransition } from '../candidate-list.js'
import { type Atom, atomsOf, implies, isContradiction } from './implies.js'

/** One way in which a transition's condition may hold, and the transition that is proven to take it first. */
export interface CoveredAtom extends Atom {
  readonly by: TriedTransition | undefined
}

/** What is proven of the ways in which a transition's condition may hold. */
export interface Coverage {
  readonly atoms: readonly CoveredAtom[]
  /** Whether no text satisfies the condition at all. */
  readonly isContradiction: boolean
  /** Whether no message fires the transition. */
  readonly isShadowed: boolean
}

const known = new WeakMap<CandidateList, Map<TriedTransition, Coverage>>()

/** Tells which earlier transitions of a list are proven to hold wherever a transition does. */
export function coverageOf(list: CandidateList, transition: TriedTransition): Coverage {
  const coverages = known.get(list) ?? new Map<TriedTransition, Coverage>()
  known.set(list, coverages)
  const coverage = coverages.get(transition) ?? computeCoverage(list, transition)
  coverages.set(transition, coverage)
  return coverage
}

function computeCoverage(list: CandidateList, transition: TriedTransition): Coverage {
  // A select may choose nothing, and then what comes after it is tried.
  const atoms = atomsOf(transition.condition, transition.path).map((atom) => ({
    ...atom,
    by: earlierOnWordsOf(list, transition, atom).find((other) => !other.isSelect && implies(atom.condition, other.condition, list.wording)),
  }))
  const contradicts = isContradiction(transition.condition, list.wording)
  return { atoms, isContradiction: contradicts, isShadowed: contradicts || atoms.every(({ by }) => by !== undefined) }
}

/** What needs a keyword is implied only by a condition with a keyword that holds it. */
function earlierOnWordsOf(list: CandidateList, transition: TriedTransition, { condition }: Atom): readonly TriedTransition[] {
  const words = leafConditions(condition).flatMap((leaf) => (leaf.type === 'keyword' ? leaf.words : []))
  const touched = new Set(['', ...words].flatMap((word) => list.mayHold(word)))
  return [...touched]
    .filter((other) => list.positionOf(other) < list.positionOf(transition))
    .toSorted((left, right) => list.positionOf(left) - list.positionOf(right))
}
