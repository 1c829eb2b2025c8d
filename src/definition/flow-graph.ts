import type { ConversationFlow, FlowState } from './flow.js'
import { targetsOf } from './next-state.js'
import { globalsHeardBy, listens, maxLoopsOf, noMatchOf, onLimitOf, stateOf, timeoutOf, transitionsOnOf } from './state-facts.js'
import { stronglyConnected } from './strongly-connected.js'
import { instructs } from './wordings.js'

/**
 * Names why an edge is taken: an own or a global transition, `advanceTo`, misses in a row, the user's silence, a limit, or a failed `invoke`.
 */
export type FlowEdgeKind = 'transition' | 'global' | 'advance' | 'noMatch' | 'timeout' | 'limit' | 'error'

/** Describes one way from a state to a state. */
export interface FlowEdge {
  readonly from: string
  readonly to: string
  readonly kind: FlowEdgeKind
  /** The transition's name, for the kinds `transition` and `global`. */
  readonly name?: string
}

/**
 * Returns every edge of the flow, state by state as declared; a `select` gives an edge for each candidate, a global transition one
 * from each listening state. Edges to states that do not exist are among them; `checkFlow` reports those.
 *
 * @example flowEdges(flow) // [{ from: 'greeting', to: 'help', kind: 'transition', name: 'continue' }]
 */
export function flowEdges(flow: ConversationFlow): readonly FlowEdge[] {
  return Object.entries(flow.states).flatMap(([name, state]) => {
    const edges = edgesOf(flow, name, state)
    return [...edges, ...limitEdges(flow, name, state, edges)]
  })
}

/**
 * Returns the states that a conversation can come back to.
 *
 * @example statesOnCycles(flow).size // 0
 */
export function statesOnCycles(flow: ConversationFlow): ReadonlySet<string> {
  const edges = flowEdges(flow)
  const successors = successorsBy(edges)
  const components = stronglyConnected(Object.keys(flow.states), (name) => successors.get(name) ?? [])
  const looping = edges.filter((edge) => edge.from === edge.to && stateOf(flow, edge.from) !== undefined).map((edge) => edge.from)
  return new Set([...components.filter((component) => component.length > 1).flat(), ...looping])
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

function edgesOf(flow: ConversationFlow, from: string, state: FlowState): readonly FlowEdge[] {
  const edges: FlowEdge[] = [...transitionEdges(from, 'transition', state.transitions, state.nextStates)]
  const listening = listens(state)
  if (listening) edges.push(...transitionEdges(from, 'global', globalsHeardBy(flow, state), flow.globalNextStates))
  if (state.advanceTo !== undefined) edges.push({ from, to: state.advanceTo, kind: 'advance' })
  const missed = transitionsOnOf(state) === 'reply' ? undefined : noMatchOf(flow, state)?.to
  if (listening && missed !== undefined) edges.push({ from, to: missed, kind: 'noMatch' })
  const silent = timeoutOf(flow, state)?.to
  if (silent !== undefined) edges.push({ from, to: silent, kind: 'timeout' })
  if (state.invoke?.onError !== undefined) edges.push({ from, to: state.invoke.onError, kind: 'error' })
  return edges
}

function transitionEdges(
  from: string,
  kind: 'transition' | 'global',
  transitions: FlowState['transitions'] = {},
  nextStates: FlowState['nextStates'] = {},
): readonly FlowEdge[] {
  return Object.keys(transitions).flatMap((name) => {
    const nextState = Object.hasOwn(nextStates, name) ? nextStates[name] : undefined
    return nextState === undefined ? [] : targetsOf(nextState).map((to): FlowEdge => ({ from, to, kind, name }))
  })
}

/**
 * A limit is met where the state's other edges lead into a state with `maxLoops`, which says first where that leads, or anywhere by the limits of the
 * whole conversation; the latter never lead back into the state itself.
 */
function limitEdges(flow: ConversationFlow, from: string, state: FlowState, edges: readonly FlowEdge[]): readonly FlowEdge[] {
  const targets = new Set(edges.map(({ to }) => limitTarget(flow, from, to)).filter((to) => to !== undefined))
  const own = onLimitOf(flow, state)
  const byConversation = own !== from && hasConversationLimit(flow) && (edges.length > 0 || canWait(flow, state))
  if (own !== undefined && byConversation) targets.add(own)
  return [...targets].map((to) => ({ from, to, kind: 'limit' }))
}

/** Returns where the `maxLoops` of a state leads those who would enter it from another; undefined when it has none, or ends the conversation. */
export function limitTarget(flow: ConversationFlow, from: string, limited: string): string | undefined {
  const [state, target] = [stateOf(flow, from), stateOf(flow, limited)]
  if (state === undefined || target === undefined || maxLoopsOf(flow, target) === undefined) return undefined
  const to = onLimitOf(flow, state, target)
  return to === limited ? undefined : to
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
