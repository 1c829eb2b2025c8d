import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { fault } from '../../diagnostics/fault.js'
import { quote } from '../../diagnostics/quote.js'
import type { ConversationFlow } from '../flow.js'
import { type FlowEdge, flowEdges, successorsBy } from '../flow-graph.js'
import { maxLoopsOf, stateOf } from '../state-facts.js'
import { stronglyConnected } from '../strongly-connected.js'

type Successors = ReadonlyMap<string, readonly string[]>

const MOST_SHOWN = 8

/** No conversation goes round without the user and without end. */
export function* cycles(flow: ConversationFlow): Generator<Diagnostic> {
  const unlimited = Object.keys(flow.states).filter((name) => isUnlimited(flow, name))
  const successors = successorsBy(automaticEdges(flow))
  const successorsOf = (name: string) => successors.get(name) ?? []
  for (const component of stronglyConnected(unlimited, successorsOf)) {
    const members = new Set(component)
    const start = unlimited.find((name) => members.has(name))
    const cycle = start === undefined ? undefined : shortestCycle(start, members, successors)
    if (cycle !== undefined) yield unbounded(cycle)
  }
}

function unbounded(cycle: readonly string[]): Diagnostic {
  const [start = ''] = cycle
  const shown = cycle.length > MOST_SHOWN ? [...cycle.slice(0, MOST_SHOWN), '…'] : cycle
  const way = [...shown, start].map((name) => (name === '…' ? name : quote(name))).join(' → ')
  return fault('unbounded-cycle', ['states', start], `The flow could go round for ever without the user: ${way}.`, {
    expected: 'maxLoops on one of these states, or on the flow',
  })
}

function isUnlimited(flow: ConversationFlow, name: string): boolean {
  const state = stateOf(flow, name)
  return state !== undefined && maxLoopsOf(flow, state) === undefined
}

/**
 * The edges that the flow may take by itself. A way into a state that may not be entered again leads to `onLimit` instead, so that such a
 * state can pass the conversation on for ever without being entered.
 */
function automaticEdges(flow: ConversationFlow): readonly FlowEdge[] {
  const edges = flowEdges(flow)
  const direct = edges.filter((edge) => isAutomatic(flow, edge))
  const limited = new Set(direct.filter(({ to }) => !isUnlimited(flow, to)).map(({ from }) => from))
  return [...direct, ...edges.filter(({ kind, from }) => kind === 'limit' && limited.has(from))]
}

/** Whether the flow takes the edge without the user, when nothing limits it. */
function isAutomatic(flow: ConversationFlow, { kind, from }: FlowEdge): boolean {
  if (kind === 'advance') return true
  return kind === 'transition' && stateOf(flow, from)?.transitionsOn === 'reply'
}

/** The states of a shortest way from a state back to itself, by breadth-first search. */
function shortestCycle(start: string, members: ReadonlySet<string>, successors: Successors): readonly string[] | undefined {
  const cameFrom = new Map<string, string>()
  const waiting = [start]
  for (const name of waiting) {
    for (const next of successors.get(name) ?? []) {
      if (next === start) return wayTo(name, start, cameFrom)
      if (!members.has(next) || cameFrom.has(next)) continue
      cameFrom.set(next, name)
      waiting.push(next)
    }
  }
  return undefined
}

function wayTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way: string[] = []
  for (let name: string | undefined = end; name !== undefined && name !== start; name = cameFrom.get(name)) way.push(name)
  return [start, ...way.toReversed()]
}
