import type { ConversationFlow } from '../../definition/flow.js'
import {
  callsOf,
  type Digression,
  Digressions,
  digressionsOf,
  type FlowCall,
  outcomesOf,
  resumesAfter,
} from '../../definition/flows/calls.js'
import { flowNameOf, fullName, ownName } from '../../definition/flows/full-name.js'
import { subFlowOf } from '../../definition/flows/unfold.js'
import { callOf } from '../../definition/next-state.js'
import { listens } from '../../definition/state-facts.js'
import { wordingsOf } from '../../definition/wordings.js'
import type { ConversationContext, StackFrame } from '../../machine/context.js'
import type { ConversationEmitted } from '../../machine/events.js'
import type { ScriptCandidate } from '../script/state-script.js'
import { type Goal, goalKey } from './goal.js'

/** Returns what paths are to show of a flow's calls: each digression, each state that goes on after one, each outcome of each who names it. */
export function callGoals(flow: ConversationFlow): readonly Goal[] {
  const calls = callsOf(flow)
  const digressions = digressionsOf(flow, calls)
  const taken = digressions.map(({ call }): Goal => ({ kind: 'digression', state: null, name: call.by?.name ?? '', flow: call.flow }))
  const resumed = digressions
    .filter(({ call }) => outcomesOf(flow, call.flow).some((outcome) => resumesAfter(call, outcome)))
    .map(({ state }): Goal => ({ kind: 'resumed', state }))
  const outcomes = calls.flatMap(({ flow: called, from, by, nextStates }) =>
    (by === null ? Object.keys(nextStates) : outcomesOf(flow, called)).map((outcome): Goal => {
      return { kind: 'outcome', state: fullName(called, outcome), caller: from, name: by?.name ?? null }
    }),
  )
  return [...new Map([...taken, ...heldBack(flow, digressions), ...resumed, ...outcomes].map((goal) => [goalKey(goal), goal])).values()]
}

/** A flow is active once, so its digression may have to be passed over. */
function heldBack(flow: ConversationFlow, digressions: readonly Digression[]): readonly Goal[] {
  const rules = new Digressions(flow)
  return digressions.flatMap(({ state, call }): readonly Goal[] => {
    const { by, from, flow: called } = call
    const mayBeActive = (rules.mustRest(state, called) ?? []).length > 0
    return by === null || by.scope === 'event' || !mayBeActive ? [] : [{ kind: 'heldBack', state: from, name: by.name, flow: called }]
  })
}

/** Tells which digressions were passed over, as their flows were active. */
export class HeldBack {
  readonly #flow: ConversationFlow
  readonly #digressions: Digressions

  constructor(flow: ConversationFlow) {
    this.#flow = flow
    this.#digressions = new Digressions(flow)
  }

  /** Whether a transition calls a flow that may not be called now. */
  holds(state: string, fires: Fires, stack: readonly StackFrame[] = []): boolean {
    const called = calledBy(this.#flow, state, fires)
    if (called === undefined || stack.length === 0) return false
    const resting = this.#digressions.mustRest(state, called) ?? []
    return stack.some(({ flow }) => resting.includes(flow))
  }

  /** The keys of what a message has shown that would otherwise have taken a digression. */
  shown(state: string, fires: Fires, { stack }: ConversationContext, happened: readonly ConversationEmitted[]): readonly string[] {
    const called = calledBy(this.#flow, state, fires)
    if (called === undefined || !this.holds(state, fires, stack)) return []
    const isTaken = happened.some((event) => event.type === 'state.entered' && event.from === state && event.transition === fires.name)
    return isTaken ? [] : [goalKey({ kind: 'heldBack', state: fires.scope === 'own' ? state : null, name: fires.name, flow: called })]
  }
}

type Fires = Pick<ScriptCandidate, 'name' | 'scope'>

function calledBy({ states, globalNextStates }: ConversationFlow, state: string, { name, scope }: Fires): string | undefined {
  const next = scope === 'own' ? states[state]?.nextStates?.[name] : globalNextStates?.[name]
  return next === undefined ? undefined : callOf(next)?.call
}

/** Follows the stack through what a machine tells, to know who gets an outcome. */
export class CallsTold {
  readonly #flow: ConversationFlow
  readonly #eventCalls: readonly FlowCall[]
  #stack: readonly StackFrame[]

  constructor(flow: ConversationFlow, stack: readonly StackFrame[] = []) {
    this.#flow = flow
    this.#eventCalls = callsOf(flow).filter(({ by }) => by?.scope === 'event')
    this.#stack = stack
  }

  /** Returns the keys of the goals of calls that an event has shown. */
  hear(event: ConversationEmitted, isLimit: boolean): readonly string[] {
    if (event.type === 'state.resumed') {
      const frame = this.#stack.at(-1)
      this.#stack = this.#stack.slice(0, -1)
      return [goalKey({ kind: 'resumed', state: event.state }), ...(frame === undefined ? [] : [outcomeKey(frame, event.from)])]
    }
    if (event.type !== 'state.entered' || event.from === null) return []
    const shown = isLimit ? [] : this.#shownBy(event.from, event.state, event.transition)
    const home = flowNameOf(event.state)
    this.#stack = home === null ? [] : this.#stack.slice(0, this.#stack.findLastIndex(({ flow }) => flow === home) + 1)
    return shown
  }

  #shownBy(from: string, state: string, transition: string | null): readonly string[] {
    const [called, by] = this.#calledBy(from, transition, state)
    if (called !== undefined && flowNameOf(state) === called) {
      this.#stack = [...this.#stack, { flow: called, from, by }]
      return by === null ? [] : [goalKey({ kind: 'digression', state: null, name: by.name, flow: called })]
    }
    const frame = this.#stack.at(-1)
    const isOutcome = frame !== undefined && frame.flow === flowNameOf(from) && transition === ownName(from)
    return isOutcome ? [outcomeKey(frame, from)] : []
  }

  #calledBy(from: string, transition: string | null, entered: string): readonly [string | undefined, StackFrame['by']] {
    const state = this.#flow.states[from]
    if (transition === null) return state?.call === undefined ? this.#calledByEvent(from, entered) : [state.call, null]
    const own = Object.hasOwn(state?.transitions ?? {}, transition)
    const next = own ? state?.nextStates?.[transition] : this.#flow.globalNextStates?.[transition]
    return [next === undefined ? undefined : callOf(next)?.call, { scope: own ? 'own' : 'global', name: transition }]
  }

  /** No transition leads into another flow but by a call: the event is one that calls it. */
  #calledByEvent(from: string, entered: string): readonly [string | undefined, StackFrame['by']] {
    const called = flowNameOf(entered)
    const call = this.#eventCalls.find((each) => each.from === from && each.flow === called && called !== flowNameOf(from))
    return [call?.flow, call?.by ?? null]
  }
}

function outcomeKey({ by, from }: StackFrame, ending: string): string {
  return goalKey({ kind: 'outcome', state: ending, caller: by?.scope === 'global' ? null : from, name: by?.name ?? null })
}

/**
 * Limits what is offered on walks: a digression into a flow that waits for somebody is offered from one state, and each state is offered one
 * such, both the first met, as the product of states and digressions is not walked.
 */
export class OfferedDigressions {
  readonly #flow: ConversationFlow
  readonly #resting: ReadonlySet<string>
  readonly #stateOf = new Map<string, string>()
  readonly #digressionOf = new Map<string, string>()
  readonly #heldBack: HeldBack

  constructor(flow: ConversationFlow) {
    this.#flow = flow
    this.#heldBack = new HeldBack(flow)
    this.#resting = new Set(Object.keys(flow.flows ?? {}).filter((name) => rests(flow, name)))
  }

  mayOffer({ state, stack }: ConversationContext, fires: Fires | null): boolean {
    if (fires === null || this.#resting.size === 0) return true
    const called = calledBy(this.#flow, state, fires)
    if (called === undefined || !this.#resting.has(called)) return true
    // What is not taken leads to no other states.
    if (this.#heldBack.holds(state, fires, stack)) return true
    const digression = fires.scope === 'own' ? `${state} ${fires.name}` : fires.name
    if (!this.#stateOf.has(digression)) this.#stateOf.set(digression, state)
    if (!this.#digressionOf.has(state)) this.#digressionOf.set(state, digression)
    return this.#stateOf.get(digression) === state || this.#digressionOf.get(state) === digression
  }
}

/** Tells whether a flow may wait for somebody: the user, the model or an actor. */
function rests(flow: ConversationFlow, name: string): boolean {
  return Object.values(subFlowOf(flow, name)?.states ?? {}).some(
    (state) => listens(state) || state.invoke !== undefined || state.call !== undefined || needsModel(flow, state.prompt),
  )
}

function needsModel(flow: ConversationFlow, prompt: ConversationFlow['systemPrompt']): boolean {
  if (prompt === undefined) return false
  const definition = typeof prompt === 'string' ? flow.prompts?.[prompt] : prompt
  return definition === undefined || [...wordingsOf(definition)].some(({ wording }) => wording.instruct !== undefined)
}
