import type { Condition } from '../../conditions/condition.js'
import { describeCondition } from '../../conditions/describe-condition.js'
import { isDeclaredOrder } from '../../definition/state-facts.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { TriedTransition } from '../candidate-list.js'
import type { AnalysisRule } from '../flow-view.js'
import { type Coverage, type CoveredAtom, coverageOf } from '../implication/coverage.js'
import { globalTransitions, type ListedTransition, ownTransitions } from './listed-transitions.js'

const MOST_REASONS = 3

const messages = {
  contradiction: (name: string) => `No message can fire ${quote(name)}: one part of its condition denies what another part asks for.`,
  catchAll: (name: string, by: string) =>
    `No message can fire ${quote(name)}: ${quote(by)} is tried before it and holds for every message.`,
  covered: (name: string, reasons: string) => `No message can fire ${quote(name)}: ${reasons}.`,
  keyword: (word: string, name: string, by: TriedTransition) =>
    `The keyword ${quote(word)} can never fire ${quote(name)}: who says it also satisfies ${quote(by.name)} (${describeCondition(by.condition)}), which is tried before.`,
  part: (name: string, part: string, by: TriedTransition) =>
    `One part of ${quote(name)} can never fire it (${part}): ${quote(by.name)} (${describeCondition(by.condition)}) is tried before and holds too.`,
}

/** Transitions, and single keywords, that are proven never to fire. */
export const shadowedTransition: AnalysisRule = {
  codes: ['shadowed-transition', 'shadowed-keyword'],
  *check(view) {
    const isDeclared = isDeclaredOrder(view.flow)
    for (const listed of ownTransitions(view)) {
      const coverage = coverageOf(listed.list, listed.transition)
      if (coverage.isShadowed) yield shadowed(listed, coverage, isDeclared)
      else yield* shadowedAtoms(listed, coverage, isDeclared)
    }
    for (const places of globalTransitions(view).values()) {
      const [first] = places
      const isShadowed = places.every(({ list, transition }) => coverageOf(list, transition).isShadowed)
      if (first !== undefined && isShadowed) yield shadowed(first, coverageOf(first.list, first.transition), isDeclared)
    }
  },
}

function shadowed(listed: ListedTransition, coverage: Coverage, isDeclared: boolean): Diagnostic {
  const { list, transition } = listed
  const witness = list.utterancesOf(transition)[0]
  const suggestion = coverage.isContradiction ? 'Remove it, or mend its condition.' : mending(coverage.atoms[0]?.by, isDeclared)
  return makeDiagnostic('shadowed-transition', 'warning', transition.path, reasonFor(listed, coverage), { witness, suggestion })
}

function reasonFor({ transition: { name } }: ListedTransition, { atoms, isContradiction }: Coverage): string {
  if (isContradiction) return messages.contradiction(name)
  const catchAll = atoms.find(({ by }) => by?.catchesAll)?.by
  if (catchAll !== undefined) return messages.catchAll(name, catchAll.name)
  const reasons = atoms
    .slice(0, MOST_REASONS)
    .map(({ condition, by }) => `what ${describeCondition(condition)} satisfies ${quote(by?.name)} first`)
  const more = atoms.length - reasons.length
  return messages.covered(name, `${reasons.join(', ')}${more > 0 ? ` (and ${more} more)` : ''}`)
}

function* shadowedAtoms(listed: ListedTransition, { atoms }: Coverage, isDeclared: boolean): Generator<Diagnostic> {
  for (const atom of atoms) {
    if (atom.by === undefined) continue
    const witness = listed.list.utterancesOf(listed.transition).find((text) => listed.list.evaluate(alone(atom.condition), text) === true)
    yield makeDiagnostic('shadowed-keyword', 'warning', atom.path, messageFor(listed.transition, atom, atom.by), {
      witness,
      suggestion: mending(atom.by, isDeclared),
    })
  }
}

/** A keyword by itself, whatever its siblings listen for. */
function alone(condition: Condition): Condition {
  if (condition.type !== 'keyword') return condition
  const { among: _among, ...rest } = condition
  return rest
}

function messageFor({ name }: TriedTransition, { condition }: CoveredAtom, by: TriedTransition): string {
  const word = condition.type === 'keyword' ? condition.words[0] : undefined
  return word === undefined ? messages.part(name, describeCondition(condition), by) : messages.keyword(word, name, by)
}

function mending(by: TriedTransition | undefined, isDeclared: boolean): string {
  const before = by === undefined ? 'the other' : quote(by.name)
  return isDeclared
    ? `Declare it before ${before}, or leave out transitionOrder: "declared".`
    : `Declare it before ${before}, or remove it.`
}
