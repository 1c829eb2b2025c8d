import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { positionOf } from '../../machine/state-position.js'
import type { PathStep } from '../script/path-step.js'
import { firstState, nextState, type ObservedState, type StartData, type TraversalEvent } from './observed-state.js'
import type { ShownBy } from './shown-by.js'
import { plannedOf, type WalkEdge, type WalkGraph } from './walk-graph.js'
import { type WantedWay, WaySearch } from './way-search.js'

/** One step of a walk and the state after it. */
export interface WalkStep {
  readonly step: PathStep
  readonly after: ObservedState
}

/** A conversation walked step by step on the machine itself, so that it replays exactly. */
export interface Walk {
  readonly data: StartData
  readonly observed: ObservedState
  readonly steps: readonly WalkStep[]
  /** The keys of the goals that it has shown. */
  readonly shown: ReadonlySet<string>
}

/** A step that was taken, and the keys of the goals that it has shown. */
export interface StepTaken extends WalkStep {
  readonly shown: readonly string[]
}

/** How many calls may be made between two messages of the user before a walk is left as it is. */
const LONGEST_REPLY = 20

/** Walks on a machine, along the edges of its graph. */
export class Walker {
  /** The nearest node in which a state listens, and in which a conversation stands there at all. */
  readonly listensAt = new Map<string, string>()
  readonly standsAt = new Map<string, string>()
  /** The states that are entered from a state. */
  readonly entered = new Map<string, Set<string>>()
  /** The first edge that enters a state. */
  readonly #entries = new Map<string, { readonly from: string; readonly edge: WalkEdge }>()
  readonly #walks = new Map<string, Walk>()
  readonly #ways: WaySearch
  readonly #begun = new WeakMap<StartData, Walk>()
  readonly #parents = new Map<string, { readonly from: string; readonly edge: WalkEdge }>()

  constructor(
    private readonly machine: ConversationMachine,
    readonly graph: WalkGraph,
    private readonly shownBy: ShownBy,
  ) {
    this.#ways = new WaySearch(graph)
    for (const [from, edges] of graph.edges) for (const edge of edges) this.#note(from, edge)
  }

  #note(from: string, edge: WalkEdge): void {
    const { to, after } = edge
    for (const entered of edge.enters) if (!this.#entries.has(entered)) this.#entries.set(entered, { from, edge })
    if (to !== this.graph.root && !this.#parents.has(to)) this.#parents.set(to, { from, edge })
    const { state } = after.context
    if (!this.standsAt.has(state)) this.standsAt.set(state, to)
    if (!this.listensAt.has(state) && positionOf(after.value).substate === 'listening') this.listensAt.set(state, to)
    for (const event of after.happened) {
      if (event.type !== 'state.entered' || event.from === null) continue
      const targets = this.entered.get(event.from)
      if (targets === undefined) this.entered.set(event.from, new Set([event.state]))
      else targets.add(event.state)
    }
  }

  /** The shortest walk to a node: exactly the one by which the graph found it. Walks share their beginnings, each of which is walked once. */
  to(key: string): Walk | undefined {
    const ahead: { readonly key: string; readonly edge: WalkEdge }[] = []
    let walk: Walk | undefined
    for (let at = key; walk === undefined; ) {
      walk = this.#walks.get(at)
      if (walk !== undefined) break
      const parent = this.#parents.get(at)
      if (parent === undefined) return undefined
      ahead.push({ key: at, edge: parent.edge })
      at = parent.from
      if (at === this.graph.root) break
    }
    for (const { key: at, edge } of ahead.toReversed()) {
      if (walk === undefined) {
        if (edge.event.type !== 'start') return undefined
        walk = this.begin(edge.event.data)
      } else walk = this.on(walk, edge.event)
      this.#walks.set(at, walk)
    }
    return walk
  }

  begin(data: StartData): Walk {
    const known = this.#begun.get(data)
    if (known !== undefined) return known
    const observed = firstState(this.machine, data)
    const shown = this.shownBy(plannedOf({ type: 'start', data }), null, observed)
    const walk: Walk = { data, observed, steps: [], shown: new Set(shown) }
    this.#begun.set(data, walk)
    return walk
  }

  /** The walk with one step more; one that has come to an end takes none. */
  on(walk: Walk, event: TraversalEvent): Walk {
    return walk.observed.machine.status === 'active' ? added(walk, [this.step(walk.observed, event)]) : walk
  }

  /** One step from where a walk is, which may be looked at before the walk is gone on with. */
  step(before: ObservedState, event: TraversalEvent): StepTaken {
    const planned = plannedOf(event)
    const after = nextState(this.machine, before, planned.step)
    return { step: planned.step, after, shown: this.shownBy(planned, before, after) }
  }

  /** The walk gone on with along a way, for as long as it leads where the way has it: a limit that visits have brought near may lead elsewhere. */
  along(start: Walk, way: readonly WalkEdge[]): Walk {
    const taken: StepTaken[] = []
    let at = start.observed
    for (const { event, to } of way) {
      if (at.machine.status !== 'active') break
      const step = this.step(at, event)
      taken.push(step)
      at = step.after
      if (this.graph.keyOf(at) !== to) break
    }
    return added(start, taken)
  }

  /** The shortest walk that enters a state, also one that goes on at once. */
  entering(state: string): Walk | undefined {
    const first = this.#entries.get(state)
    if (first === undefined) return undefined
    if (first.edge.event.type === 'start') return this.begin(first.edge.event.data)
    const walk = this.to(first.from)
    return walk === undefined ? undefined : this.on(walk, first.edge.event)
  }

  /** The walk gone on with, failed calls made again, until the flow listens or is done: so that a path ends where a conversation can rest. */
  settled(start: Walk): Walk {
    let walk = start
    for (let count = 0; count < LONGEST_REPLY; count += 1) {
      const { machine } = walk.observed
      if (machine.status !== 'active' || machine.hasTag('listening')) break
      const edges = this.graph.edges.get(this.graph.keyOf(walk.observed)) ?? []
      const next = edges.find(({ event }) => plannedOf(event).step.type !== 'failure')
      if (next === undefined) break
      walk = this.on(walk, next.event)
    }
    return walk
  }

  /** The edges of the shortest way from where a walk is, the last of which is wanted. Gives up after looking at `most` nodes. */
  nearest(walk: Walk, wanted: WantedWay, most: number): readonly WalkEdge[] | undefined {
    return this.#ways.nearest(this.graph.keyOf(walk.observed), wanted, most)
  }
}

/** The walk with these steps after its own, which are copied once for all of them. */
export function added({ data, observed, steps, shown }: Walk, taken: readonly StepTaken[]): Walk {
  return {
    data,
    observed: taken.at(-1)?.after ?? observed,
    steps: [...steps, ...taken],
    shown: new Set([...shown, ...taken.flatMap((step) => step.shown)]),
  }
}
