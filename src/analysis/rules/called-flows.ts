import type { ConversationFlow } from '../../definition/flow.js'
import { flowEdges, statesOnCycles, successorsBy } from '../../definition/flow-graph.js'
import { callsOf, type FlowCall, firstStateOf, outcomesOf, resumesAfter } from '../../definition/flows/calls.js'
import { flowNameOf, fullName, ownName } from '../../definition/flows/full-name.js'
import { subFlowOf } from '../../definition/flows/unfold.js'
import { targetsOf } from '../../definition/next-state.js'
import { maxLoopsOf } from '../../definition/state-facts.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import type { AnalysisRule } from '../flow-view.js'
import { liveEdges, reachableFrom } from '../live-edges.js'

const messages = {
  neverCalled: (name: string) => `Nothing calls the flow ${quote(name)}, so none of its states is ever entered.`,
  noOutcome: (name: string, flow: string) =>
    `The flow ${quote(flow)} never ends in ${quote(name)}: no way leads there from its first state.`,
  repeated: (flow: string, by: string) =>
    `The flow ${quote(flow)} says nothing, so whoever fires ${quote(by)} hears the question of the state again, and no answer.`,
  evaded: (states: readonly string[], outcomes: readonly string[]) =>
    `The maxLoops of ${quoteList(states, 'and')} counts anew with each call, and after ${quoteList(outcomes, 'or')} the flow can be called again.`,
}

/** Flows that nobody calls, that never end as expected or say nothing, and limits in them that a further call begins anew. */
export const calledFlows: AnalysisRule = {
  codes: ['flow-never-called', 'unreachable-outcome', 'repeated-question', 'limit-evaded'],
  *check(view) {
    const { flow } = view
    if (flow.flows === undefined) return
    const calls = callsOf(flow)
    const live = successorsBy(liveEdges(view))
    for (const name of Object.keys(flow.flows)) {
      if (calls.some((call) => call.flow === name)) yield* outcomesNotReached(flow, name, live)
      else {
        yield makeDiagnostic('flow-never-called', 'warning', ['flows', name], messages.neverCalled(name), {
          suggestion: `Call it: a state with "call": ${quote(name)}, or a next state { call: ${quote(name)} }. Or remove it.`,
        })
      }
    }
    yield* repeatedQuestions(flow, calls)
    yield* evadedLimits(flow, calls)
  },
}

function* outcomesNotReached(flow: ConversationFlow, name: string, live: ReadonlyMap<string, readonly string[]>): Generator<Diagnostic> {
  const first = firstStateOf(flow, name)
  const reached = reachableFrom(first === undefined ? [] : [first], live)
  for (const outcome of outcomesOf(flow, name)) {
    if (reached.has(fullName(name, outcome))) continue
    const path = ['states', fullName(name, outcome)]
    yield makeDiagnostic('unreachable-outcome', 'warning', path, messages.noOutcome(outcome, name), {
      suggestion: 'Lead a transition there, or remove the state.',
    })
  }
}

function* repeatedQuestions(flow: ConversationFlow, calls: readonly FlowCall[]): Generator<Diagnostic> {
  for (const call of calls) {
    const states = Object.values(subFlowOf(flow, call.flow)?.states ?? {})
    const isSilent = states.every(({ prompt, call: inner }) => prompt === undefined && inner === undefined)
    if (call.by === null || !isSilent || !outcomesOf(flow, call.flow).some((outcome) => resumesAfter(call, outcome))) continue
    yield makeDiagnostic('repeated-question', 'warning', call.path, messages.repeated(call.flow, call.by.name), {
      suggestion: 'Give the state that ends the flow a prompt.',
    })
  }
}

function* evadedLimits(flow: ConversationFlow, calls: readonly FlowCall[]): Generator<Diagnostic> {
  const cyclic = statesOnCycles(flow)
  const successors = successorsBy(flowEdges(flow).filter(({ kind }) => kind !== 'resume'))
  for (const { flow: name, from, by, nextStates } of calls) {
    if (by !== null || from === null) continue
    const limited = Object.entries(flow.states).flatMap(([state, definition]) =>
      flowNameOf(state) === name && cyclic.has(state) && definition.maxLoops !== undefined && maxLoopsOf(flow, definition) !== undefined
        ? [ownName(state)]
        : [],
    )
    const again = Object.entries(nextStates).flatMap(([outcome, next]) =>
      reachableFrom(targetsOf(next), successors).has(from) ? [outcome] : [],
    )
    if (limited.length === 0 || again.length === 0) continue
    yield makeDiagnostic('limit-evaded', 'info', ['states', from], messages.evaded(limited, again), {
      suggestion: 'Where that must not be, say maxLoops on the state that calls.',
    })
  }
}
