import type { ConversationFlow } from '../../definition/flow.js'
import type { FlowEdge } from '../../definition/flow-edge.js'
import { successorsBy } from '../../definition/flow-graph.js'
import { calls, stepsPastCalls } from '../../definition/flows/call-edges.js'
import { flowNameOf } from '../../definition/flows/full-name.js'
import { reachableFrom } from '../live-edges.js'
import { heaviestPaths, type WeightedGraph } from './heaviest-paths.js'

/**
 * Returns what the heaviest way from each state weighs, as `heaviestPaths` does, with each call judged for its caller: a state that calls a flow
 * weighs as much as the flow does, and leads to where the outcomes lead for this state alone. Two states that call one flow in turn are no round.
 */
export function heaviestWithCalls(
  flow: ConversationFlow,
  edges: readonly FlowEdge[],
  graph: Omit<WeightedGraph, 'successors'>,
): ReadonlyMap<string, number> {
  const inside = edges.filter((edge) => !calls(edge) && !comesBack(edge))
  const leaves = inside.some(({ from, to }) => flowNameOf(from) !== flowNameOf(to))
  // A limit that leads out of a flow ends its calls, so that it may be called again: such a round is one.
  if (flow.flows === undefined || leaves) return heaviestPaths({ ...graph, successors: successorsBy(edges) })
  const steps = stepsPastCalls(
    flow,
    edges.filter((edge) => !comesBack(edge)),
  )
  const successors = successorsBy([...inside, ...steps])
  const levels = weighLevels({ ...graph, successors }, edges.filter(calls))
  return withWaysBack(levels, successors, edges.filter(comesBack))
}

export function comesBack({ kind }: FlowEdge): boolean {
  return kind === 'return' || kind === 'resume'
}

/** Weighs the states flow by flow: a called one before those who call it. Flows that call each other in a round are not compiled. */
export function weighLevels(graph: WeightedGraph, callEdges: readonly FlowEdge[]): ReadonlyMap<string, number> {
  const called = successorsBy(callEdges)
  const levels = new Map<string, number>()
  const weighed = new Set<string | null>()
  const weigh = (name: string | null): void => {
    if (weighed.has(name)) return
    weighed.add(name)
    const nodes = graph.nodes.filter((node) => flowNameOf(node) === name)
    for (const first of nodes.flatMap((node) => called.get(node) ?? [])) weigh(flowNameOf(first))
    const weightOf = (node: string) => (called.get(node) ?? []).reduce((sum, first) => sum + (levels.get(first) ?? 0), graph.weightOf(node))
    for (const [node, weight] of heaviestPaths({ ...graph, nodes, weightOf })) levels.set(node, weight)
  }
  for (const node of graph.nodes) weigh(flowNameOf(node))
  return levels
}

/** Adds what comes after the end of a state's own flow, when a message came in it: each flow below is come back to once at most. */
function withWaysBack(
  levels: ReadonlyMap<string, number>,
  successors: ReadonlyMap<string, readonly string[]>,
  back: readonly FlowEdge[],
): ReadonlyMap<string, number> {
  const homes = new Map<string, number>()
  for (const { to } of back) homes.set(homeOf(to), Math.max(homes.get(homeOf(to)) ?? 0, levels.get(to) ?? 0))
  const below = successorsBy(back.map((edge) => ({ ...edge, from: homeOf(edge.from), to: homeOf(edge.to) })))
  const nodes = [...new Set([...homes.keys(), ...below.keys()])]
  const ways = heaviestPaths({ nodes, successors: below, weightOf: (home) => homes.get(home) ?? 0, visitsOf: () => 1 })
  const endings = new Set(back.map(({ from }) => from))
  const added = (state: string) => {
    const ends = [...reachableFrom([state], successors)].some((name) => endings.has(name))
    return ends ? Math.max(0, ...(below.get(homeOf(state)) ?? []).map((home) => ways.get(home) ?? 0)) : 0
  }
  return new Map([...levels].map(([state, weight]) => [state, flowNameOf(state) === null ? weight : weight + added(state)]))
}

function homeOf(state: string): string {
  return flowNameOf(state) ?? ''
}
