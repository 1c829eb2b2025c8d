import { positionOf } from '../../machine/state-position.js'
import { nextSteps, type PlannedStep } from '../script/next-steps.js'
import type { Phrasebook } from '../script/phrasebook.js'
import { type Goal, goalKey } from './goal.js'
import { type Mishap, mayHappenAt } from './mishaps.js'
import type { ObservedState } from './observed-state.js'
import type { Walk, Walker } from './walk.js'
import type { WalkEdge } from './walk-graph.js'

const MOST_LOOKED_AT = 200
const LONGEST_DETOUR = 8

/**
 * Walks that show mishaps, each going on to the next one that is close by. Mishaps are no edges of the graph: they would be shorter ways past
 * replies that are judged, and paths through them would show other things. What can be driven from outside is kept apart from what can not.
 */
export function mishapWalks(walker: Walker, phrases: Phrasebook, goals: readonly Goal[], longestPath: number): readonly Walk[] {
  const mishaps = goals.filter((goal) => goal.kind === 'mishap')
  const isCutOff = ({ what }: Mishap) => what === 'cutOff'
  return [mishaps.filter(isCutOff), mishaps.filter((goal) => !isCutOff(goal))].flatMap((group) =>
    walksFor(walker, phrases, group, longestPath),
  )
}

function walksFor(walker: Walker, phrases: Phrasebook, goals: readonly Mishap[], longestPath: number): readonly Walk[] {
  const walks: Walk[] = []
  const shown = new Set<string>()
  for (const goal of goals) {
    if (shown.has(goalKey(goal))) continue
    const last = walks.at(-1)
    const near = last === undefined ? undefined : goingOn(walker, last, goal, longestPath)
    const start = near ?? nearestTo(walker, goal)
    if (start === undefined) continue
    const walk = settled(walker, phrases, suffered(walker, phrases, start, goal))
    for (const key of walk.shown) shown.add(key)
    if (near === undefined) walks.push(walk)
    else walks[walks.length - 1] = walk
  }
  return walks
}

function leadsTo(goal: Mishap): (edge: WalkEdge) => boolean {
  return ({ after }) => mayHappenAt(goal, after)
}

function goingOn(walker: Walker, walk: Walk, goal: Mishap, longestPath: number): Walk | undefined {
  if (walk.observed.machine.status !== 'active') return undefined
  const way = walker.nearest(walk, { isWanted: leadsTo(goal), into: goal.state }, MOST_LOOKED_AT)
  if (way === undefined || way.length > LONGEST_DETOUR || walk.steps.length + way.length > longestPath) return undefined
  const next = walker.along(walk, way)
  return mayHappenAt(goal, next.observed) ? next : undefined
}

function nearestTo(walker: Walker, goal: Mishap): Walk | undefined {
  const isWanted = leadsTo(goal)
  for (const edges of walker.graph.edges.values()) {
    const edge = edges.find(isWanted)
    if (edge !== undefined) return walker.to(edge.to)
  }
  return undefined
}

function suffered(walker: Walker, phrases: Phrasebook, walk: Walk, { what }: Mishap): Walk {
  const take = (start: Walk, planned: PlannedStep) => walker.on(start, { type: 'step', planned })
  if (what === 'cutOff') return take(walk, { step: { type: 'interrupt' }, utterance: null })
  if (what === 'event') return take(walk, eventTo(walk.observed, phrases))
  const failed = what === 'empty' ? take(walk, { step: { type: 'reply', text: '' }, utterance: null }) : walk
  return take(failed, messageTo(failed.observed, phrases))
}

/** A state that has failed hears what it hears where it listens; one that never listens makes its call again. */
function messageTo(observed: ObservedState, phrases: Phrasebook): PlannedStep {
  const listening = { ...observed, value: { [positionOf(observed.value).state]: 'listening' } }
  const said = nextSteps(listening, phrases).find(({ step }) => step.type === 'message')
  return said ?? { step: { type: 'message', text: 'hm' }, utterance: null }
}

/** What a state handles comes first. */
function eventTo(observed: ObservedState, phrases: Phrasebook): PlannedStep {
  const brought = nextSteps(observed, phrases).find(({ step }) => step.type === 'event')
  return brought ?? messageTo(observed, phrases)
}

/** How many calls may be made until a conversation rests. */
const LONGEST_REPLY = 20

/** The walk gone on with until a conversation can rest, also where the graph has never been. */
function settled(walker: Walker, phrases: Phrasebook, start: Walk): Walk {
  let walk = start
  for (let count = 0; count < LONGEST_REPLY; count += 1) {
    const { machine } = walk.observed
    const next = nextSteps(walk.observed, phrases).find(({ step }) => step.type !== 'failure')
    if (machine.status !== 'active' || machine.hasTag('listening') || next === undefined) break
    walk = walker.on(walk, { type: 'step', planned: next })
  }
  return walk
}
