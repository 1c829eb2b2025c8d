import type { ConversationFlow, FlowState, Prompt } from '../../definition/flow.js'
import type { OperatorName } from '../changes/operator-names.js'

/** Holds a flow with one change. */
export interface Mutant {
  readonly operator: OperatorName
  /** The state that was changed, as the chart names it; null for the flow itself. */
  readonly state: string | null
  /** What was changed, for people. */
  readonly description: string
  readonly flow: ConversationFlow
}

/** What stands beside a part of a flow, and might stand in its place. */
export interface Around {
  readonly states: readonly string[]
  readonly prompts: readonly Prompt[]
  readonly flows: readonly string[]
}

/** A state, those beside it, and the flow with another state in its place. */
export interface StatePlace {
  readonly name: string
  readonly state: FlowState
  readonly beside: readonly string[]
  readonly with: (state: FlowState) => ConversationFlow
}

/** Yields every state of a flow and of the flows within it. */
export function* statesIn(flow: ConversationFlow): Generator<StatePlace> {
  for (const [name, state] of Object.entries(flow.states)) {
    yield {
      name,
      state,
      beside: Object.keys(flow.states),
      with: (changed) => ({ ...flow, states: { ...flow.states, [name]: changed } }),
    }
  }
  for (const [called, sub] of Object.entries(flow.flows ?? {})) {
    for (const [name, state] of Object.entries(sub.states)) {
      const put = (changed: FlowState) => ({ ...sub, states: { ...sub.states, [name]: changed } })
      yield {
        name: `${called}/${name}`,
        state,
        beside: Object.keys(sub.states),
        with: (changed) => ({ ...flow, flows: { ...flow.flows, [called]: put(changed) } }),
      }
    }
  }
}
