import { declines, looksAtMessage } from '../../compile/config/field-candidates.js'
import type { FieldPlan } from '../../compile/plan/field-plan.js'
import { needsUnderstanding } from '../../compile/plan/understanding-plan.js'
import { type FromChoices, sourceKindOf } from '../../conditions/fields/field-source.js'
import { findChoices } from '../../conditions/fields/find-choices.js'
import { speechOf } from '../../conditions/language/speech.js'
import { isCatchAll } from '../../conditions/order/catch-all.js'
import { prepareText } from '../../conditions/text/prepared-text.js'
import type { Field } from '../../definition/flow.js'
import { callOf } from '../../definition/next-state.js'
import { languageOf } from '../../definition/state-facts.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { CandidateList, TriedTransition } from '../candidate-list.js'
import type { AnalysisRule, FlowView, StateView } from '../flow-view.js'

const messages = {
  shadowed: (said: Said, field: string, state: string, fired: string) =>
    `${quote(said.text)}, ${said.what} of ${quote(field)}, fires ${quote(fired)} in ${quote(state)} before it is read.`,
  shared: (word: string, state: string, first: string, second: string) =>
    `${quote(word)} tells ${quote(first)} and ${quote(second)}, which ${quote(state)} both reads: it fills the one that is asked for, otherwise ${quote(first)}.`,
  unread: (field: string, other: string, source: string, state: string) =>
    `${quote(state)} never hears another value for ${quote(field)}: ${quote(other)} is read from a ${source} too, and nothing tells which of them is meant.`,
}

/** What is said of fields and does not come to them. */
export const fields: AnalysisRule = {
  codes: ['choice-shadowed', 'shared-choice', 'correction-unreachable'],
  *check(view) {
    for (const state of view.states) {
      const { collect, correct } = state.plan
      const read = (collect ?? correct)?.fields ?? []
      if (read.length === 0) continue
      yield* shadowed(state, read)
      yield* shared(view, state.name, read)
      if (correct !== undefined) yield* unread(state.name, read)
    }
  },
}

/** Something that tells a field's value. */
interface Said {
  readonly text: string
  readonly what: 'a word' | 'a suggestion'
  readonly path: DiagnosticPath
}

/** Words that fire a transition before anything is read. */
function* shadowed({ name, plan, lists }: StateView, read: readonly FieldPlan[]): Generator<Diagnostic> {
  const list = lists.find(({ about }) => about === 'user')
  if (list === undefined) return
  for (const field of read) {
    const suggested = plan.collect === undefined ? [] : suggestionsOf(field)
    for (const said of [...wordsOf(field), ...suggested]) {
      const fired = firedBefore(list, said.text, field, plan.collect !== undefined)
      if (fired === undefined) continue
      yield makeDiagnostic('choice-shadowed', 'warning', said.path, messages.shadowed(said, field.name, name, fired.name), {
        witness: said.text,
        suggestion:
          fired.scope === 'global' && plan.collect !== undefined
            ? 'Write globals: false on the field, or list the global transitions that it lets through.'
            : 'Use other words in one of the two.',
      })
    }
  }
}

function wordsOf({ name, field: { from } }: FieldPlan): readonly Said[] {
  if (!isChoices(from)) return []
  return Object.entries(from.choices).flatMap(([key, words]) =>
    words.map((text, position): Said => ({ text, what: 'a word', path: ['fields', name, 'from', 'choices', key, position] })),
  )
}

function suggestionsOf({ name, field: { suggestions = [] } }: FieldPlan): readonly Said[] {
  return suggestions.flatMap((suggestion, position): Said[] => {
    const text = typeof suggestion === 'string' ? suggestion : suggestion.text
    return text.includes('{{') ? [] : [{ text, what: 'a suggestion', path: ['fields', name, 'suggestions', position] }]
  })
}

/** Returns the transition that a text fires while the field is asked for, where nothing but the text has a say; undefined where none is proven to. */
function firedBefore(list: CandidateList, text: string, { field }: FieldPlan, collects: boolean): TriedTransition | undefined {
  const isHeard = collects ? (transition: TriedTransition) => isHeardWhileAsked(transition, field, text) : standsBeforeCorrections
  const source = sourceKindOf(field)
  const isSpecific = source === 'choices' || source === 'regex'
  for (const transition of list.mayHold(text).filter(isHeard)) {
    const truth = list.truthOf(transition, text)
    // The model is not asked when words have told what was asked for.
    const isLeftOut = truth === 'unknown' && isSpecific && collects && needsUnderstanding(transition)
    if (truth === false || isLeftOut) continue
    if (truth === 'unknown' || transition.isSelect) return undefined
    // What a message tells beside a digression is kept.
    const isKept = collects && callOf(transition.next) !== undefined && (isSpecific || source === 'model')
    return isKept ? undefined : transition
  }
  return undefined
}

function isHeardWhileAsked(transition: TriedTransition, field: Field, text: string): boolean {
  if (!looksAtMessage(transition)) return false
  if (transition.scope === 'own') return true
  return !declines(field, transition.name) && (sourceKindOf(field) !== 'text' || field.globals !== undefined || isWhole(transition, text))
}

function standsBeforeCorrections({ scope, next, condition }: TriedTransition): boolean {
  return !isCatchAll(condition) && (scope === 'global' || callOf(next) !== undefined)
}

/** While a text is asked for, only a keyword that is the whole message is heard. */
function isWhole({ condition }: TriedTransition, text: string): boolean {
  return condition.type === 'keyword' && condition.words.some((word) => word.trim().toLowerCase() === text.trim().toLowerCase())
}

/** Words of two fields that one state reads. */
function* shared(view: FlowView, state: string, read: readonly FieldPlan[]): Generator<Diagnostic> {
  const choosing = read.filter(({ field: { from } }) => isChoices(from))
  for (const [position, second] of choosing.entries()) {
    for (const { text, path } of wordsOf(second)) {
      const first = choosing.slice(0, position).find(({ field: { from } }) => isChoices(from) && tells(view, from, text))
      if (first === undefined) continue
      yield makeDiagnostic('shared-choice', 'warning', path, messages.shared(text, state, first.name, second.name), { witness: text })
    }
  }
}

/** Tells whether a whole text is found as one of the choices. */
function tells({ flow, options: { stemmers = {} } }: FlowView, from: FromChoices, text: string): boolean {
  const language = languageOf(flow)
  const prepared = prepareText(text, speechOf(language, stemmers))
  const end = prepared.words.at(-1)?.end ?? 0
  return findChoices(from, prepared, { language, stemmers, typos: false }).some((piece) => piece.start === 0 && piece.end >= end)
}

function isChoices(from: FieldPlan['field']['from']): from is FromChoices {
  return typeof from === 'object' && 'choices' in from
}

/** Numbers and days are corrections only where one field of the list has that source. */
function* unread(state: string, read: readonly FieldPlan[]): Generator<Diagnostic> {
  for (const { name, field } of read) {
    const source = sourceKindOf(field)
    if (source !== 'number' && source !== 'date') continue
    const other = read.find((each) => each.name !== name && sourceKindOf(each.field) === source)
    if (other === undefined) continue
    yield makeDiagnostic(
      'correction-unreachable',
      'warning',
      ['states', state, 'correct'],
      messages.unread(name, other.name, source, state),
      {
        suggestion: `Let the model read it (no \`from\`), or take it out of \`correct\` and ask for it anew, by reset: [${quote(name)}].`,
      },
    )
  }
}
