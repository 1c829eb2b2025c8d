import type { Condition, KeywordCondition } from '../../conditions/condition.js'
import { isEnglish, primaryLanguage } from '../../conditions/kinds/keyword/stemmers.js'
import { leafConditions } from '../../conditions/leaves.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { targetsOf } from '../../definition/next-state.js'
import { isTerminal, stateOf } from '../../definition/state-facts.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import type { CandidateList, TriedTransition } from '../candidate-list.js'
import type { AnalysisRule } from '../flow-view.js'
import { negate } from '../utterances/negate.js'
import { everyTransition, type ListedTransition } from './listed-transitions.js'

const MOST_SHOWN = 5

const messages = {
  negated: ({ text, word }: Negation, name: string, consequence: string) =>
    `${quote(text)} fires ${quote(name)}: its keyword ${quote(word)} counts although it is negated, and ${consequence}.`,
  noted: ({ text, word }: Negation, name: string, others: readonly string[]) =>
    `${quote(text)} fires ${quote(name)}: its keyword ${quote(word)} counts although it is negated.` +
    `${others.length === 0 ? '' : ` So it is with ${quoteList(others, 'and')}.`}`,
  ends: (to: string) => `the conversation ends in ${quote(to)}`,
  invokes: (to: string, src: string) => `${quote(to)} runs the actor ${quote(src)}`,
  opposite: (name: string) => `${quote(name)} stands for the opposite`,
}

/** A denied keyword that is proven to count. */
interface Negation {
  readonly text: string
  readonly word: string
  readonly path: DiagnosticPath
}

/** A transition that a denied keyword fires, and what comes of it where that is grave. */
interface Found extends ListedTransition {
  readonly negation: Negation
  readonly consequence: string | undefined
}

/**
 * Keywords that are proven to count when they are negated. A warning where the conversation ends, something is done, or another transition stands
 * for the opposite; elsewhere a note, once a state. English only, as the words are.
 */
export const negation: AnalysisRule = {
  codes: ['negated-keyword'],
  *check(view) {
    if (!isEnglish(primaryLanguage(view.flow.language))) return
    const noted = new Map<CandidateList, Found[]>()
    for (const found of findNegations(everyTransition(view), view.flow)) {
      if (found.consequence !== undefined) yield warning(found, found.consequence)
      else noted.set(found.list, [...(noted.get(found.list) ?? []), found])
    }
    for (const found of noted.values()) yield* note(found)
  },
}

function* findNegations(every: Iterable<ListedTransition>, flow: ConversationFlow): Generator<Found> {
  for (const { list, transition } of every) {
    if (list.about !== 'user') continue
    for (const { keyword, path } of affirmedKeywords(transition.condition, transition.path)) {
      const negated = keyword.ignoreNegated === true ? undefined : firstNegation(list, transition, keyword)
      if (negated === undefined) continue
      const consequence = consequenceOf(flow, list, transition, negated.word)
      yield { list, transition, negation: { ...negated, path }, consequence }
    }
  }
}

function firstNegation(list: CandidateList, transition: TriedTransition, keyword: KeywordCondition): Omit<Negation, 'path'> | undefined {
  for (const word of keyword.words) {
    // Where only the denied word fires it, that is what the author asked for.
    if (list.firedBy(word) !== transition) continue
    const text = negate(word)
    if (text !== undefined && list.firedBy(text) === transition && list.evaluate(keyword, text) === true) return { text, word }
  }
  return undefined
}

function warning({ transition, negation: found }: Found, consequence: string): Diagnostic {
  return makeDiagnostic('negated-keyword', 'warning', found.path, messages.negated(found, transition.name, consequence), {
    witness: found.text,
    suggestion: `Say ignoreNegated: true, or give ${quote(found.text)} to another transition, to which ${quote(found.word)} then yields.`,
  })
}

function* note([first, ...rest]: readonly Found[]): Generator<Diagnostic> {
  if (first === undefined) return
  const { transition, negation: found } = first
  const others = [...new Set(rest.map((other) => other.transition.name))].filter((name) => name !== transition.name).slice(0, MOST_SHOWN)
  yield makeDiagnostic('negated-keyword', 'info', found.path, messages.noted(found, transition.name, others), {
    witness: found.text,
    suggestion: 'Where that matters, say ignoreNegated: true.',
  })
}

/** Returns what a denied word brings about that can not be taken back by saying it again; undefined where there is no such thing. */
function consequenceOf(flow: ConversationFlow, list: CandidateList, transition: TriedTransition, word: string): string | undefined {
  for (const target of targetsOf(transition.next)) {
    const consequence = consequenceIn(flow, target)
    if (consequence !== undefined) return consequence
  }
  const opposite = list.transitions.find((other) => other !== transition && !leadsAlike(other, transition) && denies(other, word))
  return opposite === undefined ? undefined : messages.opposite(opposite.name)
}

function consequenceIn(flow: ConversationFlow, start: string): string | undefined {
  const passed = new Set<string>()
  for (let name: string | undefined = start; name !== undefined && !passed.has(name); name = stateOf(flow, name)?.advanceTo) {
    passed.add(name)
    const state = stateOf(flow, name)
    if (state?.invoke !== undefined) return messages.invokes(name, state.invoke.src)
    if (state !== undefined && isTerminal(state)) return messages.ends(name)
  }
  return undefined
}

function leadsAlike(left: TriedTransition, right: TriedTransition): boolean {
  return JSON.stringify(left.next) === JSON.stringify(right.next)
}

/** How a denial begins: "not fixed", "didn't work", "no longer needed". */
const DENIAL = /^(?:no|not|never|cannot|can't|won't|don't|doesn't|didn't|isn't|wasn't|aren't|dont|didnt)\s+/i
const SAME_BEGINNING = 4

/** Tells whether a transition asks for the opposite of a word: one of its keywords denies the word, in whichever form. */
function denies({ condition }: TriedTransition, word: string): boolean {
  const beginning = word.toLowerCase().slice(0, SAME_BEGINNING)
  return leafConditions(condition).some(
    (leaf) =>
      leaf.type === 'keyword' &&
      leaf.words.some((other) => DENIAL.test(other) && other.toLowerCase().replace(DENIAL, '').includes(beginning)),
  )
}

interface AffirmedKeyword {
  readonly keyword: KeywordCondition
  readonly path: DiagnosticPath
}

/** Returns the keywords that make a condition hold; those within a `not` are denied on purpose. */
function affirmedKeywords(condition: Condition, path: DiagnosticPath): readonly AffirmedKeyword[] {
  if (condition.type === 'keyword') return [{ keyword: condition, path }]
  if (condition.type !== 'all' && condition.type !== 'any') return []
  return condition.conditions.flatMap((part, position) => affirmedKeywords(part, [...path, 'conditions', position]))
}
