import type { ConversationFlow, FlowState } from './flow.js'
import type { FlowEdge } from './flow-edge.js'
import { CallEdges, calls } from './flows/call-edges.js'
import { eventTargetOf } from './flows/calls.js'
import { flowNameOf } from './flows/full-name.js'
import { isUnfolded, unfold } from './flows/unfold.js'
import { callOf, targetsOf } from './next-state.js'
import {
  eventWayIn,
  globalsHeardBy,
  impliedWays,
  isTerminal,
  listens,
  maxLoopsOf,
  noMatchOf,
  onLimitOf,
  rests,
  stateOf,
  timeoutOf,
  transitionsOnOf,
} from './state-facts.js'
import { stronglyConnected } from './strongly-connected.js'
import { instructs } from './wordings.js'

/**
 * Returns every edge of the flow, state by state as declared; a `select` gives an edge for each candidate, a global transition one
 * from each listening state. The states of its flows have their full names. Edges to states that do not exist are among them; `checkFlow` reports those.
 *
 * @example flowEdges(flow) // [{ from: 'greeting', to: 'help', kind: 'transition', name: 'continue' }]
 */
export function flowEdges(flow: ConversationFlow): readonly FlowEdge[] {
  const whole = unfold(flow)
  const known = edgesOfUnfolded.get(whole)
  if (known !== undefined) return known
  const callEdges = new CallEdges(whole)
  const all = Object.entries(whole.states).flatMap(([name, state]) => {
    const edges = edgesOf(whole, name, state, callEdges)
    return [...edges, ...limitEdges(whole, name, state, edges)]
  })
  if (isUnfolded(whole)) edgesOfUnfolded.set(whole, all)
  return all
}

/** Many rules ask for the edges of one flow. An unfolded flow is talkchart's own object, which nobody changes; what an author holds may change. */
const edgesOfUnfolded = new WeakMap<ConversationFlow, readonly FlowEdge[]>()

/**
 * Returns the states that a conversation can come back to.
 *
 * @example statesOnCycles(flow).size // 0
 */
export function statesOnCycles(flow: ConversationFlow): ReadonlySet<string> {
  const whole = unfold(flow)
  const edges = waysOn(whole).filter(enters)
  const successors = successorsBy(edges)
  const components = stronglyConnected(Object.keys(whole.states), (name) => successors.get(name) ?? [])
  const looping = edges.filter((edge) => edge.from === edge.to && stateOf(whole, edge.from) !== undefined).map((edge) => edge.from)
  return new Set([...components.filter((component) => component.length > 1).flat(), ...looping])
}

/** Returns every edge, and those by which an event leads on after a failed call from a state that waits for nobody otherwise. */
export function waysOn(flow: ConversationFlow): readonly FlowEdge[] {
  const whole = unfold(flow)
  const failing = Object.entries(whole.states).filter(([, state]) => !rests(state) && canWait(whole, state))
  return [...flowEdges(whole), ...failing.flatMap(([name, state]) => eventEdges(whole, name, state))]
}

/**
 * Tells whether an edge enters the state that it leads to. A state that is resumed goes on from where it was, so a digression and the way back from
 * it bring nobody round: what the digression has counted begins anew, and all else is as if it had not been.
 */
export function enters({ kind }: Pick<FlowEdge, 'kind'>): boolean {
  return kind !== 'resume'
}

/** Returns the targets of a set of edges, by the state they start from. */
export function successorsBy(edges: readonly FlowEdge[]): ReadonlyMap<string, readonly string[]> {
  const successors = new Map<string, string[]>()
  for (const { from, to } of edges) {
    const known = successors.get(from)
    if (known === undefined) successors.set(from, [to])
    else known.push(to)
  }
  return successors
}

function edgesOf(flow: ConversationFlow, from: string, state: FlowState, callEdges: CallEdges): readonly FlowEdge[] {
  const edges: FlowEdge[] = [...transitionEdges(from, 'transition', callEdges, state.transitions, state.nextStates)]
  const listening = listens(state)
  if (listening) edges.push(...transitionEdges(from, 'global', callEdges, globalsHeardBy(flow, state), flow.globalNextStates))
  for (const way of impliedWays(state)) edges.push(...placesOf(from, way, state.nextStates))
  if (state.advanceTo !== undefined) edges.push({ from, to: state.advanceTo, kind: 'advance' })
  const missed = transitionsOnOf(state) === 'reply' ? undefined : noMatchOf(flow, state)?.to
  if (listening && missed !== undefined) edges.push({ from, to: missed, kind: 'noMatch' })
  const silent = timeoutOf(flow, state)?.to
  if (silent !== undefined) edges.push({ from, to: silent, kind: 'timeout' })
  if (rests(state)) edges.push(...eventEdges(flow, from, state, callEdges))
  if (state.invoke?.onError !== undefined) edges.push({ from, to: state.invoke.onError, kind: 'error' })
  return [...edges, ...callEdges.of(from, state)]
}

function placesOf(from: string, way: 'collected' | 'corrected', nextStates: FlowState['nextStates'] = {}): readonly FlowEdge[] {
  const next = Object.hasOwn(nextStates, way) ? nextStates[way] : undefined
  return next === undefined ? [] : targetsOf(next).map((to): FlowEdge => ({ from, to, kind: way, name: way }))
}

/** The edges of events; a state that would not be resumed calls no flow. */
function eventEdges(flow: ConversationFlow, from: string, state: FlowState, callEdges?: CallEdges): readonly FlowEdge[] {
  return Object.keys(flow.events ?? {}).flatMap((name) => {
    const way = eventWayIn(flow, state, name) ?? {}
    const to = way.call !== undefined && callEdges?.mayCall(from, way.call) !== true ? undefined : eventTargetOf(flow, way)
    return to === undefined ? [] : [{ from, to, kind: 'event', name }]
  })
}

function transitionEdges(
  from: string,
  kind: 'transition' | 'global',
  callEdges: CallEdges,
  transitions: FlowState['transitions'] = {},
  nextStates: FlowState['nextStates'] = {},
): readonly FlowEdge[] {
  return Object.keys(transitions).flatMap((name) => {
    const nextState = Object.hasOwn(nextStates, name) ? nextStates[name] : undefined
    if (nextState === undefined) return []
    const called = callOf(nextState)
    return called === undefined
      ? targetsOf(nextState).map((to): FlowEdge => ({ from, to, kind, name }))
      : callEdges.digression(from, name, called.call)
  })
}

/**
 * A limit is met where the state's other edges lead into a state with `maxLoops`, which says first where that leads, or anywhere by the limits of the
 * whole conversation; the latter never lead back into the state itself.
 */
function limitEdges(flow: ConversationFlow, from: string, state: FlowState, edges: readonly FlowEdge[]): readonly FlowEdge[] {
  const targets = new Set(edges.map((edge) => limitTarget(flow, edge)).filter((to) => to !== undefined))
  const own = onLimitOf(flow, state)
  const byConversation = own !== from && hasConversationLimit(flow) && (edges.length > 0 || canWait(flow, state))
  if (own !== undefined && byConversation) targets.add(own)
  return [...targets].map((to) => ({ from, to, kind: 'limit' }))
}

/**
 * Returns where the `maxLoops` of a state leads those who would enter it from another; undefined when it has none, or ends the conversation. What
 * would have been called has no say in it, who is resumed is not entered, and a state that ends the conversation is entered once.
 */
export function limitTarget(flow: ConversationFlow, edge: Pick<FlowEdge, 'from' | 'to' | 'kind'>): string | undefined {
  const target = stateOf(flow, edge.to)
  if (target === undefined || edge.kind === 'resume' || maxLoopsOf(flow, target) === undefined) return undefined
  const state = stateOf(flow, edge.from)
  if (state === undefined) return undefined
  if (isTerminal(target) && flowNameOf(edge.to) === null) return undefined
  const to = onLimitOf(flow, state, calls(edge) ? undefined : target)
  return to === edge.to ? undefined : to
}

function hasConversationLimit(flow: ConversationFlow): boolean {
  return flow.maxTurns !== undefined || flow.timeoutSeconds !== undefined || flow.budget !== undefined
}

/** Tells whether something in a terminal state can fail, and so leave it waiting for a message that meets a limit. */
function canWait(flow: ConversationFlow, state: FlowState): boolean {
  if (state.invoke !== undefined || state.extract !== undefined) return true
  const { prompt } = state
  if (prompt === undefined) return false
  if (typeof prompt !== 'string') return instructs(prompt)
  const named = flow.prompts !== undefined && Object.hasOwn(flow.prompts, prompt) ? flow.prompts[prompt] : undefined
  return named === undefined || instructs(named)
}
