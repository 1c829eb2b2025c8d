import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import type { ConversationFlow, FlowState } from '../flow.js'
import { flowEdges, successorsBy } from '../flow-graph.js'
import { callsOf, Digressions, type FlowCall, firstStateOf, outcomesOf } from '../flows/calls.js'
import { flowNameOf, ownName } from '../flows/full-name.js'
import { subFlowOf } from '../flows/unfold.js'
import { callOf, selectOf } from '../next-state.js'
import { hasTransitions, isTerminal, listens, stateOf } from '../state-facts.js'

/** Flows call flows that exist, come back from them, and know what to do with each outcome. */
export function* flows(flow: ConversationFlow): Generator<Diagnostic> {
  for (const [name, state] of Object.entries(flow.states)) yield* callStateShape(name, state)
  const calls = callsOf(flow)
  // What the flow hears of everywhere is called from many states, and written once.
  const written = new Map(calls.map((call) => [JSON.stringify(call.path), call]))
  for (const call of written.values()) yield* callDiagnostics(flow, call)
  if (flow.flows === undefined) return
  yield* firstStates(flow)
  const cycles = [...cyclesOfCalls(flow)]
  yield* cycles
  yield* neverTaken(flow, calls)
  if (cycles.length === 0) yield* endless(flow, calls)
}

/** What a call state may not hold: it listens to nobody, and goes on by the outcomes alone. */
const NOT_BESIDE_CALL = [
  'transitions',
  'advanceTo',
  'transitionsOn',
  'extract',
  'collect',
  'correct',
  'suggestions',
  'on',
  'noMatch',
  'timeout',
  'globals',
  'invoke',
] as const

function* callStateShape(name: string, state: FlowState): Generator<Diagnostic> {
  if (state.call === undefined) return
  for (const key of NOT_BESIDE_CALL) {
    if (state[key] === undefined) continue
    const message = `The state calls ${quote(state.call)}, so its ${quote(key)} would never be looked at.`
    yield makeDiagnostic('beside-call', 'error', ['states', name, key], message, {
      suggestion: 'Remove it, or put it into a state before the call.',
    })
  }
  for (const [outcome, next] of Object.entries(state.nextStates ?? {})) {
    if (callOf(next) === undefined) continue
    yield makeDiagnostic(
      'call-in-outcome',
      'error',
      ['states', name, 'nextStates', outcome],
      'An outcome leads to a state, not to a call.',
      {
        suggestion: 'Lead to a state with "call".',
      },
    )
  }
}

function* callDiagnostics(flow: ConversationFlow, call: FlowCall): Generator<Diagnostic> {
  const place: DiagnosticPath = [...call.path, 'call']
  if (subFlowOf(flow, call.flow) === undefined) {
    const known = Object.keys(flow.flows ?? {})
    const expected = known.length === 0 ? 'a flow in "flows"' : `one of ${quoteList(known)}`
    yield makeDiagnostic('unknown-flow', 'error', place, `There is no flow ${quote(call.flow)}.`, {
      expected,
      suggestion: didYouMean(call.flow, known),
    })
    return
  }
  const outcomes = outcomesOf(flow, call.flow)
  const listed = outcomes.length === 0 ? 'none' : quoteList(outcomes)
  const nextStates = [...call.path, 'nextStates']
  for (const [name, next] of Object.entries(call.nextStates)) {
    if (selectOf(next) === undefined) continue
    const message = 'There is no message to choose by where a flow ends, so an outcome leads to one state.'
    yield makeDiagnostic('select-in-outcome', 'error', [...nextStates, name], message, {
      suggestion: 'Lead to a state whose transitions decide.',
    })
  }
  for (const name of Object.keys(call.nextStates).filter((each) => !outcomes.includes(each))) {
    yield makeDiagnostic('unknown-outcome', 'error', [...nextStates, name], `The flow ${quote(call.flow)} has no outcome ${quote(name)}.`, {
      expected: `one of its outcomes: ${listed}`,
      suggestion: didYouMean(name, outcomes),
    })
  }
  if (call.by !== null) return
  for (const name of outcomes.filter((each) => !Object.hasOwn(call.nextStates, each))) {
    const message = `Nothing says where the outcome ${quote(name)} of the flow ${quote(call.flow)} leads.`
    yield makeDiagnostic('unhandled-outcome', 'error', call.path, message, {
      expected: `an entry in "nextStates" for each outcome: ${listed}`,
    })
  }
}

function* firstStates(flow: ConversationFlow): Generator<Diagnostic> {
  for (const [name, { states, initialState }] of Object.entries(flow.flows ?? {})) {
    const own = Object.keys(states)
    if (own.length === 0) {
      yield makeDiagnostic('no-states', 'error', ['flows', name, 'states'], `The flow ${quote(name)} has no states.`, {
        expected: 'at least one state',
      })
    } else if (initialState !== undefined && !own.includes(initialState)) {
      const message = `The flow ${quote(name)} has no state ${quote(initialState)}.`
      yield makeDiagnostic('unknown-state', 'error', ['flows', name, 'initialState'], message, {
        expected: quoteList(own),
        suggestion: didYouMean(initialState, own),
      })
    }
  }
}

/** The calls of flows by call states have no cycle, so that the stack has an end. */
function* cyclesOfCalls(flow: ConversationFlow): Generator<Diagnostic> {
  const finished = new Set<string>()
  for (const start of Object.keys(flow.flows ?? {})) {
    const cycle = cycleFrom(flow, start, [], finished)
    if (cycle === undefined) continue
    const way = cycle.map((name) => quote(name)).join(' → ')
    yield makeDiagnostic('call-cycle', 'error', ['flows', cycle[0] ?? ''], `The flows call each other without end: ${way}.`, {
      suggestion: 'Lead out of one of them by an outcome, and call from there.',
    })
  }
}

function cycleFrom(flow: ConversationFlow, name: string, way: readonly string[], finished: Set<string>): readonly string[] | undefined {
  const before = way.indexOf(name)
  if (before >= 0) return [...way.slice(before), name]
  if (finished.has(name)) return undefined
  for (const { call } of Object.values(subFlowOf(flow, name)?.states ?? {})) {
    const cycle = call === undefined ? undefined : cycleFrom(flow, call, [...way, name], finished)
    if (cycle === undefined) continue
    finished.add(name)
    return cycle
  }
  finished.add(name)
  return undefined
}

/** A state does not digress to where it already is, and comes back only where it listens. */
function* neverTaken(flow: ConversationFlow, calls: readonly FlowCall[]): Generator<Diagnostic> {
  const digressions = new Digressions(flow)
  for (const call of calls) {
    const { from, by, flow: called, path } = call
    const state = from === null ? undefined : stateOf(flow, from)
    if (by === null || from === null || state === undefined || subFlowOf(flow, called) === undefined) continue
    const isForbidden = digressions.mustRest(from, called) === undefined
    if (by.scope === 'event') {
      if (isForbidden && path[0] === 'states') yield neverCalledBy(by.name, called, path)
    } else if (hasTransitions(state)) yield* neverTakenBy(state, by.name, call, isForbidden)
  }
}

function* neverTakenBy(state: FlowState, name: string, { flow: called, path }: FlowCall, isForbidden: boolean): Generator<Diagnostic> {
  if (isForbidden) {
    const message = `The flow ${quote(called)} is still being run in this state, so the transition ${quote(name)} would never be taken.`
    yield makeDiagnostic('call-cycle', 'error', [...path, 'call'], message, {
      suggestion: 'A flow is active once: lead to one of its states instead.',
    })
  } else if (!listens(state) || state.transitionsOn === 'entry') {
    const message = `The state does not listen, so the flow ${quote(called)} could not come back to it.`
    yield makeDiagnostic('call-unheard', 'error', [...path, 'call'], message, {
      suggestion: `Lead to a state with "call": ${quote(called)}.`,
    })
  }
}

function neverCalledBy(event: string, called: string, path: DiagnosticPath): Diagnostic {
  const message = `The flow ${quote(called)} is still being run in this state, so the event ${quote(event)} would always be ignored.`
  return makeDiagnostic('call-cycle', 'error', [...path, 'call'], message, {
    suggestion: 'A flow is active once: lead to one of its states instead.',
  })
}

/** A flow that a call state waits for has a way to an outcome. */
function* endless(flow: ConversationFlow, calls: readonly FlowCall[]): Generator<Diagnostic> {
  const awaited = new Map(calls.flatMap((call) => (call.by === null && call.from !== null ? [[call.flow, call.from] as const] : [])))
  if (awaited.size === 0) return
  const successors = successorsBy(flowEdges(flow))
  for (const [name, from] of awaited) {
    const first = firstStateOf(flow, name)
    if (first === undefined || reachesOutcome(flow, first, successors)) continue
    const message = `The state ${quote(ownName(from))} waits for the flow ${quote(name)}, and no way leads to an outcome of it.`
    yield makeDiagnostic('endless-flow', 'error', ['flows', name], message, {
      expected: 'a state without transitions, advanceTo and call that can be reached',
    })
  }
}

function reachesOutcome(flow: ConversationFlow, first: string, successors: ReadonlyMap<string, readonly string[]>): boolean {
  const reached = new Set([first])
  for (const name of reached) {
    const state = stateOf(flow, name)
    if (state === undefined) continue
    if (isTerminal(state) && flowNameOf(name) === flowNameOf(first)) return true
    for (const next of successors.get(name) ?? []) reached.add(next)
  }
  return false
}
