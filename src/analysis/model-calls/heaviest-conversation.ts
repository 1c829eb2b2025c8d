import type { ConversationFlow, Go, Place } from '../../definition/flow.js'
import type { FlowEdge } from '../../definition/flow-edge.js'
import { successorsBy } from '../../definition/flow-graph.js'
import { calls } from '../../definition/flows/call-edges.js'
import { callsOf, type FlowCall, outcomesOf, resumesAfter } from '../../definition/flows/calls.js'
import { flowNameOf } from '../../definition/flows/full-name.js'
import { targetsOf } from '../../definition/next-state.js'
import { stronglyConnected } from '../../definition/strongly-connected.js'
import { heaviestPaths, type WeightedGraph } from './heaviest-paths.js'
import { comesBack, weighLevels } from './heaviest-with-calls.js'

/**
 * Returns what the heaviest conversation weighs at most, each call judged for its caller: two states that call one flow in turn are no round. A
 * digression that comes back may be taken again and again, so what it weighs has no bound.
 */
export function heaviestConversation(flow: ConversationFlow, edges: readonly FlowEdge[], graph: Omit<WeightedGraph, 'successors'>): number {
  const plain = () => heaviestPaths({ ...graph, successors: successorsBy(edges) }).get(flow.initialState) ?? 0
  const callEdges = edges.filter(calls)
  if (callEdges.length === 0 || callInARound(callEdges)) return plain()
  const weighs = weighingFlows(callEdges, graph)
  const callAt = callsByPlace(flow)
  const comingBack = callEdges.filter((edge) => edge.kind === 'digression' && resumes(flow, callAt(edge)))
  const isEndless = comingBack.some(({ from, to }) => weighs.has(flowNameOf(to)) || graph.weightOf(from) > 0)
  if (isEndless) return Number.POSITIVE_INFINITY
  const inside = edges.filter((edge) => !calls(edge) && !comesBack(edge))
  const callers = callersOf(callEdges)
  const ways = [...inside.flatMap((edge) => fromCallers(edge, callers)), ...callEdges.flatMap((edge) => pastCall(edge, callAt(edge)))]
  return weighLevels({ ...graph, successors: successorsBy(ways) }, callEdges).get(flow.initialState) ?? 0
}

/** The states that call each flow. */
function callersOf(callEdges: readonly FlowEdge[]): ReadonlyMap<string | null, ReadonlySet<string>> {
  const callers = new Map<string | null, Set<string>>()
  for (const { from, to } of callEdges) {
    const home = flowNameOf(to)
    const known = callers.get(home)
    if (known === undefined) callers.set(home, new Set([from]))
    else known.add(from)
  }
  return callers
}

/** What leads out of a flow leads on for those who have called it: it ends their calls. */
function fromCallers(edge: FlowEdge, callers: ReadonlyMap<string | null, ReadonlySet<string>>): readonly FlowEdge[] {
  const target = flowNameOf(edge.to)
  if (flowNameOf(edge.from) === target) return [edge]
  const leaving = new Set([edge.from])
  for (const state of leaving) {
    const home = flowNameOf(state)
    if (home !== target) for (const caller of callers.get(home) ?? []) leaving.add(caller)
  }
  return [...leaving].filter((from) => flowNameOf(from) === target).map((from) => ({ ...edge, from }))
}

/** Where the outcomes that the caller names lead it. */
function pastCall({ from }: FlowEdge, call: FlowCall | undefined): readonly FlowEdge[] {
  const named: readonly (Place | Go)[] = Object.values(call?.nextStates ?? {})
  return named.flatMap(targetsOf).map((to) => ({ from, to, kind: 'return' }))
}

function resumes(flow: ConversationFlow, call: FlowCall | undefined): boolean {
  return call !== undefined && outcomesOf(flow, call.flow).some((outcome) => resumesAfter(call, outcome))
}

/** Finds the call that an edge stands for: the state's own, else a global transition's. */
function callsByPlace(flow: ConversationFlow): (edge: FlowEdge) => FlowCall | undefined {
  const place = (from: string | null, called: string | null, name?: string) => JSON.stringify([from, called, name ?? null])
  const known = new Map(callsOf(flow).map((call) => [place(call.from, call.flow, call.by?.name), call]))
  return ({ from, to, name }) => known.get(place(from, flowNameOf(to), name)) ?? known.get(place(null, flowNameOf(to), name))
}

/** The flows in which something weighs, or in those that they call. */
function weighingFlows(callEdges: readonly FlowEdge[], { nodes, weightOf }: Omit<WeightedGraph, 'successors'>): ReadonlySet<string | null> {
  const weighing = new Set(nodes.filter((node) => weightOf(node) > 0).map(flowNameOf))
  for (const name of weighing) for (const { from, to } of callEdges) if (flowNameOf(to) === name) weighing.add(flowNameOf(from))
  return weighing
}

function callInARound(callEdges: readonly FlowEdge[]): boolean {
  const homes = callEdges.map(({ from, to }) => ({ from: flowNameOf(from) ?? '', to: flowNameOf(to) ?? '', kind: 'call' }) as const)
  const successors = successorsBy(homes)
  const names = [...new Set(homes.flatMap(({ from, to }) => [from, to]))]
  return stronglyConnected(names, (name) => successors.get(name) ?? []).some((component) => component.length > 1)
}
