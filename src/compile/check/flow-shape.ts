import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import { isRecord } from '../../machine/event-facts.js'

const WRITE_A_FLOW = 'Write the flow with defineFlow({ name, initialState, states }), or read it with parseFlow(…).'

/** What keeps a value that TypeScript did not check from being looked at as a flow. `parseFlow` checks everything. */
export function shapeProblems(flow: unknown): readonly Diagnostic[] {
  if (!isRecord(flow)) return [notA('a flow', [], flow, WRITE_A_FLOW)]
  if (!isRecord(flow.states)) return [notA('an object of states', ['states'], flow.states, WRITE_A_FLOW)]
  const states = Object.entries(flow.states).flatMap(([name, state]) => stateProblems(['states', name], state))
  return [...states, ...conditionProblems(['globalTransitions'], flow.globalTransitions)]
}

function stateProblems(path: DiagnosticPath, state: unknown): readonly Diagnostic[] {
  if (!isRecord(state)) return [notA('a state', path, state, 'Write { prompt: … }.')]
  const prompt = state.prompt
  const isPrompt = typeof prompt === 'string' || isRecord(prompt)
  const missing = isPrompt ? [] : [notA('a prompt', [...path, 'prompt'], prompt, 'Write a name, or { say: "…" }, or { instruct: "…" }.')]
  return [...missing, ...conditionProblems([...path, 'transitions'], state.transitions)]
}

function conditionProblems(path: DiagnosticPath, transitions: unknown): readonly Diagnostic[] {
  if (transitions === undefined) return []
  if (!isRecord(transitions)) return [notA('an object of conditions', path, transitions, 'Write { name: keyword(["…"]) }.')]
  return Object.entries(transitions).flatMap(([name, condition]) =>
    isRecord(condition) && typeof condition.type === 'string'
      ? []
      : [notA('a condition', [...path, name], condition, 'Make it with keyword(…), regex(…), always() or another factory.')],
  )
}

function notA(expected: string, path: DiagnosticPath, found: unknown, suggestion: string): Diagnostic {
  return { code: 'wrong-type', severity: 'error', path, message: `This is not ${expected}.`, found: quote(found), suggestion }
}
