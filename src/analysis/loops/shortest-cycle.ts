/** What leads from a node to a node. */
export interface Step {
  readonly from: string
  readonly to: string
}

/** The steps out of each node. */
export function stepsFrom<Edge extends Step>(edges: readonly Edge[]): ReadonlyMap<string, readonly Edge[]> {
  const steps = new Map<string, Edge[]>()
  for (const edge of edges) {
    const known = steps.get(edge.from)
    if (known === undefined) steps.set(edge.from, [edge])
    else known.push(edge)
  }
  return steps
}

/** A shortest way from a node back to itself among some nodes, by breadth-first search; undefined when there is none. */
export function shortestCycle<Edge extends Step>(
  start: string,
  members: ReadonlySet<string>,
  steps: ReadonlyMap<string, readonly Edge[]>,
): readonly Edge[] | undefined {
  const cameBy = new Map<string, Edge>()
  const waiting = [start]
  for (const name of waiting) {
    for (const edge of steps.get(name) ?? []) {
      if (edge.to === start) return [...wayTo(edge.from, start, cameBy), edge]
      if (!members.has(edge.to) || cameBy.has(edge.to)) continue
      cameBy.set(edge.to, edge)
      waiting.push(edge.to)
    }
  }
  return undefined
}

function wayTo<Edge extends Step>(end: string, start: string, cameBy: ReadonlyMap<string, Edge>): readonly Edge[] {
  const way: Edge[] = []
  for (let edge = cameBy.get(end); edge !== undefined && edge.to !== start; edge = cameBy.get(edge.from)) way.push(edge)
  return way.toReversed()
}
