import type { WalkEdge, WalkGraph } from './walk-graph.js'

/** Which way is looked for. */
export interface WantedWay {
  /** Whether the way may end with this edge. */
  readonly isWanted: (edge: WalkEdge) => boolean
  /** A state that every wanted edge enters or stays in: edges that have nothing to do with it are then not asked about. */
  readonly into?: string
  /** Whether the way may take this edge; any by default. */
  readonly mayPass?: (edge: WalkEdge) => boolean
}

interface Leaving {
  readonly edge: WalkEdge
  readonly to: number
}

/**
 * Searches a graph for shortest ways, breadth first. There are thousands of searches, each of thousands of nodes, so nodes are numbered and
 * all searches share their lists: a node counts as seen when it bears the number of the running search.
 */
export class WaySearch {
  readonly #numbers = new Map<string, number>()
  readonly #leaving: Leaving[][] = []
  /** The nodes from which an edge leads into a state, or stays in it. */
  readonly #nodesInto = new Map<string, Set<number>>()
  readonly #waiting: number[] = []
  readonly #seenIn: number[] = []
  readonly #cameFrom: number[] = []
  readonly #cameBy: WalkEdge[] = []
  #search = 0

  constructor({ edges }: WalkGraph) {
    for (const key of edges.keys()) this.#numberOf(key)
    for (const [from, leaving] of edges) {
      const number = this.#numberOf(from)
      this.#leaving[number] = leaving.map((edge) => ({ edge, to: this.#numberOf(edge.to) }))
      for (const { enters, after } of leaving) for (const into of [...enters, after.context.state]) this.#noteInto(into, number)
    }
  }

  /** The edges of the shortest way, the last of which is wanted. Gives up after looking at `most` nodes. */
  nearest(from: string, wanted: WantedWay, most: number): readonly WalkEdge[] | undefined {
    const start = this.#numbers.get(from)
    if (start === undefined) return undefined
    const { mayPass = anyEdge } = wanted
    this.#search += 1
    this.#seenIn[start] = this.#search
    const waiting = this.#waiting
    waiting[0] = start
    let end = 1
    for (let looked = 0; looked < end && looked < most; looked += 1) {
      const at = waiting[looked] ?? start
      // What is wanted is looked for first: to see that something may be passed costs more.
      const last = this.#lastFrom(at, wanted)
      if (last !== undefined) return [...this.#wayBack(start, at), last.edge]
      for (const { edge, to } of this.#leaving[at] ?? []) {
        if (this.#seenIn[to] === this.#search || !mayPass(edge)) continue
        this.#reach(to, at, edge)
        waiting[end] = to
        end += 1
      }
    }
    return undefined
  }

  #lastFrom(node: number, { into, isWanted, mayPass = anyEdge }: WantedWay): Leaving | undefined {
    if (into !== undefined && this.#nodesInto.get(into)?.has(node) !== true) return undefined
    return this.#leaving[node]?.find(({ edge }) => isWanted(edge) && mayPass(edge))
  }

  #noteInto(state: string, node: number): void {
    const nodes = this.#nodesInto.get(state)
    if (nodes === undefined) this.#nodesInto.set(state, new Set([node]))
    else nodes.add(node)
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

function anyEdge(): boolean {
  return true
}
