import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { ConversationFlow, FlowState, NoMatch, Timeout } from '../flow.js'
import { extractsFromOf, hasTransitions, listens, rests, transitionsOnOf } from '../state-facts.js'

/** What answers the user stands only on states that listen to the user. */
export function* listening(flow: ConversationFlow): Generator<Diagnostic> {
  if (flow.noMatch !== undefined) yield* noMatchDiagnostics(flow.noMatch, ['noMatch'])
  if (flow.timeout !== undefined) yield* timeoutDiagnostics(flow.timeout, ['timeout'])
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
  yield* nothingThere(state, path)
  if (state.timeout !== undefined) yield* timeoutDiagnostics(state.timeout, [...path, 'timeout'])
  if (state.suggestions !== undefined && deafness !== undefined && transitionsOnOf(state) !== 'entry' && !rests(state)) {
    yield makeDiagnostic('suggestions-unheard', 'error', [...path, 'suggestions'], `Nobody can say anything here: ${deafness}.`)
  }
  if (state.timeout !== undefined && deafness !== undefined && !rests(state)) {
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
  if (transitionsOnOf(state) === 'entry') return 'the state goes on as soon as it has been entered'
  if (rests(state)) return 'the state waits for events'
  return state.advanceTo === undefined ? 'the state is terminal' : `the state goes on to ${quote(state.advanceTo)} by itself`
}

/** What is looked at, or kept, is there. */
function* nothingThere(state: FlowState, path: DiagnosticPath): Generator<Diagnostic> {
  if (state.invoke?.saveErrorAs !== undefined && state.invoke.onError === undefined) {
    yield makeDiagnostic(
      'save-error-nowhere',
      'error',
      [...path, 'invoke', 'saveErrorAs'],
      'A failure stays in this state, so nothing would read what went wrong.',
      {
        expected: '"onError" beside it',
      },
    )
  }
  if (state.extract !== undefined && state.prompt === undefined && extractsFromOf(state.extract) === 'reply') {
    yield makeDiagnostic('extract-unheard', 'error', [...path, 'extract'], 'There is no reply to look at here: the state says nothing.')
  }
}

/** A timer that changes nothing is not meant. */
function* timeoutDiagnostics({ max, to, prompts }: Timeout, path: DiagnosticPath): Generator<Diagnostic> {
  if (to !== undefined || (max ?? 0) > 0 || (prompts ?? []).length > 0) return
  yield makeDiagnostic('idle-timeout', 'error', path, 'The timeout says nothing of what happens when the user is silent.', {
    expected: 'to, prompts or max',
  })
}

function* noMatchDiagnostics({ max, to, prompt, prompts }: NoMatch, path: DiagnosticPath): Generator<Diagnostic> {
  if (prompt !== undefined && prompts !== undefined) {
    yield makeDiagnostic(
      'two-wordings',
      'error',
      [...path, 'prompts'],
      'A miss is answered by "prompt" or by "prompts", and both are given.',
      {
        suggestion: 'Keep one of them.',
      },
    )
  }
  if (max === undefined && to === undefined && prompt === undefined && prompts === undefined) {
    yield makeDiagnostic('empty-no-match', 'error', path, 'The noMatch says nothing of what happens.', {
      expected: 'to (with max), or prompt, or prompts',
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
