import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import type { ConversationFlow, FlowState, NextState, NoMatch, Timeout } from '../flow.js'
import { changeOf } from '../next-state.js'
import { promptUses } from '../prompt-uses.js'
import { textsOf, wordingsOf } from '../wordings.js'

/** What the language has and the compiler does not is refused, and not passed over. */
export function* notBuilt(flow: ConversationFlow): Generator<Diagnostic> {
  for (const path of places(flow))
    yield makeDiagnostic('not-built', 'error', path, 'This part of the flow language can not be compiled yet.')
}

function* places(flow: ConversationFlow): Generator<DiagnosticPath> {
  yield* ofNextStates(flow.globalNextStates, ['globalNextStates'])
  if (flow.timeout !== undefined) yield ['timeout']
  yield* ofAnswers(flow.noMatch, undefined, [])
  for (const { prompt, path } of promptUses(flow)) {
    if (typeof prompt === 'string') continue
    const isPlain = prompt.when === undefined && prompt.variants === undefined && !Array.isArray(prompt.say)
    if (!isPlain) yield path
  }
  for (const [name, prompt] of Object.entries(flow.prompts ?? {})) {
    const all = [...wordingsOf(prompt)]
    if (all.length > 1 || all.some(({ wording }) => textsOf(wording.say).length > 1)) yield ['prompts', name]
  }
  for (const [name, state] of Object.entries(flow.states)) yield* ofState(state, ['states', name])
}

function* ofState(state: FlowState, path: DiagnosticPath): Generator<DiagnosticPath> {
  yield* ofNextStates(state.nextStates, [...path, 'nextStates'])
  yield* ofAnswers(state.noMatch, state.timeout, path)
  for (const key of ['set', 'reset', 'suggestions'] as const) if (state[key] !== undefined) yield [...path, key]
  if (state.transitionsOn === 'entry') yield [...path, 'transitionsOn']
  if (state.invoke?.saveErrorAs !== undefined) yield [...path, 'invoke', 'saveErrorAs']
}

function* ofNextStates(nextStates: Readonly<Record<string, NextState>> = {}, path: DiagnosticPath): Generator<DiagnosticPath> {
  for (const [name, next] of Object.entries(nextStates)) {
    const { set, reset } = changeOf(next)
    if (set !== undefined || reset !== undefined) yield [...path, name]
  }
}

function* ofAnswers(noMatch: NoMatch | undefined, timeout: Timeout | undefined, path: DiagnosticPath): Generator<DiagnosticPath> {
  if (noMatch?.prompts !== undefined) yield [...path, 'noMatch', 'prompts']
  if (timeout?.prompts !== undefined || timeout?.max !== undefined || (timeout !== undefined && timeout.to === undefined)) {
    yield [...path, 'timeout']
  }
}
