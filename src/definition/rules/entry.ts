import type { Condition, ConditionType } from '../../conditions/condition.js'
import { isCatchAll } from '../../conditions/order/catch-all.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { conditionParts } from '../condition-parts.js'
import type { ConversationFlow, FlowState } from '../flow.js'
import { callOf, selectOf } from '../next-state.js'
import { promptUses } from '../prompt-uses.js'
import { hasTransitions, transitionsOnOf } from '../state-facts.js'

/** What is decided when nobody has said anything looks at the data alone, and is always decided. */
export function* entry(flow: ConversationFlow): Generator<Diagnostic> {
  for (const [name, state] of Object.entries(flow.states)) {
    if (transitionsOnOf(state) === 'entry') yield* ofState(state, ['states', name])
  }
  const named = Object.entries(flow.prompts ?? {}).map(([name, prompt]) => ({ prompt, path: ['prompts', name] as DiagnosticPath }))
  for (const { prompt, path } of [...named, ...promptUses(flow)]) {
    if (typeof prompt === 'string') continue
    for (const [position, wording] of (prompt.when ?? []).entries()) {
      yield* looking(wording.if, [...path, 'when', position, 'if'], WORDING_CONDITIONS)
    }
  }
}

const COMPOSITIONS: readonly ConditionType[] = ['all', 'any', 'not', 'always']
const ENTRY_CONDITIONS: readonly ConditionType[] = ['context', 'guard', ...COMPOSITIONS]
const WORDING_CONDITIONS: readonly ConditionType[] = ['context', ...COMPOSITIONS]

function* ofState(state: FlowState, path: DiagnosticPath): Generator<Diagnostic> {
  const transitions = Object.entries(state.transitions ?? {})
  for (const [name, condition] of transitions) yield* looking(condition, [...path, 'transitions', name], ENTRY_CONDITIONS)
  for (const [name, next] of Object.entries(state.nextStates ?? {})) {
    if (callOf(next) !== undefined) {
      const message = 'A call comes back to a state that listens, and this one goes on as soon as it has been entered.'
      yield makeDiagnostic('looks-at-message', 'error', [...path, 'nextStates', name], message, { expected: 'a state that makes the call' })
    }
    if (selectOf(next) === undefined) continue
    yield makeDiagnostic(
      'looks-at-message',
      'error',
      [...path, 'nextStates', name],
      'Nobody has said anything that a select could look at.',
      {
        expected: 'the name of a state',
      },
    )
  }
  if (!transitions.some(([, condition]) => isCatchAll(condition))) {
    yield makeDiagnostic(
      'no-otherwise',
      'error',
      [...path, 'transitions'],
      'The state never listens, and nothing says where it leads otherwise.',
      {
        expected: 'a transition with { "type": "always" }',
      },
    )
  }
  if (!hasTransitions(state)) return
  for (const key of ['extract', 'suggestions'] as const) {
    if (state[key] === undefined) continue
    const message = `${quote(key)} means nothing here: the state goes on as soon as it has been entered.`
    yield makeDiagnostic('looks-at-message', 'error', [...path, key], message, { suggestion: 'Remove it.' })
  }
}

function* looking(condition: Condition, path: DiagnosticPath, allowed: readonly ConditionType[]): Generator<Diagnostic> {
  for (const part of conditionParts(condition, path)) {
    const { type } = part.condition
    const isFunction = allowed === WORDING_CONDITIONS && type === 'context' && 'fn' in part.condition
    if (allowed.includes(type) && !isFunction) continue
    const what = isFunction
      ? 'A function can not stand here: a prompt is plain data.'
      : `There is no message that ${quote(type)} could look at here.`
    yield makeDiagnostic('looks-at-message', 'error', part.path, what, {
      expected: `${quoteList(allowed)}${isFunction ? ', with a path' : ''}`,
    })
  }
}
