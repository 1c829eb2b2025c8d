import type { WalkEdge, WalkGraph } from './walk-graph.js'

/** Which way is looked for. */
export interface WantedWay {
  /** Whether the way may end with this edge. */
  readonly isWanted: (edge: WalkEdge) => boolean
  /** Whether the way may take this edge; any by default. */
  readonly mayPass?: (edge: WalkEdge) => boolean
}

/**
 * Searches a graph for shortest ways, breadth first. There are thousands of searches, each of thousands of nodes, so nodes are numbered and
 * all searches share their lists: a node counts as seen when it bears the number of the running search.
 */
export class WaySearch {
  readonly #numbers = new Map<string, number>()
  readonly #leaving: { readonly edge: WalkEdge; readonly to: number }[][] = []
  readonly #waiting: number[] = []
  readonly #seenIn: number[] = []
  readonly #cameFrom: number[] = []
  readonly #cameBy: WalkEdge[] = []
  #search = 0

  constructor({ edges }: WalkGraph) {
    for (const key of edges.keys()) this.#numberOf(key)
    for (const [from, leaving] of edges) {
      this.#leaving[this.#numberOf(from)] = leaving.map((edge) => ({ edge, to: this.#numberOf(edge.to) }))
    }
  }

  /** The edges of the shortest way, the last of which is wanted. Gives up after looking at `most` nodes. */
  nearest(from: string, { isWanted, mayPass = () => true }: WantedWay, most: number): readonly WalkEdge[] | undefined {
    const start = this.#numbers.get(from)
    if (start === undefined) return undefined
    this.#search += 1
    this.#seenIn[start] = this.#search
    const waiting = this.#waiting
    waiting[0] = start
    let end = 1
    for (let looked = 0; looked < end && looked < most; looked += 1) {
      const at = waiting[looked] ?? start
      const leaving = this.#leaving[at] ?? []
      // What is wanted is looked for first: to see that something may be passed costs more.
      const last = leaving.find(({ edge }) => isWanted(edge) && mayPass(edge))
      if (last !== undefined) return [...this.#wayBack(start, at), last.edge]
      for (const { edge, to } of leaving) {
        if (this.#seenIn[to] === this.#search || !mayPass(edge)) continue
        this.#reach(to, at, edge)
        waiting[end] = to
        end += 1
      }
    }
    return undefined
  }

  #numberOf(key: string): number {
    const number = this.#numbers.get(key) ?? this.#numbers.size
    this.#numbers.set(key, number)
    return number
  }

  #reach(to: number, from: number, by: WalkEdge): void {
    this.#seenIn[to] = this.#search
    this.#cameFrom[to] = from
    this.#cameBy[to] = by
  }

  #wayBack(start: number, end: number): readonly WalkEdge[] {
    const edges: WalkEdge[] = []
    for (let at = end; at !== start; at = this.#cameFrom[at] ?? start) {
      const edge = this.#cameBy[at]
      if (edge !== undefined) edges.push(edge)
    }
    return edges.toReversed()
  }
}
