import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import type { CandidateList, TriedTransition } from '../candidate-list.js'
import type { AnalysisRule } from '../flow-view.js'
import { coverageOf } from '../implication/coverage.js'
import { firedInstead } from './fired-instead.js'

/** Of how many transitions of a state words are put into one message to find an example. */
const MOST_COMBINED = 24

const STOP = /[.!?]+$/

const messages = {
  misrouted: (text: string, meant: string, fired: string) =>
    `${quote(text)} satisfies ${quote(meant)} by its own words, but fires ${quote(fired)}, which is tried before.`,
  shared: (text: string, fired: string, other: string) =>
    `${quote(text)} satisfies both ${quote(fired)} and ${quote(other)}; it fires ${quote(fired)}, which is tried first.`,
  combined: (text: string, fired: string, other: string, order: readonly string[]) =>
    `${quote(text)} satisfies both ${quote(fired)} and ${quote(other)}, and fires ${quote(fired)}. Of keywords the longest decides, else the first of ${quoteList(order, 'and')}.`,
}

/** Utterances that satisfy two transitions of a state. */
export const overlap: AnalysisRule = {
  codes: ['overlap'],
  *check({ states }) {
    for (const list of states.flatMap(({ lists }) => lists)) yield* overlapsIn(list)
  },
}

function* overlapsIn(list: CandidateList): Generator<Diagnostic> {
  const specific = list.transitions.filter(({ isCatchAll }) => !isCatchAll)
  const pairs = new Pairs()
  for (const transition of specific) yield* misroutings(list, transition, pairs)
  for (const transition of specific) {
    for (const [other, text] of alsoSatisfied(list, transition)) {
      if (isKnown(list, other, transition) || pairs.has(transition, other)) continue
      pairs.add(transition, other)
      yield shared(text, transition, other)
    }
  }
  const combined = pairs.isEmpty ? combination(list, specific) : undefined
  if (combined !== undefined) yield combined
}

/** Returns the later transitions, in order, that words which fire the transition satisfy too, each with the first such text. */
function alsoSatisfied(list: CandidateList, transition: TriedTransition): readonly (readonly [other: TriedTransition, text: string])[] {
  const texts = new Map<TriedTransition, string>()
  for (const text of list.utterancesOf(transition)) {
    if (list.firedBy(text) !== transition) continue
    for (const other of list.mayHold(text)) {
      const isNew = !texts.has(other) && !other.isCatchAll && list.positionOf(other) > list.positionOf(transition)
      if (isNew && list.truthOf(other, text) === true) texts.set(other, text)
    }
  }
  return [...texts].toSorted(([left], [right]) => list.positionOf(left) - list.positionOf(right))
}

/** Returns the transition's own words that fire another one, which is tried before. */
function* misroutings(list: CandidateList, transition: TriedTransition, pairs: Pairs): Generator<Diagnostic> {
  // A transition all of whose words go astray is reported as potentially shadowed.
  const instead = firedInstead(list, transition) ?? []
  for (const other of instead) pairs.add(other, transition)
  for (const text of list.utterancesOf(transition)) {
    const fired = list.firedBy(text)
    if (fired === undefined || fired === 'unknown' || fired === transition || fired.isCatchAll) continue
    if (isKnown(list, transition, fired) || pairs.has(fired, transition)) continue
    pairs.add(fired, transition)
    yield misrouted(text, transition, fired)
  }
}

/** Pairs of transitions of which something was said. */
class Pairs {
  readonly #keys = new Set<string>()

  get isEmpty(): boolean {
    return this.#keys.size === 0
  }

  has(first: TriedTransition, second: TriedTransition): boolean {
    return this.#keys.has(keyOf(first, second))
  }

  add(first: TriedTransition, second: TriedTransition): void {
    this.#keys.add(keyOf(first, second))
  }
}

function keyOf(first: TriedTransition, second: TriedTransition): string {
  return JSON.stringify([first.name, second.name].toSorted())
}

/** Tells whether it is proven already that one transition takes words of the other. */
function isKnown(list: CandidateList, transition: TriedTransition, fired: TriedTransition): boolean {
  return coverageOf(list, transition).atoms.some(({ by }) => by === fired)
}

/** Words of two transitions in one message: any two have such, so one example stands for the state. */
function combination(list: CandidateList, specific: readonly TriedTransition[]): Diagnostic | undefined {
  // A global transition's words go with those of any state.
  const transitions = specific.filter(({ scope }) => scope === 'own')
  const tried = transitions.filter((transition) => list.witnessOf(transition) !== undefined).slice(0, MOST_COMBINED)
  for (const [position, first] of tried.entries()) {
    for (const second of tried.slice(position + 1)) {
      const [of, and] = [list.witnessOf(first), list.witnessOf(second)]
      if (of === undefined || and === undefined) continue
      const text = `${of.replace(STOP, '')}, ${and}`
      if (list.firedBy(text) !== first || list.truthOf(second, text) !== true) continue
      const names = transitions.map(({ name }) => name)
      return makeDiagnostic('overlap', 'info', first.path, messages.combined(text, first.name, second.name, names), { witness: text })
    }
  }
  return undefined
}

function misrouted(text: string, meant: TriedTransition, fired: TriedTransition): Diagnostic {
  const place = meant.scope === 'own' ? meant : fired
  const severity = leadsAlike(meant, fired) ? 'info' : 'warning'
  return makeDiagnostic('overlap', severity, place.path, messages.misrouted(text, meant.name, fired.name), {
    witness: text,
    suggestion: mending(meant, fired),
  })
}

function mending(meant: TriedTransition, fired: TriedTransition): string {
  const exception = `say in ${quote(fired.name)} what it is not, as in all(…, not(…))`
  // Global transitions come after the state's own, wherever they are declared.
  if (meant.scope !== fired.scope) return `To let ${quote(meant.name)} have it, ${exception}.`
  return `Declare ${quote(meant.name)} before ${quote(fired.name)}, or ${exception}.`
}

function shared(text: string, fired: TriedTransition, other: TriedTransition): Diagnostic {
  return makeDiagnostic('overlap', 'info', fired.path, messages.shared(text, fired.name, other.name), { witness: text })
}

function leadsAlike(first: TriedTransition, second: TriedTransition): boolean {
  return JSON.stringify(first.next) === JSON.stringify(second.next)
}
