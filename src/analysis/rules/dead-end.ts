import type { ConversationFlow, FlowState } from '../../definition/flow.js'
import type { FlowEdge } from '../../definition/flow-edge.js'
import { successorsBy } from '../../definition/flow-graph.js'
import { flowNameOf } from '../../definition/flows/full-name.js'
import { isTerminal } from '../../definition/state-facts.js'
import { stronglyConnected } from '../../definition/strongly-connected.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import type { AnalysisRule } from '../flow-view.js'
import { liveEdges, reachableFrom } from '../live-edges.js'

const MOST_SHOWN = 5

const messages = {
  noEnd: (hasLimit: boolean) =>
    `The conversation has no end of its own: every state goes on. ${hasLimit ? 'Only a limit ends it.' : 'It goes on until the user stays away.'}`,
  trapped: (names: readonly string[]) =>
    names.length === 1
      ? `Whoever comes to ${quote(names[0])} stays there: no way leads from it to an end.`
      : `Whoever comes to ${quoteList(names.slice(0, MOST_SHOWN), 'and')}${names.length > MOST_SHOWN ? ` and ${names.length - MOST_SHOWN} more` : ''} stays among them: no way leads to an end.`,
}

/** States from which no end can be reached, though the flow has one; or a flow that has none. */
export const deadEnd: AnalysisRule = {
  codes: ['dead-end'],
  *check(view) {
    const { flow } = view
    const edges = liveEdges(view)
    const successors = successorsBy(edges)
    const reached = reachableFrom([flow.initialState], successors)
    const ends = view.states.filter(({ name, plan }) => endsConversation(name, plan.state) && reached.has(name)).map(({ name }) => name)
    if (ends.length === 0) {
      yield makeDiagnostic('dead-end', 'info', ['states'], messages.noEnd(hasLimit(flow)), {
        suggestion: 'A state without transitions and advanceTo ends the conversation once it has spoken.',
      })
      return
    }
    const ending = reachableFrom(ends, successorsBy(edges.map(reversed)))
    const trapped = view.states.map(({ name }) => name).filter((name) => reached.has(name) && !ending.has(name))
    for (const component of stronglyConnected(trapped, (name) => successors.get(name) ?? [])) {
      const members = new Set(component)
      const leads = component.some((name) => (successors.get(name) ?? []).some((next) => !members.has(next)))
      if (leads) continue
      const names = trapped.filter((name) => members.has(name))
      yield makeDiagnostic('dead-end', 'warning', ['states', names[0] ?? ''], messages.trapped(names), {
        suggestion: 'Add a transition that leads to an end, or noMatch: { max, to }.',
      })
    }
  },
}

/** A state that ends a called flow goes back to who called. */
function endsConversation(name: string, state: FlowState): boolean {
  return isTerminal(state) && flowNameOf(name) === null
}

function reversed({ from, to, ...edge }: FlowEdge): FlowEdge {
  return { ...edge, from: to, to: from }
}

function hasLimit({ maxLoops, maxTurns, timeoutSeconds, budget, states }: ConversationFlow): boolean {
  const limits = [maxLoops, maxTurns, timeoutSeconds, budget, ...Object.values(states).map((state) => state.maxLoops)]
  return limits.some((limit) => limit !== undefined)
}
