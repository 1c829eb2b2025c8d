import type { ConversationFlow, FlowState } from '../flow.js'
import { callOf, eventWayOf } from '../next-state.js'
import { impliedWays } from '../state-facts.js'
import type { PropertyWord, StandardProperty } from './property.js'

export const PROPERTY_WORDS: readonly PropertyWord[] = ['user', 'said', 'called', 'worked', 'missed', 'failed', 'end']

export const LIMIT_NAMES: readonly string[] = ['maxLoops', 'maxTurns', 'timeoutSeconds', 'budget']

export const OUTCOME_NAMES: readonly string[] = ['completed', 'limit', 'cancelled']

/** The properties that every flow may be asked. */
export const STANDARD_PROPERTIES: readonly StandardProperty[] = ['can-always-finish', 'must-finish', 'one-line-at-a-time', 'never-entered']

/** What an atom with a place in the flow may look at, beside a transition, a limit, an end, an event, a field and the data. */
export const PLACED_KEYS: readonly string[] = ['state', 'said', 'called', 'worked', 'missed', 'failed']

/**
 * Returns the ways that have a name, by the place that owns them: a state's full name, or `global`. An outcome is a way of the state that names
 * it.
 *
 * @param flow an unfolded flow
 */
export function namedWays(flow: ConversationFlow): ReadonlyMap<string, readonly string[]> {
  const { states, globalNextStates, globalTransitions = {}, on } = flow
  const ofEvents = outcomesOfEvents(on)
  const ways = new Map<string, readonly string[]>()
  for (const [name, state] of Object.entries(states)) ways.set(name, [...new Set([...waysOf(state), ...ofEvents])])
  const { global = [] } = Object.fromEntries(ways)
  return ways.set('global', [...new Set([...global, ...Object.keys(globalTransitions), ...outcomesIn(globalNextStates)])])
}

/** Returns the names of a state's transitions, those of its fields too, without the outcomes that it names. */
export function ownWays(state: FlowState): readonly string[] {
  return [...Object.keys(state.transitions ?? {}), ...impliedWays(state)]
}

function waysOf(state: FlowState): readonly string[] {
  const { nextStates = {}, call, on } = state
  const ofCall = call === undefined ? [] : Object.keys(nextStates)
  return [...ownWays(state), ...ofCall, ...outcomesIn(nextStates), ...outcomesOfEvents(on)]
}

function outcomesOfEvents(on: FlowState['on'] = {}): readonly string[] {
  return Object.values(on).flatMap((way) => Object.keys(eventWayOf(way).nextStates ?? {}))
}

function outcomesIn(nextStates: FlowState['nextStates'] = {}): readonly string[] {
  return Object.values(nextStates).flatMap((next) => Object.keys(callOf(next)?.nextStates ?? {}))
}
