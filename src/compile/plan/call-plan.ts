import type { ConversationFlow, NextState } from '../../definition/flow.js'
import {
  callsOf,
  Digressions,
  digressionsOf,
  type FlowCall,
  type FlowReturn,
  firstStateOf,
  returnsFrom,
} from '../../definition/flows/calls.js'
import { flowNameOf } from '../../definition/flows/full-name.js'
import { callOf } from '../../definition/next-state.js'
import type { GuardExpression } from '../../machine/guard-expression.js'

/** What is known of a flow's calls before it runs. */
export class CallPlan {
  /** The states that a digression may leave, and so that may be resumed. */
  readonly resumable: ReadonlySet<string>
  readonly #flow: ConversationFlow
  readonly #calls: readonly FlowCall[]
  readonly #digressions: Digressions
  readonly #digressedTo: ReadonlySet<string>

  /** @param flow an unfolded flow */
  constructor(flow: ConversationFlow) {
    this.#flow = flow
    this.#calls = callsOf(flow)
    this.#digressions = new Digressions(flow)
    const digressions = digressionsOf(flow, this.#calls)
    this.resumable = new Set(digressions.map(({ state }) => state))
    this.#digressedTo = new Set(digressions.map(({ call }) => call.flow))
  }

  /** The state that a call enters. */
  firstOf(called: string): string {
    return firstStateOf(this.#flow, called) ?? ''
  }

  /** The ways back from a state that ends a flow, to those who name its outcome. */
  returnsFrom(state: string): readonly FlowReturn[] {
    return returnsFrom(this.#calls, state)
  }

  /** Whether who digressed may be resumed from a state that ends a flow. */
  mayResume(state: string): boolean {
    const home = flowNameOf(state)
    return home !== null && this.#digressedTo.has(home)
  }

  /** Whether a state may ever take a transition, as far as calls go. */
  mayTake(state: string, next: NextState): boolean {
    return this.#digressions.mayTake(state, next)
  }

  /** The guard by which a flow is active once. */
  restGuard(state: string, next: NextState): GuardExpression {
    const called = callOf(next)?.call
    const flows = called === undefined ? [] : (this.#digressions.mustRest(state, called) ?? [])
    return flows.length === 0 ? true : { type: 'noneActive', params: { flows } }
  }
}
