import { stronglyConnected } from '../../definition/strongly-connected.js'

/** A graph whose nodes weigh something, each at every visit. */
export interface WeightedGraph {
  readonly nodes: readonly string[]
  readonly successors: ReadonlyMap<string, readonly string[]>
  /** What one visit weighs; may be `Infinity`. */
  readonly weightOf: (node: string) => number
  /** How often a node may be visited; undefined when there is no limit. */
  readonly visitsOf: (node: string) => number | undefined
}

/**
 * Returns what the heaviest way from each node weighs at most, the node included; `Infinity` where nothing ends a round that weighs something. Where a
 * way goes round, every state is taken for visited as often as it may be, which may be more than one way can.
 */
export function heaviestPaths(graph: WeightedGraph): ReadonlyMap<string, number> {
  const successorsOf = (node: string) => graph.successors.get(node) ?? []
  const heaviest = new Map<string, number>()
  // Components come with those that they lead to before them.
  for (const component of stronglyConnected(graph.nodes, successorsOf)) {
    const members = new Set(component)
    const beyond = component.flatMap(successorsOf).filter((node) => !members.has(node))
    const rest = beyond.reduce((most, node) => Math.max(most, heaviest.get(node) ?? 0), 0)
    const weight = weightOfComponent(graph, component) + rest
    for (const node of component) heaviest.set(node, weight)
  }
  return heaviest
}

function weightOfComponent(graph: WeightedGraph, component: readonly string[]): number {
  const { successors, weightOf, visitsOf } = graph
  const [only = ''] = component
  if (component.length === 1 && !(successors.get(only) ?? []).includes(only)) return weightOf(only)
  const free = component.filter((node) => visitsOf(node) === undefined)
  const limitedVisits = component.reduce((sum, node) => sum + (visitsOf(node) ?? 0), 0)
  const endless = cyclicNodes(free, successors)
  return component.reduce((sum, node) => {
    const weight = weightOf(node)
    // Between two visits of limited states, a state that lies on no free cycle comes once at most.
    const visits = visitsOf(node) ?? (endless.has(node) ? Number.POSITIVE_INFINITY : limitedVisits + 1)
    return weight === 0 ? sum : sum + weight * visits
  }, 0)
}

function cyclicNodes(nodes: readonly string[], successors: WeightedGraph['successors']): ReadonlySet<string> {
  const successorsOf = (node: string) => successors.get(node) ?? []
  const cyclic = stronglyConnected(nodes, successorsOf).filter(
    (component) => component.length > 1 || component.some((node) => successorsOf(node).includes(node)),
  )
  return new Set(cyclic.flat())
}
