import type { ConversationMachine } from '../../compile/conversation-machine.js'
import type { ConversationFlow } from '../../definition/flow.js'
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
  readonly #parents = new Map<string, { readonly from: string; readonly edge: WalkEdge }>()

  constructor(
    private readonly flow: ConversationFlow,
    private readonly machine: ConversationMachine,
    readonly graph: WalkGraph,
  ) {
    for (const [from, edges] of graph.edges) {
      for (const edge of edges) if (edge.to !== graph.root && !this.#parents.has(edge.to)) this.#parents.set(edge.to, { from, edge })
    }
  }

  /** The shortest walk to a moment: exactly the one by which the graph found it. */
  to(key: string): Walk | undefined {
    const edges: WalkEdge[] = []
    for (let at = key; at !== this.graph.root; ) {
      const parent = this.#parents.get(at)
      if (parent === undefined) return undefined
      edges.push(parent.edge)
      at = parent.from
    }
    const [start, ...rest] = edges.toReversed()
    if (start === undefined || start.event.type !== 'start') return undefined
    return rest.reduce<Walk>((walk, { event }) => this.on(walk, event), this.begin(start.event.data))
  }

  begin(data: StartData): Walk {
    const moment = firstMoment(this.machine, data)
    const shown = shownBy(this.flow, plannedOf({ type: 'start', data }), null, moment)
    return { data, moment, steps: [], shown: new Set(shown) }
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
    const start = this.graph.keyOf(walk.moment)
    const cameBy = new Map<string, readonly [from: string, edge: WalkEdge]>()
    const waiting = [start]
    for (let looked = 0; looked < waiting.length && looked < most; looked += 1) {
      const at = waiting[looked] ?? start
      const passable = (this.graph.edges.get(at) ?? []).filter(mayPass)
      const found = passable.find(isWanted)
      if (found !== undefined) return [...wayBack(cameBy, start, at), found]
      for (const edge of passable) {
        if (edge.to === start || cameBy.has(edge.to)) continue
        cameBy.set(edge.to, [at, edge])
        waiting.push(edge.to)
      }
    }
    return undefined
  }
}

function wayBack(cameBy: ReadonlyMap<string, readonly [string, WalkEdge]>, start: string, end: string): readonly WalkEdge[] {
  const edges: WalkEdge[] = []
  for (let at = end; at !== start; ) {
    const step = cameBy.get(at)
    if (step === undefined) break
    edges.push(step[1])
    at = step[0]
  }
  return edges.toReversed()
}
