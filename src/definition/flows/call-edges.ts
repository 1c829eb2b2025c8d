import type { ConversationFlow, FlowState } from '../flow.js'
import type { FlowEdge } from '../flow-edge.js'
import { targetsOf } from '../next-state.js'
import { isTerminal, stateOf } from '../state-facts.js'
import { callsOf, Digressions, digressionsOf, type FlowCall, firstStateOf, resumesAfter, returnsFrom } from './calls.js'
import { flowNameOf, ownName } from './full-name.js'

/** Gives the edges by which the states of an unfolded flow call its flows, and come back from them. */
export class CallEdges {
  readonly #flow: ConversationFlow
  readonly #calls: readonly FlowCall[]
  /** Who may be resumed from a flow, with the digression that they took. */
  readonly #resumed = new Map<string, { readonly state: string; readonly call: FlowCall }[]>()
  readonly #digressions: Digressions

  constructor(flow: ConversationFlow) {
    this.#flow = flow
    this.#calls = callsOf(flow)
    this.#digressions = new Digressions(flow)
    for (const digression of digressionsOf(flow, this.#calls)) {
      const known = this.#resumed.get(digression.call.flow)
      if (known === undefined) this.#resumed.set(digression.call.flow, [digression])
      else known.push(digression)
    }
  }

  /** Whether a state that rests may call a flow, and be resumed. */
  mayCall(from: string, called: string): boolean {
    return this.#digressions.mustRest(from, called) !== undefined
  }

  /** The edge of a digression; none where the state's own flow forbids it, or nothing is called. */
  digression(from: string, name: string, called: string): readonly FlowEdge[] {
    const to = firstStateOf(this.#flow, called)
    const may = to !== undefined && this.#digressions.mustRest(from, called) !== undefined
    return may ? [{ from, to, kind: 'digression', name }] : []
  }

  /** The edges by which a state calls a flow, and by which one that ends a flow comes back. */
  of(from: string, state: FlowState): readonly FlowEdge[] {
    if (state.call !== undefined) {
      const to = firstStateOf(this.#flow, state.call)
      return to === undefined ? [] : [{ from, to, kind: 'call' }]
    }
    const home = flowNameOf(from)
    return home === null || !isTerminal(state) ? [] : [...this.#returns(from), ...this.#resumes(from, home)]
  }

  #returns(from: string): readonly FlowEdge[] {
    const targets = returnsFrom(this.#calls, from).flatMap(({ next }) => targetsOf(next))
    return [...new Set(targets)].map((to) => ({ from, to, kind: 'return', name: ownName(from) }))
  }

  #resumes(from: string, home: string): readonly FlowEdge[] {
    const resumed = (this.#resumed.get(home) ?? []).filter(({ call }) => resumesAfter(call, ownName(from))).map(({ state }) => state)
    return [...new Set(resumed)].map((to) => ({ from, to, kind: 'resume' }))
  }
}

/** Tells whether an edge puts a flow on the stack: a limit that stops it leaves the called flow out of it. */
export function calls({ kind }: Pick<FlowEdge, 'kind'>): boolean {
  return kind === 'call' || kind === 'digression'
}

/**
 * Gives the ways by which a state that calls a flow gets past it without the user: one step for each outcome that the flow reaches by itself. Where
 * a reply made the state call it, an outcome that is not named leads back into the state, which then speaks again.
 *
 * @param automatic the edges inside of each flow that the user has no part in
 */
export function stepsPastCalls(flow: ConversationFlow, automatic: readonly FlowEdge[]): readonly FlowEdge[] {
  const passing = new PassedFlows(flow, automatic)
  const onReply = new Set(automatic.flatMap(({ from, kind, name }) => (kind === 'digression' ? [`${from} ${name}`] : [])))
  return callsOf(flow).flatMap((call): readonly FlowEdge[] => {
    const { from, by } = call
    if (from === null || (by !== null && !onReply.has(`${from} ${by.name}`))) return []
    return passing.steps(from, call)
  })
}

class PassedFlows {
  readonly #flow: ConversationFlow
  readonly #edges = new Map<string, FlowEdge[]>()
  readonly #outcomes = new Map<string, readonly string[]>()
  readonly #callStates: ReadonlyMap<string, FlowCall>

  constructor(flow: ConversationFlow, automatic: readonly FlowEdge[]) {
    this.#flow = flow
    this.#callStates = new Map(callsOf(flow).flatMap((call) => (call.by === null && call.from !== null ? [[call.from, call]] : [])))
    for (const edge of automatic) {
      const known = this.#edges.get(edge.from)
      if (known === undefined) this.#edges.set(edge.from, [edge])
      else known.push(edge)
    }
  }

  steps(from: string, { flow, nextStates, by }: FlowCall): readonly FlowEdge[] {
    return this.#passed(flow).flatMap((outcome): readonly FlowEdge[] => {
      const next = Object.hasOwn(nextStates, outcome) ? nextStates[outcome] : undefined
      if (next !== undefined) return targetsOf(next).map((to) => ({ from, to, kind: 'return', name: outcome }))
      return by === null ? [] : [{ from, to: from, kind: 'resume' }]
    })
  }

  /** The outcomes that a flow reaches by itself. A flow that calls itself is an error of its own, and passes nothing here. */
  #passed(called: string): readonly string[] {
    const known = this.#outcomes.get(called)
    if (known !== undefined) return known
    this.#outcomes.set(called, [])
    const first = firstStateOf(this.#flow, called)
    const reached = new Set(first === undefined ? [] : [first])
    for (const name of reached) {
      const call = this.#callStates.get(name)
      const steps = [...(this.#edges.get(name) ?? []), ...(call === undefined ? [] : this.steps(name, call))]
      for (const { to } of steps) if (flowNameOf(to) === called) reached.add(to)
    }
    const outcomes = [...reached].filter((name) => isEnding(this.#flow, name)).map(ownName)
    this.#outcomes.set(called, outcomes)
    return outcomes
  }
}

function isEnding(flow: ConversationFlow, name: string): boolean {
  const state = stateOf(flow, name)
  return state !== undefined && isTerminal(state)
}
