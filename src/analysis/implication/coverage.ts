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
  const earlier = list.transitions.slice(0, list.transitions.indexOf(transition)).filter((other) => !other.isSelect)
  const atoms = atomsOf(transition.condition, transition.path).map((atom) => ({
    ...atom,
    by: earlier.find((other) => implies(atom.condition, other.condition, list.wording)),
  }))
  const contradicts = isContradiction(transition.condition, list.wording)
  return { atoms, isContradiction: contradicts, isShadowed: contradicts || atoms.every(({ by }) => by !== undefined) }
}
