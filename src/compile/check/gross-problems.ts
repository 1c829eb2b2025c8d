import { isCatchAll } from '../../conditions/order/catch-all.js'
import type { ConversationFlow, FlowState } from '../../definition/flow.js'
import { flowEdges } from '../../definition/flow-graph.js'
import { callsOf, type FlowCall, firstStateOf, outcomesOf } from '../../definition/flows/calls.js'
import { unfold } from '../../definition/flows/unfold.js'
import { maxLoopsOf, stateOf } from '../../definition/state-facts.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { isRecord } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import { fieldLanguageOf } from '../config/field-language.js'
import { resolvePrompt } from '../plan/prompt.js'
import type { compileProblems as allProblems } from './compile-problems.js'

/**
 * In place of `compileProblems` in pages built for production: what would hang the page, or go on without a word. What fails with an error
 * of its own once it is met is left to that; the whole check has spoken of it in development and on the command line.
 */
export const compileProblems: typeof allProblems = (written, { prompts }) => {
  if (!isRecord(written) || !isRecord(written.states) || !Object.values(written.states).every(isRecord)) {
    return [problem('wrong-type', [], 'This is not a flow.')]
  }
  const flow = unfold(written)
  const unknownStates = [{ from: '', to: flow.initialState }, ...flowEdges(flow)].filter(({ to }) => stateOf(flow, to) === undefined)
  return [
    ...unknownStates.map(({ from, to }) =>
      problem('unknown-state', from === '' ? [] : ['states', from], `There is no state ${quote(to)}.`),
    ),
    ...(flow.fields === undefined || fieldLanguageOf(flow) ? [] : [problem('missing-evaluator', ['fields'], 'Write fields({ … }).')]),
    ...callsOf(flow).flatMap((call) => deadCalls(flow, call)),
    ...deadTransitions(['globalTransitions'], flow.globalTransitions, flow.globalNextStates),
    ...Object.entries(flow.states).flatMap(([name, state]) => {
      const path = ['states', name]
      const { noMatch = flow.noMatch, timeout = flow.timeout } = state
      const spoken = [state.prompt, noMatch?.prompt, ...(noMatch?.prompts ?? []), ...(timeout?.prompts ?? []), flow.systemPrompt]
      return [
        ...deadTransitions([...path, 'transitions'], state.transitions, state.nextStates),
        ...spoken
          .filter((prompt) => prompt !== undefined && resolvePrompt(flow, prompts, prompt) === undefined)
          .map((prompt) => problem('unknown-prompt', path, `There is no prompt named ${quote(prompt)}.`)),
        ...(state.transitionsOn === 'entry' && !Object.values(state.transitions ?? {}).some(isCatchAll)
          ? [problem('no-otherwise', path, 'Where none of its transitions holds, it would stay for ever.')]
          : []),
        ...(goesRound(flow, name) ? [problem('unbounded-cycle', path, 'The flow could go round for ever without the user.')] : []),
      ]
    }),
  ]
}

function problem(code: string, path: DiagnosticPath, message: string): Diagnostic {
  return { code, severity: 'error', path, message }
}

/** A call without a flow would lead nowhere, and an outcome that nobody handles would never come back. */
function deadCalls(flow: ConversationFlow, { flow: called, by, nextStates, path }: FlowCall): readonly Diagnostic[] {
  if (firstStateOf(flow, called) === undefined) return [problem('unknown-flow', path, `There is no flow ${quote(called)}.`)]
  const unhandled = by === null ? outcomesOf(flow, called).filter((outcome) => !Object.hasOwn(nextStates, outcome)) : []
  return unhandled.map((outcome) => problem('unhandled-outcome', path, `Nothing says where ${quote(outcome)} leads.`))
}

function deadTransitions(path: DiagnosticPath, transitions: object = {}, nextStates: object = {}): readonly Diagnostic[] {
  const dead = Object.keys(transitions).filter((name) => !Object.hasOwn(nextStates, name))
  return dead.map((name) => problem('transition-without-next-state', [...path, name], 'It leads nowhere.'))
}

/** Whether states that nothing limits pass the conversation on to each other for ever. */
function goesRound(flow: ConversationFlow, start: string): boolean {
  const passed = new Set<string>()
  for (let name: string | undefined = start; name !== undefined && !passed.has(name); ) {
    passed.add(name)
    const state: FlowState | undefined = stateOf(flow, name)
    name =
      state === undefined || maxLoopsOf(flow, state) !== undefined ? undefined : (state.advanceTo ?? firstStateOf(flow, state.call ?? ''))
    if (name === start) return true
  }
  return false
}
