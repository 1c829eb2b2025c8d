/** Leads from a node to a node. */
export interface GraphEdge {
  readonly from: string
  readonly to: string
}

/** Returns the edges out of each node. */
export function edgesFrom<Edge extends GraphEdge>(edges: readonly Edge[]): ReadonlyMap<string, readonly Edge[]> {
  const leaving = new Map<string, Edge[]>()
  for (const edge of edges) {
    const known = leaving.get(edge.from)
    if (known === undefined) leaving.set(edge.from, [edge])
    else known.push(edge)
  }
  return leaving
}

/** Returns a shortest cycle from a node back to itself among some nodes, by breadth-first search; undefined when there is none. */
export function shortestCycle<Edge extends GraphEdge>(
  start: string,
  members: ReadonlySet<string>,
  leaving: ReadonlyMap<string, readonly Edge[]>,
): readonly Edge[] | undefined {
  const cameBy = new Map<string, Edge>()
  const waiting = [start]
  for (const name of waiting) {
    for (const edge of leaving.get(name) ?? []) {
      if (edge.to === start) return [...pathTo(edge.from, start, cameBy), edge]
      if (!members.has(edge.to) || cameBy.has(edge.to)) continue
      cameBy.set(edge.to, edge)
      waiting.push(edge.to)
    }
  }
  return undefined
}

function pathTo<Edge extends GraphEdge>(end: string, start: string, cameBy: ReadonlyMap<string, Edge>): readonly Edge[] {
  const path: Edge[] = []
  for (let edge = cameBy.get(end); edge !== undefined && edge.to !== start; edge = cameBy.get(edge.from)) path.push(edge)
  return path.toReversed()
}
