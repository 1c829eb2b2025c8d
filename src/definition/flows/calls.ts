import type { DiagnosticPath } from '../../diagnostics/diagnostic.js'
import type { CallBack, ConversationFlow, EventWay, FlowState, Go, NextState, Place } from '../flow.js'
import { callOf } from '../next-state.js'
import { eventWayIn, hearsGlobal, isTerminal, listens, rests } from '../state-facts.js'
import { flowNameOf, fullName, ownName } from './full-name.js'
import { subFlowOf } from './unfold.js'

/** Names the transition or the event that calls a flow; null stands for a call state. */
export type CallPlace = { readonly scope: 'own' | 'global' | 'event'; readonly name: string } | null

/** Describes one place of an unfolded flow that calls a flow. */
export interface FlowCall {
  readonly flow: string
  /** The state that calls; null for a global transition, which any state that listens may take. */
  readonly from: string | null
  readonly by: CallPlace
  /** Where the outcomes lead that are named; by the ending states' own names. */
  readonly nextStates: Readonly<Record<string, Place | Go>>
  readonly path: DiagnosticPath
}

/** Returns every call of an unfolded flow: state by state as declared, then the global transitions, then what events call, once for each state that rests. */
export function callsOf(flow: ConversationFlow): readonly FlowCall[] {
  const own = Object.entries(flow.states).flatMap(([name, state]) => {
    const path = ['states', name]
    return state.call === undefined ? digressions(name, 'own', state.nextStates, path) : [callOfState(name, state.call, state)]
  })
  return [...own, ...digressions(null, 'global', flow.globalNextStates, ['globalNextStates']), ...callsOfEvents(flow)]
}

function callsOfEvents(flow: ConversationFlow): readonly FlowCall[] {
  return Object.keys(flow.events ?? {}).flatMap((name) =>
    Object.entries(flow.states).flatMap(([from, state]): readonly FlowCall[] => {
      const { call, nextStates = {} } = eventWayIn(flow, state, name) ?? {}
      if (call === undefined || !rests(state)) return []
      const path = state.on !== undefined && Object.hasOwn(state.on, name) ? ['states', from, 'on', name] : ['on', name]
      return [{ flow: call, from, by: { scope: 'event', name }, nextStates, path }]
    }),
  )
}

/** Returns the state that an event leads to: its own, or the first one of the flow that it calls. */
export function eventTargetOf(flow: ConversationFlow, { to, call }: EventWay): string | undefined {
  return to ?? (call === undefined ? undefined : firstStateOf(flow, call))
}

function callOfState(from: string, flow: string, { nextStates = {} }: FlowState): FlowCall {
  const backs = Object.entries(nextStates).flatMap(([outcome, next]) => (isBack(next) ? [[outcome, next] as const] : []))
  return { flow, from, by: null, nextStates: Object.fromEntries(backs), path: ['states', from] }
}

function isBack(next: NextState): next is Place | Go {
  return callOf(next) === undefined
}

function digressions(
  from: string | null,
  scope: 'own' | 'global',
  nextStates: Readonly<Record<string, NextState>> = {},
  path: DiagnosticPath,
): readonly FlowCall[] {
  return Object.entries(nextStates).flatMap(([name, next]): readonly FlowCall[] => {
    const back: CallBack | undefined = callOf(next)
    const place = scope === 'own' ? [...path, 'nextStates', name] : [...path, name]
    return back === undefined ? [] : [{ flow: back.call, from, by: { scope, name }, nextStates: back.nextStates ?? {}, path: place }]
  })
}

/** Returns the full name of the state that a flow of the flow begins in; undefined where there is no such flow, or it has no states. */
export function firstStateOf(flow: ConversationFlow, name: string): string | undefined {
  const called = subFlowOf(flow, name)
  const first = called?.initialState ?? Object.keys(called?.states ?? {})[0]
  return first === undefined ? undefined : fullName(name, first)
}

/** Returns the outcomes of a flow of the flow: the own names of the states that end it. */
export function outcomesOf(flow: ConversationFlow, name: string): readonly string[] {
  const states = Object.entries(subFlowOf(flow, name)?.states ?? {})
  return states.filter(([, state]) => isTerminal(state)).map(([state]) => state)
}

/** Returns a flow and every flow that its call states can reach. */
export function calledWithin(flow: ConversationFlow, name: string): ReadonlySet<string> {
  const reached = new Set([name])
  for (const each of reached) {
    for (const { call } of Object.values(subFlowOf(flow, each)?.states ?? {})) if (call !== undefined) reached.add(call)
  }
  return reached
}

/**
 * Answers which flows keep a digression from being taken. A flow is active once: a digression does not hold while its flow, or one that this
 * flow's call states reach, is on the stack.
 */
export class Digressions {
  readonly #flow: ConversationFlow
  readonly #within = new Map<string, ReadonlySet<string>>()
  #active: ReadonlyMap<string, ReadonlySet<string>> | undefined

  /** @param flow an unfolded flow */
  constructor(flow: ConversationFlow) {
    this.#flow = flow
  }

  /** Returns the flows that must not be active when a state digresses to a flow; undefined where the state never may. */
  mustRest(from: string, called: string): readonly string[] | undefined {
    const within = this.#within.get(called) ?? calledWithin(this.#flow, called)
    this.#within.set(called, within)
    const home = flowNameOf(from)
    if (home === null) return []
    if (within.has(home)) return undefined
    this.#active ??= activeFlows(this.#flow)
    const active = this.#active.get(home)
    return [...within].filter((name) => active?.has(name))
  }

  /** Tells whether a state may ever take a transition, as far as calls go: all but the digressions that its own flow forbids. */
  mayTake(from: string, next: NextState): boolean {
    const called = callOf(next)?.call
    return called === undefined || this.mustRest(from, called) !== undefined
  }
}

/** Returns, for each flow of the flow, the flows that may be on the stack in its states. */
export function activeFlows(flow: ConversationFlow): ReadonlyMap<string, ReadonlySet<string>> {
  const active = new Map(Object.keys(flow.flows ?? {}).map((name) => [name, new Set([name])]))
  const steps = callsOf(flow).flatMap(({ flow: to, from }) =>
    from === null ? [...active.keys()].map((home) => [home, to] as const) : [[flowNameOf(from), to] as const],
  )
  for (let grown = true; grown; ) {
    grown = false
    for (const [from, to] of steps) {
      const [below, above] = [from === null ? undefined : active.get(from), active.get(to)]
      if (below === undefined || above === undefined || calledWithin(flow, to).has(from ?? '')) continue
      const before = above.size
      for (const name of below) above.add(name)
      grown ||= above.size > before
    }
  }
  return active
}

/** Describes one way back from an ending state: who called, and where the outcome leads. */
export interface FlowReturn {
  readonly call: FlowCall
  readonly next: Place | Go
}

/** Returns the ways back from a state that ends a flow, to those who name its outcome. */
export function returnsFrom(calls: readonly FlowCall[], state: string): readonly FlowReturn[] {
  const [flowName, outcome] = [flowNameOf(state), ownName(state)]
  return calls.flatMap((call) => {
    const next = call.flow === flowName && Object.hasOwn(call.nextStates, outcome) ? call.nextStates[outcome] : undefined
    return next === undefined ? [] : [{ call, next }]
  })
}

/** Describes a digression as one state may take it. */
export interface Digression {
  readonly state: string
  readonly call: FlowCall
}

/** Returns every digression of an unfolded flow, once for each state that may take it; it is resumed when the outcome is not named. */
export function digressionsOf(flow: ConversationFlow, calls: readonly FlowCall[] = callsOf(flow)): readonly Digression[] {
  const digressions = new Digressions(flow)
  const listening = Object.entries(flow.states).filter(([, state]) => listens(state))
  return calls.flatMap((call) => {
    const { by, from, flow: called } = call
    if (by === null) return []
    if (by.scope === 'event') return from !== null && digressions.mustRest(from, called) !== undefined ? [{ state: from, call }] : []
    const leaving = from === null ? listening : listening.filter(([name]) => name === from)
    return leaving.flatMap(([name, state]): readonly Digression[] => {
      const hears = from !== null || hearsGlobal(state, by.name)
      return hears && digressions.mustRest(name, called) !== undefined ? [{ state: name, call }] : []
    })
  })
}

/** Tells whether the state that digressed goes on where it was, once a flow has ended in this outcome. */
export function resumesAfter({ nextStates }: FlowCall, outcome: string): boolean {
  return !Object.hasOwn(nextStates, outcome)
}
