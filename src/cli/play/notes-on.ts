import type { ConversationFlow, EventWay, FlowState, NextState } from '../../definition/flow.js'
import {
  eventWayIn,
  impliedWays,
  listens,
  maxLoopsOf,
  noMatchOf,
  onLimitOf,
  rests,
  timeoutOf,
  toleratedMisses,
  toleratedSilences,
  transitionsOnOf,
} from '../../definition/state-facts.js'
import { whereTo } from './describe-flow.js'

/** On whose words transitions are tried, where it is not the user's. */
const TRIED_ON = {
  user: [],
  reply: ['Its transitions are tried on what it says.'],
  entry: ['Its transitions are tried as soon as it has spoken. They look at the data alone.'],
  event: ['It waits for an event. What fires no transition is kept, and nothing is said.'],
} as const

/** Says in sentences which ways lead on from a state besides its transitions, and when. */
export function notesOn(flow: ConversationFlow, state: FlowState): readonly string[] {
  return [
    ...TRIED_ON[transitionsOnOf(state)],
    ...calling(state),
    ...collecting(state),
    ...(state.advanceTo === undefined ? [] : [`Once it has spoken, it goes on to ${state.advanceTo} by itself.`]),
    ...invoking(state),
    ...hearing(flow, state),
    ...silent(flow, state),
    ...missing(flow, state),
    ...limited(flow, state),
  ]
}

function calling({ call, nextStates = {} }: FlowState): readonly string[] {
  if (call === undefined) return []
  const outcomes = Object.entries(nextStates).map(([outcome, next]) => `${outcome} ${wayTo(next)}`)
  return [`Once it has spoken, it calls the flow ${call}; there ${outcomes.join(', ')}.`]
}

function collecting(state: FlowState): readonly string[] {
  return impliedWays(state).flatMap((way) => {
    const next = state.nextStates?.[way]
    if (next === undefined) return []
    return [`${way === 'collected' ? 'When it has all that it asks for, that' : 'A correction'} ${wayTo(next)}.`]
  })
}

function invoking({ invoke }: FlowState): readonly string[] {
  if (invoke === undefined) return []
  const { src, onError } = invoke
  return [
    `It runs ${src} before it speaks. A failure ${onError === undefined ? 'stays here, until it is tried again' : `leads to ${onError}`}.`,
  ]
}

function hearing(flow: ConversationFlow, state: FlowState): readonly string[] {
  if (!rests(state)) return []
  return Object.keys(flow.events ?? {}).flatMap((event) => {
    const way = eventWayIn(flow, state, event)
    return way === undefined ? [] : [`The event ${event} ${eventLeads(way)}.`]
  })
}

function eventLeads({ to, call }: EventWay): string {
  if (call !== undefined) return `calls the flow ${call}`
  return to === undefined ? 'is noted, and nothing moves' : wayTo(to)
}

function silent(flow: ConversationFlow, state: FlowState): readonly string[] {
  const timeout = timeoutOf(flow, state)
  if (timeout === undefined) return []
  return tolerating(toleratedSilences(timeout), timeout.to, `silence of ${timeout.seconds} s`, `silences of ${timeout.seconds} s`)
}

function missing(flow: ConversationFlow, state: FlowState): readonly string[] {
  const noMatch = listens(state) ? noMatchOf(flow, state) : undefined
  if (noMatch === undefined) return []
  if (noMatch.to === undefined) return ['On a miss it speaks again.']
  return tolerating(toleratedMisses(noMatch), noMatch.to, 'miss', 'misses')
}

/** Says how many in a row are answered in place, and what the next one does. */
function tolerating(count: number, to: string | undefined, one: string, many: string): readonly string[] {
  const answered = count === 1 ? `one ${one}` : `${count} ${many} in a row`
  if (to === undefined) return count === 0 ? [] : [`It answers ${answered}; after that it only waits.`]
  return count === 0 ? [`The first ${one} leads to ${to}.`] : [`It answers ${answered}; the next one leads to ${to}.`]
}

function limited(flow: ConversationFlow, state: FlowState): readonly string[] {
  const times = maxLoopsOf(flow, state)
  const { maxTurns, timeoutSeconds, budget } = flow
  const hasLimits = [maxTurns, timeoutSeconds, budget].some((limit) => limit !== undefined)
  const entries = times === 1 ? 'once' : `${times} times`
  const otherwise = Object.values(flow.states).some(({ onLimit }) => onLimit !== undefined)
  const unless = state.onLimit === undefined && otherwise ? ', unless the state before has an onLimit of its own' : ''
  return [
    ...(times === undefined ? [] : [`It may be entered ${entries}; the next time ${limitLeads(onLimitOf(flow, state))} instead${unless}.`]),
    ...(hasLimits && rests(state) && state.onLimit !== undefined
      ? [`A limit of the whole conversation: ${limitLeads(onLimitOf(flow, state))}.`]
      : []),
  ]
}

function limitLeads(to: string | undefined): string {
  return to === undefined ? 'the conversation ends' : `it goes on to ${to}`
}

function wayTo(next: NextState): string {
  const { to, calls } = whereTo(next)
  return calls === null ? `leads to ${to.join(' or ')}` : `calls the flow ${calls}`
}
