import type { ConversationFlow, OnEvent } from '../../definition/flow.js'
import { eventWayOf } from '../../definition/next-state.js'
import { eventWayIn, rests, transitionsOnOf } from '../../definition/state-facts.js'
import { positionOf } from '../../machine/state-position.js'
import type { PathStep } from '../script/path-step.js'
import { type Goal, goalKey } from './goal.js'
import type { ObservedState } from './observed-state.js'

/** Returns what paths are to show of a flow's events besides the states that they lead to: each handler that stays, one that is ignored, each message that is kept. */
export function eventGoals(flow: ConversationFlow): readonly Goal[] {
  const states = Object.entries(flow.states).filter(([, state]) => rests(state))
  const own = states.flatMap(([name, { on }]) => staying(on).map((event): Goal => ({ kind: 'event', state: name, event })))
  const isHeard = (event: string) => states.some(([, { on }]) => on === undefined || !Object.hasOwn(on, event))
  const everywhere = staying(flow.on).filter(isHeard)
  const names = Object.keys(flow.events ?? {})
  const isIgnored = states.some(([, state]) => names.some((event) => eventWayIn(flow, state, event) === undefined))
  const kept = states.filter(([, state]) => transitionsOnOf(state) === 'event')
  return [
    ...own,
    ...everywhere.map((event): Goal => ({ kind: 'event', state: null, event })),
    ...(isIgnored ? [{ kind: 'ignoredEvent' } as const] : []),
    ...kept.map(([state]): Goal => ({ kind: 'keptMessage', state })),
  ]
}

function staying(on: Readonly<Record<string, OnEvent>> = {}): readonly string[] {
  return Object.keys(on).filter((event) => {
    const handler = on[event]
    const { to, call } = handler === undefined ? {} : eventWayOf(handler)
    return handler !== undefined && to === undefined && call === undefined
  })
}

/** Returns the keys of what a step has shown of events, besides the states that were entered. */
export function shownOfEvents(
  flow: ConversationFlow,
  step: PathStep,
  before: ObservedState | null,
  after: ObservedState,
): readonly string[] {
  if (before === null) return []
  const { state } = positionOf(before.value)
  if (step.type === 'message') {
    const isKept = (after.context.unjudgedTurns ?? 0) > (before.context.unjudgedTurns ?? 0)
    return isKept ? [goalKey({ kind: 'keptMessage', state })] : []
  }
  if (step.type !== 'event') return []
  if (after.happened.some(({ type }) => type === 'event.ignored')) return [goalKey({ kind: 'ignoredEvent' })]
  const isTaken = after.happened.length === 0 && after.context.inbox.length === before.context.inbox.length
  const isOwn = Object.hasOwn(flow.states[state]?.on ?? {}, step.event)
  return isTaken ? [goalKey({ kind: 'event', state: isOwn ? state : null, event: step.event })] : []
}
