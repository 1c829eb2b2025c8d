import { lookUp } from '../../conditions/kinds/context/context-kind.js'
import { type Goal, goalKey } from './goal.js'
import type { StartData } from './observed-state.js'
import { added, type Walk, type Walker } from './walk.js'
import type { WalkEdge } from './walk-graph.js'

type ChangeGoal = Extract<Goal, { readonly kind: 'change' }>

const MOST_LOOKED_AT = 2000
const MOST_BEGINNINGS = 40
/** How often a state is gone back to for another wording. */
const MOST_ROUNDS = 12

/** Walks that show wordings and changes that depend on more than where a conversation stands: on how often, and on what was done before. */
export function furtherWalks(walker: Walker, goals: readonly Goal[], initial: StartData): readonly Walk[] {
  const walks: Walk[] = []
  const shown = new Set<string>()
  for (const goal of goals) {
    if (shown.has(goalKey(goal))) continue
    const walk = goal.kind === 'wording' ? goingRound(walker, goal) : goal.kind === 'change' ? comingBy(walker, goal, initial) : undefined
    if (walk === undefined) continue
    const settled = walker.settled(walk)
    for (const key of settled.shown) shown.add(key)
    walks.push(settled)
  }
  return walks
}

/** Goes back to the state until it speaks so. */
function goingRound(walker: Walker, goal: Extract<Goal, { readonly kind: 'wording' }>): Walk | undefined {
  const { state } = goal
  const key = goalKey(goal)
  if (state === null) return undefined
  let walk = walker.entering(state)
  for (let rounds = 0; walk !== undefined && rounds < MOST_ROUNDS; rounds += 1) {
    const ready = walk.shown.has(key) ? walk : oneMore(walker, walk, key)
    if (ready !== undefined) return ready
    const way = walker.nearest(
      walk,
      { into: state, isWanted: ({ enters, goesOn }) => goesOn && enters.includes(state), mayPass: goesOn },
      MOST_LOOKED_AT,
    )
    walk = way === undefined ? undefined : walker.along(walk, way)
  }
  return walk?.shown.has(key) === true ? walk : undefined
}

function oneMore(walker: Walker, walk: Walk, key: string): Walk | undefined {
  if (walk.observed.machine.status !== 'active') return undefined
  for (const { event } of walker.graph.edges.get(walker.graph.keyOf(walk.observed)) ?? []) {
    const taken = walker.step(walk.observed, event)
    if (taken.shown.includes(key)) return added(walk, [taken])
  }
  return undefined
}

/** Goes where the data comes to hold something else at the path, and from there to what changes it. */
function comingBy(walker: Walker, goal: ChangeGoal, initial: StartData): Walk | undefined {
  const isWanted = waysThatMake(goal)
  let begun = 0
  for (const start of differing(walker, goal.path, initial)) {
    const way = walker.nearest(start, { isWanted, mayPass: goesOn }, MOST_LOOKED_AT)
    const walk = way === undefined ? undefined : walker.along(start, way)
    if (walk?.shown.has(goalKey(goal))) return walk
    begun += 1
    if (begun === MOST_BEGINNINGS) return undefined
  }
  return undefined
}

/** Yields walks after which the data is not what it was at first, nearest first. */
function* differing(walker: Walker, path: string | null, initial: StartData): Iterable<Walk> {
  for (const [from, edges] of walker.graph.edges) {
    for (const edge of edges) {
      const walk = differsAt(path, edge, initial) ? walkAlong(walker, from, edge) : undefined
      if (walk !== undefined) yield walk
    }
  }
}

function goesOn(edge: WalkEdge): boolean {
  return edge.goesOn
}

/** Tells which edges take what makes the change, whether or not anything is changed by it there. */
function waysThatMake({ state, name }: ChangeGoal): (edge: WalkEdge) => boolean {
  return ({ after }) =>
    after.happened.some((event) => {
      if (event.type !== 'state.entered') return false
      if (name === null) return event.state === state
      return event.transition === name && (state === null || event.from === state || event.from?.includes('/') === true)
    })
}

function differsAt(path: string | null, { after }: WalkEdge, initial: StartData): boolean {
  const { data, startData = initial } = after.context
  const [found, first] = path === null ? [data, startData] : [lookUp(data, path), lookUp(initial, path)]
  return JSON.stringify(found ?? null) !== JSON.stringify(first ?? null)
}

function walkAlong(walker: Walker, from: string, edge: WalkEdge): Walk | undefined {
  if (edge.event.type === 'start') return walker.begin(edge.event.data)
  const walk = walker.to(from)
  return walk === undefined ? undefined : walker.on(walk, edge.event)
}
