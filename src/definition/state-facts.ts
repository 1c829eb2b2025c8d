import type { Condition, ConversationData } from '../conditions/condition.js'
import { evaluatorKey } from '../conditions/evaluator.js'
import type { ConversationFlow, EventWay, Extract, Field, FlowState, NoMatch, PayloadEvaluator, Timeout } from './flow.js'
import { eventWayOf } from './next-state.js'

const DEFAULT_VERSION = '1.0.0'
const DEFAULT_LANGUAGE = 'en'
const DEFAULT_MAX_MESSAGES = 100

/** Returns the flow's version; `'1.0.0'` where it says none. */
export function versionOf({ version = DEFAULT_VERSION }: Pick<ConversationFlow, 'version'>): string {
  return version
}

/** Returns the tag of the language that the flow is talked with in; English where it says none. */
export function languageOf({ language = DEFAULT_LANGUAGE }: Pick<ConversationFlow, 'language'>): string {
  return language
}

/** Returns how many messages stay in view of the model; 100 where the flow does not say. */
export function maxMessagesOf({ history }: ConversationFlow): number {
  return history?.maxMessages ?? DEFAULT_MAX_MESSAGES
}

/** Returns the data that a conversation starts with; none where the flow has none. */
export function initialDataOf({ initialContext = {} }: ConversationFlow): ConversationData {
  return initialContext
}

/** Tells whether transitions are tried as they are declared, with neither catch-alls put last nor keywords that yield. */
export function isDeclaredOrder({ transitionOrder }: ConversationFlow): boolean {
  return transitionOrder === 'declared'
}

/** Tells whose words the state's transitions are tried on: the user's, unless it says otherwise. */
export function transitionsOnOf({ transitionsOn = 'user' }: FlowState): NonNullable<FlowState['transitionsOn']> {
  return transitionsOn
}

/** Tells whose message is looked at for data: the user's, unless the extraction says otherwise. */
export function extractsFromOf({ from = 'user' }: Extract): 'user' | 'reply' {
  return from
}

/** Returns the state of that name; undefined when the flow has none. Safe for names that every object inherits, like `toString`. */
export function stateOf(flow: ConversationFlow, name: string): FlowState | undefined {
  return Object.hasOwn(flow.states, name) ? flow.states[name] : undefined
}

/** Tells whether the state has transitions of its own. */
export function hasTransitions(state: FlowState): boolean {
  return Object.keys(state.transitions ?? {}).length > 0
}

/** Tells whether the state has ways out that a user's message may lead: transitions, or fields that it asks for. */
export function hasWays(state: FlowState): boolean {
  return hasTransitions(state) || state.collect !== undefined
}

/** Tells whether the state handles events of its own. */
export function handlesEvents(state: FlowState): boolean {
  return Object.keys(state.on ?? {}).length > 0
}

/** Tells whether the conversation is over once the state has spoken: it has no way on, neither by a message nor by an event nor by itself. */
export function isTerminal(state: FlowState): boolean {
  return !hasWays(state) && state.advanceTo === undefined && !handlesEvents(state) && state.call === undefined
}

/** Tells whether the state waits once it has spoken, for the user or for an event. */
export function rests(state: FlowState): boolean {
  return (
    (hasWays(state) || handlesEvents(state)) &&
    state.advanceTo === undefined &&
    state.call === undefined &&
    transitionsOnOf(state) !== 'entry'
  )
}

/** Tells whether the state waits for the user once it has spoken, and judges what is said. */
export function listens(state: FlowState): boolean {
  return rests(state) && transitionsOnOf(state) !== 'event'
}

/**
 * Returns what happens when the user is silent in the state: its own `timeout`, else the flow's; undefined where nobody listens. The flow's does not
 * hold where events are waited for.
 */
export function timeoutOf(flow: ConversationFlow, state: FlowState): Timeout | undefined {
  if (!rests(state)) return undefined
  return listens(state) ? (state.timeout ?? flow.timeout) : state.timeout
}

/** Returns what an event does in a state that rests: by its own `on`, else by the flow's; undefined where nothing handles it. */
export function eventWayIn(flow: ConversationFlow, state: FlowState, event: string): EventWay | undefined {
  const { on: own = {} } = state
  const { on = {} } = flow
  const handler = Object.hasOwn(own, event) ? own[event] : Object.hasOwn(on, event) ? on[event] : undefined
  return handler === undefined ? undefined : eventWayOf(handler)
}

/** Returns how many silences in a row are answered in place before the next leads to the `timeout`'s target. */
export function toleratedSilences({ max, prompts = [] }: Timeout): number {
  return max ?? prompts.length
}

/** Returns the ways out that a state has besides its transitions: that all is collected, and that something is corrected. */
export function impliedWays({ collect, correct }: FlowState): readonly ('collected' | 'corrected')[] {
  return [...(collect === undefined ? [] : (['collected'] as const)), ...(correct === undefined ? [] : (['corrected'] as const))]
}

/** Returns the field of that name; undefined when the flow has none. */
export function fieldOf({ fields = {} }: Pick<ConversationFlow, 'fields'>, name: string): Field | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** Returns how often the state may be entered; undefined when there is no limit. */
export function maxLoopsOf(flow: ConversationFlow, state: FlowState): number | undefined {
  return state.maxLoops ?? flow.maxLoops
}

/** Returns what the state does on a miss: its own `noMatch`, else the flow's. */
export function noMatchOf(flow: ConversationFlow, state: FlowState): NoMatch | undefined {
  return state.noMatch ?? flow.noMatch
}

/**
 * Returns where a limit leads from the state: its own `onLimit`, else the flow's. A state that may not be entered again (`limited`) says first where
 * its `maxLoops` leads.
 */
export function onLimitOf(flow: ConversationFlow, state: FlowState, limited?: FlowState): string | undefined {
  return limited?.onLimit ?? state.onLimit ?? flow.onLimit
}

/** Tells whether the state hears a global transition: it does unless it declines it by `globals`. */
export function hearsGlobal({ globals }: FlowState, name: string): boolean {
  return globals === undefined || (globals !== false && globals.includes(name))
}

/** Returns the global transitions that the state hears. */
export function globalsHeardBy(flow: ConversationFlow, state: FlowState): Readonly<Record<string, Condition>> {
  return Object.fromEntries(Object.entries(flow.globalTransitions ?? {}).filter(([name]) => hearsGlobal(state, name)))
}

/** Returns how many misses in a row are answered before the next leads to the `noMatch`'s target. */
export function toleratedMisses({ max, prompts = [] }: NoMatch): number {
  return max ?? prompts.length
}

/** Returns the checks that events carry for their payloads, by the events' names. */
export function payloadsOf(events: ConversationFlow['events'] = {}): ReadonlyMap<string, PayloadEvaluator> {
  return new Map(
    Object.entries(events).flatMap(([name, { [evaluatorKey]: evaluator }]) =>
      evaluator === undefined ? [] : [[name, evaluator] as const],
    ),
  )
}
