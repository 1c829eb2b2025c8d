import type { ConversationFlow } from '../../definition/flow.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { placeOf } from '../script/next-steps.js'
import type { PathStep } from '../script/path-step.js'
import { firstMoment, type Moment, nextMoment, type StartData, type TraversalEvent } from './moment.js'
import { shownBy } from './shown-by.js'
import { plannedOf, type WalkEdge, type WalkGraph } from './walk-graph.js'

/** One step of a walk and the moment after it. */
export interface WalkStep {
  readonly step: PathStep
  readonly after: Moment
}

/** A conversation walked step by step on the machine itself, so that it replays exactly. */
export interface Walk {
  readonly data: StartData
  readonly moment: Moment
  readonly steps: readonly WalkStep[]
  /** The keys of the goals that it has shown. */
  readonly shown: ReadonlySet<string>
}

/** How many calls may be made between two messages of the user before a walk is left as it is. */
const LONGEST_REPLY = 20

/** Walks on a machine, along the edges of its graph. */
export class Walker {
  /** The nearest moment in which a state listens, and in which a conversation stands there at all. */
  readonly listensAt = new Map<string, string>()
  readonly standsAt = new Map<string, string>()
  /** The states that are entered from a state. */
  readonly entered = new Map<string, Set<string>>()
  readonly #walks = new Map<string, Walk>()
  // A search looks at thousands of moments, and there are thousands of searches: moments are numbered, and searches share their notes.
  readonly #numbers = new Map<string, number>()
  readonly #leaving: { readonly edge: WalkEdge; readonly to: number }[][] = []
  readonly #waiting: number[] = []
  readonly #seenIn: number[] = []
  readonly #from: number[] = []
  readonly #by: WalkEdge[] = []
  #search = 0
  readonly #begun = new WeakMap<StartData, Walk>()
  readonly #parents = new Map<string, { readonly from: string; readonly edge: WalkEdge }>()

  constructor(
    private readonly flow: ConversationFlow,
    private readonly machine: ConversationMachine,
    readonly graph: WalkGraph,
  ) {
    for (const key of graph.edges.keys()) this.#numberOf(key)
    for (const [from, edges] of graph.edges) {
      this.#leaving[this.#numberOf(from)] = edges.map((edge) => ({ edge, to: this.#numberOf(edge.to) }))
      for (const edge of edges) this.#note(from, edge)
    }
  }

  #numberOf(key: string): number {
    const number = this.#numbers.get(key) ?? this.#numbers.size
    this.#numbers.set(key, number)
    return number
  }

  #note(from: string, edge: WalkEdge): void {
    const { to, after } = edge
    if (to !== this.graph.root && !this.#parents.has(to)) this.#parents.set(to, { from, edge })
    const { state } = after.context
    if (!this.standsAt.has(state)) this.standsAt.set(state, to)
    if (!this.listensAt.has(state) && placeOf(after)?.substate === 'listening') this.listensAt.set(state, to)
    for (const event of after.happened) {
      if (event.type !== 'state.entered' || event.from === null) continue
      const targets = this.entered.get(event.from)
      if (targets === undefined) this.entered.set(event.from, new Set([event.state]))
      else targets.add(event.state)
    }
  }

  /** The shortest walk to a moment: exactly the one by which the graph found it. Walks share their beginnings, each of which is walked once. */
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
    const moment = firstMoment(this.machine, data)
    const shown = shownBy(this.flow, plannedOf({ type: 'start', data }), null, moment)
    const walk: Walk = { data, moment, steps: [], shown: new Set(shown) }
    this.#begun.set(data, walk)
    return walk
  }

  /** The walk with one step more. */
  on(walk: Walk, event: TraversalEvent): Walk {
    const planned = plannedOf(event)
    const after = nextMoment(this.machine, walk.moment, planned.step)
    const shown = shownBy(this.flow, planned, walk.moment, after)
    return {
      data: walk.data,
      moment: after,
      steps: [...walk.steps, { step: planned.step, after }],
      shown: new Set([...walk.shown, ...shown]),
    }
  }

  /** The walk gone on with, failed calls made again, until the flow listens or is done: so that a path ends where a conversation can rest. */
  settled(start: Walk): Walk {
    let walk = start
    for (let count = 0; count < LONGEST_REPLY; count += 1) {
      const { machine } = walk.moment
      if (machine.status !== 'active' || machine.hasTag('listening')) break
      const edges = this.graph.edges.get(this.graph.keyOf(walk.moment)) ?? []
      const next = edges.find(({ event }) => plannedOf(event).step.type !== 'failure')
      if (next === undefined) break
      walk = this.on(walk, next.event)
    }
    return walk
  }

  /**
   * The edges of the shortest way from where a walk is, the last of which is wanted. Gives up after looking at `most` moments.
   */
  nearest(
    walk: Walk,
    isWanted: (edge: WalkEdge) => boolean,
    most: number,
    mayPass: (edge: WalkEdge) => boolean = () => true,
  ): readonly WalkEdge[] | undefined {
    const start = this.#numbers.get(this.graph.keyOf(walk.moment))
    if (start === undefined) return undefined
    this.#search += 1
    const waiting = this.#waiting
    waiting[0] = start
    let end = 1
    this.#seenIn[start] = this.#search
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

  #reach(to: number, from: number, by: WalkEdge): void {
    this.#seenIn[to] = this.#search
    this.#from[to] = from
    this.#by[to] = by
  }

  #wayBack(start: number, end: number): readonly WalkEdge[] {
    const edges: WalkEdge[] = []
    for (let at = end; at !== start; at = this.#from[at] ?? start) {
      const edge = this.#by[at]
      if (edge !== undefined) edges.push(edge)
    }
    return edges.toReversed()
  }
}
