import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { fault } from '../../diagnostics/fault.js'
import { quote } from '../../diagnostics/quote.js'
import type { ConversationFlow, FlowState, NoMatch } from '../flow.js'
import { hasTransitions, listens } from '../state-facts.js'

/** What answers the user stands only on states that listen to the user. */
export function* listening(flow: ConversationFlow): Generator<Diagnostic> {
  if (flow.noMatch !== undefined) yield* noMatchFaults(flow.noMatch, ['noMatch'])
  for (const [name, state] of Object.entries(flow.states)) yield* stateFaults(state, ['states', name])
}

function* stateFaults(state: FlowState, path: DiagnosticPath): Generator<Diagnostic> {
  const deafness = deafnessOf(state)
  if (state.noMatch !== undefined) {
    yield* noMatchFaults(state.noMatch, [...path, 'noMatch'])
    if (deafness !== undefined) yield fault('no-match-unheard', [...path, 'noMatch'], `No message can miss here: ${deafness}.`)
    else if (state.transitionsOn === 'reply') {
      yield fault('no-match-unheard', [...path, 'noMatch'], 'No message can miss here: the transitions are tried on the reply.')
    }
  }
  if (state.timeout !== undefined && deafness !== undefined) {
    yield fault('timeout-unheard', [...path, 'timeout'], `The user’s silence is not waited for here: ${deafness}.`)
  }
  if (state.extract !== undefined && state.extract.from !== 'reply' && deafness !== undefined) {
    yield fault('extract-unheard', [...path, 'extract'], `There is no message of the user to look at here: ${deafness}.`, {
      suggestion: 'Say from: "reply" to look at what the flow says.',
    })
  }
  if (state.transitionsOn === 'reply' && !hasTransitions(state)) {
    yield fault('no-reply-transitions', [...path, 'transitionsOn'], 'The state has no transitions that could be tried on its reply.')
  }
}

function deafnessOf(state: FlowState): string | undefined {
  if (listens(state)) return undefined
  return state.advanceTo === undefined ? 'the state is terminal' : `the state goes on to ${quote(state.advanceTo)} by itself`
}

function* noMatchFaults({ max, to, prompt }: NoMatch, path: DiagnosticPath): Generator<Diagnostic> {
  if (max === undefined && to === undefined && prompt === undefined) {
    yield fault('empty-no-match', path, 'The noMatch says nothing of what happens.', { expected: 'to (with max), or prompt' })
  } else if (max !== undefined && to === undefined) {
    yield fault('no-match-without-target', [...path, 'max'], 'Misses are counted, but nothing says where too many of them lead.', {
      expected: `"to" in ${quote('noMatch')}`,
    })
  }
}
