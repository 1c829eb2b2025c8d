import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { ConversationFlow, FlowState } from '../flow.js'
import type { FlowEdge } from '../flow-edge.js'
import { flowEdges, limitTarget } from '../flow-graph.js'
import { stepsPastCalls } from '../flows/call-edges.js'
import { edgesFrom, shortestCycle } from '../shortest-cycle.js'
import { fieldOf, maxLoopsOf, stateOf, transitionsOnOf } from '../state-facts.js'
import { stronglyConnected } from '../strongly-connected.js'

const MOST_SHOWN = 8

/** No conversation goes round without the user and without end. */
export function* cycles(flow: ConversationFlow): Generator<Diagnostic> {
  const unlimited = Object.keys(flow.states).filter((name) => isUnlimited(flow, name))
  const automatic = automaticEdges(flow)
  const edges = edgesFrom(automatic)
  const successorsOf = (name: string) => (edges.get(name) ?? []).map(({ to }) => to)
  for (const component of stronglyConnected(unlimited, successorsOf)) {
    const members = new Set(component)
    const start = unlimited.find((name) => members.has(name))
    const cycle = start === undefined ? undefined : shortestCycle(start, members, edges)
    // Flows that call each other are told of as such.
    if (cycle?.some(({ kind }) => kind !== 'call')) yield unbounded(cycle.map(({ from }) => from))
  }
  for (const { from } of automatic.filter(({ kind }) => kind === 'resume')) yield resumedForEver(from)
}

function unbounded(cycle: readonly string[]): Diagnostic {
  const [start = ''] = cycle
  const shown = cycle.length > MOST_SHOWN ? [...cycle.slice(0, MOST_SHOWN), '…'] : cycle
  const way = [...shown, start].map((name) => (name === '…' ? name : quote(name))).join(' → ')
  return makeDiagnostic('unbounded-cycle', 'error', ['states', start], `The flow could go round for ever without the user: ${way}.`, {
    expected: 'maxLoops on one of these states, or on the flow',
  })
}

function resumedForEver(name: string): Diagnostic {
  const message = `The reply of ${quote(name)} may call a flow that needs no user, after which the state speaks again, and so for ever; no maxLoops counts that.`
  return makeDiagnostic('unbounded-cycle', 'error', ['states', name], message, {
    expected: 'a state with "call" that the reply leads to, or a next state for each outcome',
  })
}

function isUnlimited(flow: ConversationFlow, name: string): boolean {
  const state = stateOf(flow, name)
  return state !== undefined && maxLoopsOf(flow, state) === undefined
}

/**
 * Returns the edges that the flow may take by itself, flow by flow: a state that calls one steps past it where that one needs no user. A way into a state that may not be entered again leads to `onLimit` instead, so that such a
 * state can pass the conversation on for ever without being entered.
 */
export function automaticEdges(flow: ConversationFlow): readonly FlowEdge[] {
  const direct = flowEdges(flow).filter((edge) => isAutomatic(flow, edge))
  const past = stepsPastCalls(flow, direct)
  const atLimits = [...direct, ...past].flatMap((edge): readonly FlowEdge[] => {
    const target = limitTarget(flow, edge)
    return target === undefined ? [] : [{ from: edge.from, to: target, kind: 'limit' }]
  })
  return [...direct, ...past, ...atLimits]
}

/** Tells whether the flow takes the edge without the user, when nothing limits it. */
function isAutomatic(flow: ConversationFlow, { kind, from }: FlowEdge): boolean {
  if (kind === 'advance' || kind === 'call' || (kind === 'collected' && mayBeComplete(flow, from))) return true
  const state = stateOf(flow, from)
  return (kind === 'transition' || kind === 'digression') && state !== undefined && goesOnByItself(state)
}

/** Tells whether the state's transitions are tried on nobody's words but its own. */
function goesOnByItself(state: FlowState): boolean {
  const triedOn = transitionsOnOf(state)
  return triedOn === 'reply' || triedOn === 'entry'
}

/** Everything may be there on entering, unless the state itself throws a required field away each time, and nothing brings it back. */
function mayBeComplete(flow: ConversationFlow, name: string): boolean {
  const { collect = [], reset, set = {}, invoke } = stateOf(flow, name) ?? {}
  const isSet = (field: string) => Object.keys(set).some((path) => path === field || path.startsWith(`${field}.`))
  if (reset === undefined || reset === true || invoke !== undefined) return true
  const isGone = (field: string) => reset.includes(field) && !isSet(field) && (flow.initialContext?.[field] ?? null) === null
  return !collect.some((field) => fieldOf(flow, field)?.optional !== true && isGone(field))
}
