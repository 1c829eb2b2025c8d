import type { Among, Rival } from '../../conditions/condition.js'
import { speechOf } from '../../conditions/language/speech.js'
import { isAnswer, leafConditions } from '../../conditions/leaves.js'
import type { CandidateList, TriedTransition } from '../candidate-list.js'
import { areWrittenAlike } from './covers-keyword.js'
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
    by: earlierOnWordsOf(list, transition, atom).find(
      (other) =>
        !other.isSelect && implies(atom.condition, other.condition, list.wording) && !mayLoseToLater(list, other, transition, atom),
    ),
  }))
  const contradicts = isContradiction(transition.condition, list.wording)
  return { atoms, isContradiction: contradicts, isShadowed: contradicts || atoms.every(({ by }) => by !== undefined) }
}

/**
 * Whether a longer keyword of a transition that is tried after another one may take the message from an earlier one: then neither of these
 * has it, and what stands between them fires. Where both compete, the longest of all has it anyway, but for an answer, which length does
 * not take a message from.
 */
function mayLoseToLater(list: CandidateList, earlier: TriedTransition, transition: TriedTransition, atom: Atom): boolean {
  const among = amongOf(earlier)
  const place = among?.place
  if (among === undefined || place === undefined || (amongOf(transition)?.place !== undefined && !isAnswerWord(atom, list))) return false
  const later = list.transitions.filter((other) => list.positionOf(other) > list.positionOf(transition))
  const own = among.rivals[place]
  return among.rivals
    .slice(place + 1)
    .filter((rival) => own === undefined || !hasNoOtherWords(rival, own))
    .some((rival) => later.some(({ name, scope }) => scope === earlier.scope && name === rival.transition && scope === rival.scope))
}

/** Whether each keyword of a rival is one of another rival's, too, written alike: then it is longer nowhere. */
function hasNoOtherWords(rival: Rival, other: Rival): boolean {
  const areKeywords = rival.type === 'keyword' && other.type === 'keyword'
  return areKeywords && areWrittenAlike(rival, other) && rival.words.every((word) => other.words.includes(word))
}

function isAnswerWord({ condition }: Atom, { wording: { language, stemmers } }: CandidateList): boolean {
  const answers = speechOf(language, stemmers).rules?.answerWords ?? []
  return condition.type === 'keyword' && condition.words.some((word) => answers.includes(word.toLowerCase()))
}

function amongOf({ condition }: TriedTransition): Among | undefined {
  return condition.type === 'keyword' || isAnswer(condition) ? condition.among : undefined
}

/** What needs a keyword is implied only by a condition with a keyword that holds it. */
function earlierOnWordsOf(list: CandidateList, transition: TriedTransition, { condition }: Atom): readonly TriedTransition[] {
  const words = leafConditions(condition).flatMap((leaf) => (leaf.type === 'keyword' ? leaf.words : []))
  const touched = new Set(['', ...words].flatMap((word) => list.mayHold(word)))
  return [...touched]
    .filter((other) => list.positionOf(other) < list.positionOf(transition))
    .toSorted((left, right) => list.positionOf(left) - list.positionOf(right))
}
