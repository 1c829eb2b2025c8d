import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import type { ConversationFlow, FlowState, Go, NextState, OnEvent, Place, SubFlow } from '../flow.js'
import { flowNameOf, fullName, ownName } from './full-name.js'

/** Marks a flow that is unfolded already, also in a copy of it. */
const UNFOLDED = Symbol.for('talkchart.unfolded')

/**
 * Returns the flow with the states of its flows beside its own, by their full names, and with full names wherever one of them names another. All
 * that looks at states looks at this; a flow without flows is its own.
 */
export function unfold(flow: ConversationFlow): ConversationFlow {
  if (flow.flows === undefined || isUnfolded(flow)) return flow
  const inner = Object.entries(flow.flows).flatMap(([name, { states }]) =>
    Object.entries(states).map(([state, definition]) => [fullName(name, state), stateWithin(name, definition)] as const),
  )
  return Object.assign({ ...flow, states: { ...flow.states, ...Object.fromEntries(inner) } }, { [UNFOLDED]: true })
}

/** Tells whether the states of a flow's flows stand among its own already. */
export function isUnfolded(flow: ConversationFlow): boolean {
  return Reflect.get(flow, UNFOLDED) === true
}

/** Tells of something in an unfolded flow where it was written. */
export function asWritten(diagnostic: Diagnostic, flow: ConversationFlow): Diagnostic {
  const path = writtenPath(diagnostic.path, flow)
  return path === diagnostic.path ? diagnostic : { ...diagnostic, path }
}

function writtenPath(path: DiagnosticPath, flow: ConversationFlow): DiagnosticPath {
  const [key, state, ...rest] = path
  if (key !== 'states' || typeof state !== 'string') return path
  const name = homeOf(flow, state)
  return name === null ? path : ['flows', name, 'states', ownName(state), ...rest]
}

/** Returns a flow of the flow; undefined where there is none of that name. */
export function subFlowOf({ flows }: ConversationFlow, name: string): SubFlow | undefined {
  return flows !== undefined && Object.hasOwn(flows, name) ? flows[name] : undefined
}

/** Returns the name of the flow that a state belongs to; null for the root's, which also has those whose names hold a slash by mistake. */
export function homeOf(flow: ConversationFlow, state: string): string | null {
  const name = flowNameOf(state)
  return name === null || subFlowOf(flow, name) === undefined ? null : name
}

/** Gives a state of a flow full names for the states that it names. */
function stateWithin(flowName: string, state: FlowState): FlowState {
  const place = (target: string) => fullName(flowName, target)
  const { nextStates, advanceTo, onLimit, invoke, noMatch, timeout, on } = state
  return {
    ...state,
    ...(nextStates === undefined ? {} : { nextStates: mapValues(nextStates, (next) => movedNext(next, place)) }),
    ...(on === undefined ? {} : { on: mapValues(on, (handler) => movedHandler(handler, place)) }),
    ...(advanceTo === undefined ? {} : { advanceTo: place(advanceTo) }),
    ...(onLimit === undefined ? {} : { onLimit: place(onLimit) }),
    ...(invoke?.onError === undefined ? {} : { invoke: { ...invoke, onError: place(invoke.onError) } }),
    ...(noMatch?.to === undefined ? {} : { noMatch: { ...noMatch, to: place(noMatch.to) } }),
    ...(timeout?.to === undefined ? {} : { timeout: { ...timeout, to: place(timeout.to) } }),
  }
}

type Move = (target: string) => string

function movedNext(next: NextState, move: Move): NextState {
  if (typeof next === 'object' && 'call' in next) {
    const { nextStates } = next
    return nextStates === undefined ? next : { ...next, nextStates: mapValues(nextStates, (back) => movedBack(back, move)) }
  }
  return movedBack(next, move)
}

function movedBack(next: Place | Go, move: Move): Place | Go {
  return typeof next === 'object' && 'to' in next ? { ...next, to: movedPlace(next.to, move) } : movedPlace(next, move)
}

function movedHandler(handler: OnEvent, move: Move): OnEvent {
  if (typeof handler === 'string') return move(handler)
  const { to, nextStates } = handler
  return {
    ...handler,
    ...(to === undefined ? {} : { to: move(to) }),
    ...(nextStates === undefined ? {} : { nextStates: mapValues(nextStates, (back) => movedBack(back, move)) }),
  }
}

/** What JavaScript let somebody write in place of a state is left for the rules to tell of. */
function movedPlace(place: Place, move: Move): Place {
  if (typeof place === 'string') return move(place)
  return Array.isArray(place?.candidates) ? { ...place, candidates: place.candidates.map(move) } : place
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Readonly<Record<string, Result>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
