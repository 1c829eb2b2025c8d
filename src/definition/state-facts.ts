import type { ConversationFlow, FlowState, NoMatch } from './flow.js'

/** Returns the state of that name; undefined when the flow has none. Safe for names that every object inherits, like `toString`. */
export function stateOf(flow: ConversationFlow, name: string): FlowState | undefined {
  return Object.hasOwn(flow.states, name) ? flow.states[name] : undefined
}

/** Tells whether the state has transitions of its own. */
export function hasTransitions(state: FlowState): boolean {
  return Object.keys(state.transitions ?? {}).length > 0
}

/** Tells whether the conversation is over once the state has spoken: it has neither transitions nor `advanceTo`. */
export function isTerminal(state: FlowState): boolean {
  return !hasTransitions(state) && state.advanceTo === undefined
}

/** Tells whether the state waits for the user once it has spoken. */
export function listens(state: FlowState): boolean {
  return hasTransitions(state) && state.advanceTo === undefined
}

/** Returns how often the state may be entered; undefined when there is no limit. */
export function maxLoopsOf(flow: ConversationFlow, state: FlowState): number | undefined {
  return state.maxLoops ?? flow.maxLoops
}

/** Returns what the state does on a miss: its own `noMatch`, else the flow's. */
export function noMatchOf(flow: ConversationFlow, state: FlowState): NoMatch | undefined {
  return state.noMatch ?? flow.noMatch
}

/** Returns where a limit leads from the state: its own `onLimit`, else the flow's. */
export function onLimitOf(flow: ConversationFlow, state: FlowState): string | undefined {
  return state.onLimit ?? flow.onLimit
}
