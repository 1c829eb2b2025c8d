import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { ConversationFlow, FlowState, NoMatch } from '../flow.js'
import { extractsFromOf, hasTransitions, listens, transitionsOnOf } from '../state-facts.js'

/** What answers the user stands only on states that listen to the user. */
export function* listening(flow: ConversationFlow): Generator<Diagnostic> {
  if (flow.noMatch !== undefined) yield* noMatchDiagnostics(flow.noMatch, ['noMatch'])
  for (const [name, state] of Object.entries(flow.states)) yield* stateDiagnostics(state, ['states', name])
}

function* stateDiagnostics(state: FlowState, path: DiagnosticPath): Generator<Diagnostic> {
  const deafness = deafnessOf(state)
  if (state.noMatch !== undefined) {
    yield* noMatchDiagnostics(state.noMatch, [...path, 'noMatch'])
    if (deafness !== undefined)
      yield makeDiagnostic('no-match-unheard', 'error', [...path, 'noMatch'], `No message can miss here: ${deafness}.`)
    else if (transitionsOnOf(state) === 'reply') {
      yield makeDiagnostic(
        'no-match-unheard',
        'error',
        [...path, 'noMatch'],
        'No message can miss here: the transitions are tried on the reply.',
      )
    }
  }
  if (state.timeout !== undefined && deafness !== undefined) {
    yield makeDiagnostic('timeout-unheard', 'error', [...path, 'timeout'], `The user’s silence is not waited for here: ${deafness}.`)
  }
  if (state.extract !== undefined && extractsFromOf(state.extract) === 'user' && deafness !== undefined) {
    yield makeDiagnostic(
      'extract-unheard',
      'error',
      [...path, 'extract'],
      `There is no message of the user to look at here: ${deafness}.`,
      {
        suggestion: 'Say from: "reply" to look at what the flow says.',
      },
    )
  }
  if (transitionsOnOf(state) === 'reply' && !hasTransitions(state)) {
    yield makeDiagnostic(
      'no-reply-transitions',
      'error',
      [...path, 'transitionsOn'],
      'The state has no transitions that could be tried on its reply.',
    )
  }
}

function deafnessOf(state: FlowState): string | undefined {
  if (listens(state)) return undefined
  return state.advanceTo === undefined ? 'the state is terminal' : `the state goes on to ${quote(state.advanceTo)} by itself`
}

function* noMatchDiagnostics({ max, to, prompt }: NoMatch, path: DiagnosticPath): Generator<Diagnostic> {
  if (max === undefined && to === undefined && prompt === undefined) {
    yield makeDiagnostic('empty-no-match', 'error', path, 'The noMatch says nothing of what happens.', {
      expected: 'to (with max), or prompt',
    })
  } else if (max !== undefined && to === undefined) {
    yield makeDiagnostic(
      'no-match-without-target',
      'error',
      [...path, 'max'],
      'Misses are counted, but nothing says where too many of them lead.',
      {
        expected: `"to" in ${quote('noMatch')}`,
      },
    )
  }
}
