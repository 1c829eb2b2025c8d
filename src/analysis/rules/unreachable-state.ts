import type { ConversationFlow } from '../../definition/flow.js'
import { flowEdges, successorsBy } from '../../definition/flow-graph.js'
import { callsOf } from '../../definition/flows/calls.js'
import { flowNameOf } from '../../definition/flows/full-name.js'
import { isTerminal, stateOf } from '../../definition/state-facts.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { AnalysisRule } from '../flow-view.js'
import { liveEdges, reachableFrom } from '../live-edges.js'

const messages = {
  unreachable: (name: string) => `No conversation ever comes to ${quote(name)}: nothing leads there from the initial state.`,
  shadowed: (name: string) => `No conversation ever comes to ${quote(name)}: what leads there is shadowed, so it can never be taken.`,
}

/** Of flows that nobody calls, and of outcomes, other rules tell. */
function isToldElsewhere(flow: ConversationFlow, name: string): boolean {
  const home = flowNameOf(name)
  if (home === null) return false
  const state = stateOf(flow, name)
  return callsOf(flow).every((call) => call.flow !== home) || (state !== undefined && isTerminal(state))
}

/** States that no conversation can come to. */
export const unreachableState: AnalysisRule = {
  codes: ['unreachable-state'],
  *check(view) {
    const start = [view.flow.initialState]
    const reached = reachableFrom(start, successorsBy(liveEdges(view)))
    if (view.states.every(({ name }) => reached.has(name))) return
    const declared = reachableFrom(start, successorsBy(flowEdges(view.flow)))
    for (const { name } of view.states) {
      if (reached.has(name) || isToldElsewhere(view.flow, name)) continue
      const message = declared.has(name) ? messages.shadowed(name) : messages.unreachable(name)
      yield makeDiagnostic('unreachable-state', 'warning', ['states', name], message, {
        suggestion: declared.has(name) ? 'Mend the shadowed transition.' : 'Lead a transition there, or remove the state.',
      })
    }
  },
}
