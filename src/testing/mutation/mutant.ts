import type { ConversationFlow, FlowState } from '../../definition/flow.js'
import type { OperatorName } from './operator-names.js'

/** Holds a flow with one change. */
export interface Mutant {
  readonly operator: OperatorName
  /** The state that was changed, as the chart names it; null for the flow itself. */
  readonly state: string | null
  /** What was changed, for people. */
  readonly description: string
  readonly flow: ConversationFlow
}

/** One change of a part of a flow. */
export interface Change<Part> {
  readonly operator: OperatorName
  readonly description: string
  readonly changed: Part
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

/** Returns an object without one of its keys that may be absent. */
export function without<Part extends object>(part: Part, key: keyof Part): Part {
  const copy = { ...part }
  delete copy[key]
  return copy
}

/** Yields a list with each of its items left out, where one remains. */
export function* leavingOut<Item>(items: readonly Item[]): Generator<readonly [left: Item, rest: readonly Item[]]> {
  if (items.length < 2) return
  for (const [position, left] of items.entries()) yield [left, items.filter((_, index) => index !== position)]
}

/** Returns at most two of the names that come after one in a list, round and round. */
export function twoOthers(names: readonly string[], name: string): readonly string[] {
  const start = names.indexOf(name) + 1
  return [...names.slice(start), ...names.slice(0, start)].filter((other) => other !== name).slice(0, 2)
}
