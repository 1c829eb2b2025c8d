import type { ConversationFlow, NextState } from '../../definition/flow.js'
import type { FlowEdge, FlowEdgeKind } from '../../definition/flow-edge.js'
import { successorsBy, waysOn } from '../../definition/flow-graph.js'
import {
  activeFlows,
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
  readonly #afterLeaving = new Map<string, ReadonlySet<string>>()
  #ways: Ways | undefined

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

  /** Whether a flow may be called from a state although an earlier call of it did not end by an outcome, so that its counts go on. */
  mayGoOnCounting(from: string, called: string): boolean {
    let reached = this.#afterLeaving.get(called)
    if (reached === undefined) {
      this.#ways ??= waysOf(this.#flow)
      reached = reachedAfterLeaving(this.#ways, called)
      this.#afterLeaving.set(called, reached)
    }
    return reached.has(from)
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
    return called === undefined || this.mayCall(state, called)
  }

  /** The guard by which a state may call a flow and be resumed; false where it never may. */
  mayCall(state: string, called: string): GuardExpression {
    const flows = this.#digressions.mustRest(state, called)
    if (flows === undefined) return false
    return flows.length === 0 ? true : { type: 'noneActive', params: { flows } }
  }
}

const OF_CALLS: ReadonlySet<FlowEdgeKind> = new Set(['call', 'digression', 'return', 'resume'])

/** All ways of a flow, and what may be called in its flows: found once, however many flows there are. */
interface Ways {
  /** The edges that lead out of a flow by anything but a call or an outcome. */
  readonly leaving: readonly FlowEdge[]
  readonly successors: ReadonlyMap<string, readonly string[]>
  readonly active: ReadonlyMap<string, ReadonlySet<string>>
}

function waysOf(flow: ConversationFlow): Ways {
  const edges = waysOn(flow)
  const leaving = edges.filter(({ from, to, kind }) => {
    const home = flowNameOf(from)
    return home !== null && flowNameOf(to) !== home && !OF_CALLS.has(kind)
  })
  return { leaving, successors: successorsBy(edges), active: activeFlows(flow) }
}

/** Returns the states that a conversation may come to once it has left a flow by anything but an outcome. */
function reachedAfterLeaving({ leaving, successors, active }: Ways, called: string): ReadonlySet<string> {
  const left = leaving.filter(({ from }) => active.get(flowNameOf(from) ?? '')?.has(called) === true)
  const reached = new Set(left.map(({ to }) => to))
  for (const name of reached) for (const next of successors.get(name) ?? []) reached.add(next)
  return reached
}
