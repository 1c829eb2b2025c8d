import type { Walk, Walker } from './walk.js'
import type { WalkEdge } from './walk-graph.js'

/** How long one path may grow. */
export interface CoverBounds {
  readonly longestPath: number
  readonly mostPaths: number
}

/** How far a walk looks for something new before it is ended and another begun: a short path tells more than a long one. */
const MOST_LOOKED_AT = 200
const LONGEST_DETOUR = 8

/** Walks that show every key that the graph's edges show: nearest first, each going on for as long as there is something new close by. */
export function coverEdges(walker: Walker, wanted: ReadonlySet<string>, { longestPath, mostPaths }: CoverBounds): readonly Walk[] {
  const missing = new Set(wanted)
  const walks: Walk[] = []
  const edges = [...walker.graph.edges].flatMap(([key, leaving]) => leaving.map((edge) => ({ key, edge })))
  for (const { key, edge } of edges) {
    const walk = isNew(edge, missing) ? walkTo(walker, key, edge) : undefined
    if (walk === undefined) continue
    // What takes long to come to is worth as long a stay, so that long beginnings are not walked for one thing each.
    const longest = Math.max(longestPath, 2 * walk.steps.length)
    const longer = walker.settled(extended(walker, walk, missing, longest))
    for (const shown of longer.shown) missing.delete(shown)
    walks.push(longer)
    if (walks.length > mostPaths) break
  }
  return walks
}

function walkTo(walker: Walker, key: string, edge: WalkEdge): Walk | undefined {
  if (edge.event.type === 'start') return walker.begin(edge.event.data)
  const walk = walker.to(key)
  return walk === undefined ? undefined : walker.on(walk, edge.event)
}

function extended(walker: Walker, start: Walk, missing: ReadonlySet<string>, longest: number): Walk {
  let walk = start
  let kept = start
  for (;;) {
    const seen = walk.shown
    const way = walker.nearest(walk, { isWanted: (edge) => isNew(edge, missing, seen) }, MOST_LOOKED_AT)
    if (way === undefined || way.length > LONGEST_DETOUR || walk.steps.length + way.length > longest) return kept
    const before = walk.shown.size
    walk = walker.along(walk, way)
    if (walk.shown.size === before) return kept
    kept = walk
  }
}

function isNew({ shows }: WalkEdge, missing: ReadonlySet<string>, seen?: ReadonlySet<string>): boolean {
  return shows.some((key) => missing.has(key) && seen?.has(key) !== true)
}
