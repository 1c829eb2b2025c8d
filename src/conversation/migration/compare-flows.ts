import type { ConversationFlow, FlowState, Prompt } from '../../definition/flow.js'
import { flowHash } from '../../definition/flow-hash.js'
import { subFlowOf, unfold } from '../../definition/flows/unfold.js'
import { listens, noMatchOf, stateOf } from '../../definition/state-facts.js'
import { quote } from '../../diagnostics/quote.js'
import type { RenamedStates } from '../api/open-options.js'
import { renamedState } from './adapt-stack.js'

/**
 * Tells what became of one state. `same`: it does what it did. `compatible`: it changed, and a conversation that stands there goes on. `renamed`:
 * such a conversation goes on in the state `to`. `gone`: it can not go on; `reason` says why.
 */
export type StateComparison =
  | { readonly verdict: 'same' | 'compatible' }
  | { readonly verdict: 'renamed'; readonly to: string }
  | { readonly verdict: 'gone'; readonly reason: string }

/** Tells what became of every state of the old flow, in its order, and which states are new. */
export interface FlowComparison {
  readonly states: ReadonlyMap<string, StateComparison>
  readonly added: readonly string[]
}

/**
 * Compares two versions of a flow: what happens to conversations that the old one stored when the new one opens them.
 *
 * @param renamedStates as in `openConversation`
 * @example
 * const { states } = compareFlows(flow, { ...flow, version: '2.0.0' })
 * states.get('help')?.verdict // 'same'
 */
export function compareFlows(before: ConversationFlow, after: ConversationFlow, renamedStates: RenamedStates = {}): FlowComparison {
  const [old, current] = [unfold(before), unfold(after)]
  const states = Object.keys(old.states).map((name) => [name, compareState(old, current, name, renamedStates)] as const)
  const added = Object.keys(current.states).filter((name) => stateOf(old, name) === undefined)
  return { states: new Map(states), added }
}

function compareState(old: ConversationFlow, current: ConversationFlow, name: string, renamedStates: RenamedStates): StateComparison {
  if (old.name !== current.name) return { verdict: 'gone', reason: `the flow is named ${quote(current.name)} now` }
  const before = stateOf(old, name)
  const renamed = renamedState((flowName) => subFlowOf(current, flowName) !== undefined, renamedStates, name)
  const to = stateOf(current, name) === undefined ? renamed : name
  if (to === undefined) return { verdict: 'gone', reason: 'it was removed' }
  const after = stateOf(current, to)
  if (after === undefined) return { verdict: 'gone', reason: `renamedStates names ${quote(to)} for it, which is no state of the new flow` }
  if (before !== undefined && listens(before) && !listens(after)) {
    return { verdict: 'gone', reason: `${to === name ? 'it' : quote(to)} does not wait for the user any more` }
  }
  if (to !== name) return { verdict: 'renamed', to }
  return { verdict: hashOf(old, name) === hashOf(current, name) ? 'same' : 'compatible' }
}

/** Returns a fingerprint of what one state does: its own definition, the prompts that it speaks, and all that holds for the whole flow. */
function hashOf(flow: ConversationFlow, name: string): string {
  const { version: _version, initialState: _initialState, prompts = {}, flows: _flows, ...rest } = flow
  const state = stateOf(flow, name)
  const spoken = new Set(state === undefined ? [] : promptNames(flow, state))
  const used = Object.fromEntries(Object.entries(prompts).filter(([prompt]) => spoken.has(prompt)))
  return flowHash({ ...rest, initialState: name, prompts: used, states: state === undefined ? {} : { [name]: state } })
}

function promptNames(flow: ConversationFlow, state: FlowState): readonly string[] {
  const prompts: readonly (Prompt | undefined)[] = [state.prompt, noMatchOf(flow, state)?.prompt, flow.systemPrompt]
  return prompts.filter((prompt) => typeof prompt === 'string')
}
