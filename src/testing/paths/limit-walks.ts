import type { Budget, ConversationFlow } from '../../definition/flow.js'
import { maxLoopsOf } from '../../definition/state-facts.js'
import { positionOf } from '../../machine/state-position.js'
import type { PathStep } from '../script/path-step.js'
import { type Goal, goalKey } from './goal.js'
import { added, type StepTaken, type Walk, type Walker } from './walk.js'
import { plannedOf, type WalkEdge } from './walk-graph.js'

type LimitGoal = Extract<Goal, { readonly kind: 'limit' }>

/** A limit may take long to meet; past this many steps it is given up. */
const LONGEST_WALK = 300
const MOST_LOOKED_AT = 2000
/** How often the goal's state is gone back to: it may be entered on the way, and yet not stood in. */
const MOST_ROUNDS = 3
const STEPS_WITHIN_A_STATE = 4

/** Walks that meet limits, by going round the shortest cycle until one is reached. */
export function limitWalks(flow: ConversationFlow, walker: Walker, goals: readonly LimitGoal[]): readonly Walk[] {
  const walks: Walk[] = []
  const shown = new Set<string>()
  const known: Known = { mostVisits: mostVisitsOf(flow), often: new Map() }
  for (const goal of goals) {
    if (shown.has(goalKey(goal))) continue
    const walk = new LimitSearch(flow, walker, goal, known).find()
    if (walk === undefined) continue
    const settled = walker.settled(walk)
    for (const key of settled.shown) shown.add(key)
    walks.push(settled)
  }
  return walks
}

/** What all searches know. */
interface Known {
  /** How often a state may be entered, where there is a limit. */
  readonly mostVisits: ReadonlyMap<string, number>
  /** Walks that enter a state as often as it may be. */
  readonly often: Map<string, { readonly walk: Walk | undefined }>
}

function mostVisitsOf(flow: ConversationFlow): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(flow.states).flatMap(([name, state]) => {
      const most = maxLoopsOf(flow, state)
      return most === undefined ? [] : [[name, most] as const]
    }),
  )
}

function comesFromOutside({ event }: WalkEdge): boolean {
  const { type } = plannedOf(event).step
  return type === 'event' || type === 'timeout'
}

class LimitSearch {
  readonly #key: string

  constructor(
    private readonly flow: ConversationFlow,
    private readonly walker: Walker,
    private readonly goal: LimitGoal,
    private readonly known: Known,
  ) {
    this.#key = goalKey(goal)
  }

  find(): Walk | undefined {
    for (const ripe of this.#ripe()) {
      if (ripe.shown.has(this.#key)) return ripe
      const walk = this.#finish(ripe, STEPS_WITHIN_A_STATE)
      if (walk !== undefined) return walk
    }
    return undefined
  }

  /** Walks after which one step more, or a few within the state, may meet the limit. */
  #ripe(): Iterable<Walk> {
    const { maxTurns, timeoutSeconds, budget } = this.flow
    switch (this.goal.limit) {
      case 'maxLoops':
        return this.#afterLoops()
      case 'maxTurns':
        return this.#after(({ observed: { context } }) => context.turn - (context.unjudgedTurns ?? 0) >= (maxTurns ?? 0))
      case 'timeoutSeconds':
        return this.#late((timeoutSeconds ?? 0) + 1)
      case 'budget':
        return this.#spending(budget ?? {})
    }
  }

  /** Tokens are spent at one call, the latest that will do; calls one by one. */
  *#spending({ modelCalls = Number.POSITIVE_INFINITY, tokens }: Budget): Iterable<Walk> {
    if (modelCalls <= LONGEST_WALK) yield* this.#after(({ observed }) => observed.context.usage.modelCalls >= modelCalls)
    const walk = this.#nearestTo(this.goal.state)
    if (walk === undefined || tokens === undefined) return
    for (let position = walk.steps.length - 1; position >= 0; position -= 1) {
      const { step } = walk.steps[position] ?? {}
      if (step?.type === 'reply' || step?.type === 'answers') yield this.#again(walk, position, { ...step, tokens })
    }
  }

  /** The same walk with another step at one position. */
  #again({ data, steps }: Walk, changed: number, other: PathStep): Walk {
    const taken = steps.map(({ step }, position) => (position === changed ? other : step))
    return taken.reduce(
      (walk, step) =>
        walk.observed.machine.status === 'active' ? this.walker.on(walk, { type: 'step', planned: { step, utterance: null } }) : walk,
      this.walker.begin(data),
    )
  }

  /** Goes to the state and round it until enough has been counted. */
  *#after(isEnough: (walk: Walk) => boolean): Iterable<Walk> {
    let walk = this.#nearestTo(this.goal.state)
    while (walk !== undefined && walk.steps.length < LONGEST_WALK) {
      if (isEnough(walk)) yield walk
      walk = this.#listens(walk) ? this.#round(walk) : this.#failing(walk)
      if (walk?.shown.has(this.#key)) yield walk
    }
  }

  *#late(age: number): Iterable<Walk> {
    const walk = this.#nearestTo(this.goal.state)
    if (walk === undefined) return
    yield this.#saying(this.#listens(walk) ? walk : this.#failed(walk), age)
  }

  #listens(walk: Walk): boolean {
    return positionOf(walk.observed.value).substate === 'listening'
  }

  /** Round by what the user says, where that is possible: what comes from outside counts as no turn, and may change nothing at all. */
  #round(walk: Walk): Walk | undefined {
    const { state } = this.goal
    const isThere = ({ after }: WalkEdge) => positionOf(after.value).substate === 'listening' && after.context.state === state
    const isSaid = (edge: WalkEdge) => !comesFromOutside(edge)
    return (
      this.#along(walk, state, isThere, { mayPass: isSaid }) ??
      this.#along(walk, state, isThere, { mayPass: (edge) => isSaid(edge) || edge.enters.length > 0 })
    )
  }

  /** A state that does not listen hears a message when a call of it has failed; the call is then made again. */
  #failing(walk: Walk): Walk | undefined {
    const failed = this.#failed(walk)
    return failed === walk ? undefined : this.#saying(failed)
  }

  #failed(walk: Walk): Walk {
    const edges = this.walker.graph.edges.get(this.walker.graph.keyOf(walk.observed)) ?? []
    const failure = edges.find(
      ({ event, after }) => plannedOf(event).step.type === 'failure' && positionOf(after.value).substate === 'failed',
    )
    return failure === undefined ? walk : this.walker.on(walk, failure.event)
  }

  #saying(walk: Walk, atAge?: number): Walk {
    const step = { type: 'message', text: 'hm', ...(atAge === undefined ? {} : { atAge }) } as const
    return this.walker.on(walk, { type: 'step', planned: { step, utterance: null } })
  }

  /** Enters the state whose limit it is as often as it may be, then goes to the goal's state, which may go on at once, and meet the limit so. */
  *#afterLoops(): Iterable<Walk> {
    const { state, limited } = this.goal
    if (limited === undefined) return
    let walk = this.#enteredOften(limited)
    for (let rounds = 0; walk !== undefined && rounds < MOST_ROUNDS && walk.steps.length < LONGEST_WALK; rounds += 1) {
      yield walk
      walk = this.#along(walk, state, ({ enters, after }) => enters.includes(state) || after.context.state === state, {
        target: limited,
      })
    }
  }

  /** The same for every state that leads there, so it is walked once. */
  #enteredOften(target: string): Walk | undefined {
    const known = this.known.often.get(target)
    if (known !== undefined) return known.walk
    const walk = this.#enterOften(target)
    if (walk?.shown.has(this.#key) !== true) this.known.often.set(target, { walk })
    return walk
  }

  #enterOften(target: string): Walk | undefined {
    let walk = this.#nearestTo(target) ?? this.walker.entering(target)
    while (walk !== undefined && (walk.observed.context.visits[target] ?? 0) < (this.known.mostVisits.get(target) ?? 0)) {
      if (walk.steps.length > LONGEST_WALK || walk.shown.has(this.#key)) return walk
      walk = this.#along(walk, target, (edge) => edge.enters.includes(target), { target })
    }
    return walk
  }

  /** Along the shortest way, keeping clear of states that may not be entered again, and one entry of the goal's state in reserve. */
  #along(
    walk: Walk,
    into: string,
    isWanted: (edge: WalkEdge) => boolean,
    { target, mayPass: isAllowed }: { readonly target?: string; readonly mayPass?: (edge: WalkEdge) => boolean },
  ): Walk | undefined {
    const { visits } = walk.observed.context
    const isFull = (state: string) => (visits[state] ?? 0) >= (this.known.mostVisits.get(state) ?? Number.POSITIVE_INFINITY)
    const full = new Set(Object.keys(visits).filter((state) => state !== target && isFull(state)))
    const mayPass = (edge: WalkEdge) => edge.goesOn && isAllowed?.(edge) !== false && !edge.enters.some((state) => full.has(state))
    const way = this.walker.nearest(walk, { into, isWanted, mayPass }, MOST_LOOKED_AT)
    if (way === undefined) return undefined
    const next = this.walker.along(walk, way)
    return next.observed.machine.status === 'active' || next.shown.has(this.#key) ? next : undefined
  }

  /** Tries every step from where a walk is, while it stays in the goal's state. */
  #finish(walk: Walk, depth: number): Walk | undefined {
    if (walk.observed.machine.status !== 'active' || walk.observed.context.state !== this.goal.state || depth === 0) return undefined
    const edges = this.walker.graph.edges.get(this.walker.graph.keyOf(walk.observed)) ?? []
    const next: StepTaken[] = []
    for (const { event } of edges) {
      const taken = this.walker.step(walk.observed, event)
      if (taken.shown.includes(this.#key)) return added(walk, [taken])
      next.push(taken)
    }
    // Speaking comes before listening, listening before understanding; round it again would only count another turn.
    const waits = positionOf(walk.observed.value).substate === 'listening'
    const inside = next.filter(({ after }) => !waits || positionOf(after.value).substate === 'understanding')
    for (const deeper of inside) {
      const walked = this.#finish(added(walk, [deeper]), depth - 1)
      if (walked !== undefined) return walked
    }
    return undefined
  }

  #nearestTo(state: string): Walk | undefined {
    const key = this.walker.listensAt.get(state) ?? this.walker.standsAt.get(state)
    return key === undefined ? undefined : this.walker.to(key)
  }
}
