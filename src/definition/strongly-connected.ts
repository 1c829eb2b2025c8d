/**
 * Returns the strongly connected components of a graph, by Tarjan's algorithm without recursion, so that a chain of thousands of
 * nodes does not overflow the stack. Successors that are not among the nodes are passed over.
 */
export function stronglyConnected(
  nodes: Iterable<string>,
  successorsOf: (node: string) => readonly string[],
): readonly (readonly string[])[] {
  const search = new ComponentSearch(new Set(nodes), successorsOf)
  return search.run()
}

interface Visit {
  readonly node: string
  readonly order: number
  /** The earliest node that this one is known to reach among those whose component is still open. */
  lowest: number
  readonly successors: Iterator<string>
}

class ComponentSearch {
  readonly #components: string[][] = []
  readonly #visits = new Map<string, Visit>()
  readonly #open: Visit[] = []
  readonly #openNodes = new Set<string>()

  constructor(
    private readonly nodes: ReadonlySet<string>,
    private readonly successorsOf: (node: string) => readonly string[],
  ) {}

  run(): readonly (readonly string[])[] {
    for (const node of this.nodes) if (!this.#visits.has(node)) this.#searchFrom(node)
    return this.#components
  }

  #searchFrom(start: string): void {
    const trail = [this.#begin(start)]
    for (let visit = trail.at(-1); visit !== undefined; visit = trail.at(-1)) {
      const { value: successor, done } = visit.successors.next()
      if (!done) {
        this.#follow(visit, successor, trail)
        continue
      }
      trail.pop()
      const parent = trail.at(-1)
      if (parent !== undefined) parent.lowest = Math.min(parent.lowest, visit.lowest)
      if (visit.lowest === visit.order) this.#close(visit)
    }
  }

  #begin(node: string): Visit {
    const order = this.#visits.size
    const visit: Visit = { node, order, lowest: order, successors: this.successorsOf(node)[Symbol.iterator]() }
    this.#visits.set(node, visit)
    this.#open.push(visit)
    this.#openNodes.add(node)
    return visit
  }

  #follow(visit: Visit, successor: string, trail: Visit[]): void {
    if (!this.nodes.has(successor)) return
    const known = this.#visits.get(successor)
    if (known === undefined) trail.push(this.#begin(successor))
    else if (this.#openNodes.has(successor)) visit.lowest = Math.min(visit.lowest, known.order)
  }

  #close(root: Visit): void {
    const component = this.#open.splice(this.#open.lastIndexOf(root)).map((visit) => visit.node)
    for (const node of component) this.#openNodes.delete(node)
    this.#components.push(component)
  }
}
