import type { ConversationFlow } from '../../definition/flow.js'
import { callsOf, digressionsOf, outcomesOf, resumesAfter } from '../../definition/flows/calls.js'
import { flowNameOf, fullName, ownName } from '../../definition/flows/full-name.js'
import { subFlowOf } from '../../definition/flows/unfold.js'
import { callOf } from '../../definition/next-state.js'
import { listens } from '../../definition/state-facts.js'
import { wordingsOf } from '../../definition/wordings.js'
import type { StackFrame } from '../../machine/context.js'
import type { ConversationEmitted } from '../../machine/events.js'
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
    Object.keys(nextStates).map((outcome): Goal => {
      return { kind: 'outcome', state: fullName(called, outcome), caller: from, name: by?.name ?? null }
    }),
  )
  return [...new Map([...taken, ...resumed, ...outcomes].map((goal) => [goalKey(goal), goal])).values()]
}

/** Follows the stack through what a machine tells, to know who gets an outcome. */
export class CallsTold {
  readonly #flow: ConversationFlow
  #stack: readonly StackFrame[]

  constructor(flow: ConversationFlow, stack: readonly StackFrame[] = []) {
    this.#flow = flow
    this.#stack = stack
  }

  /** Returns the keys of the goals of calls that an event has shown. */
  hear(event: ConversationEmitted, isLimit: boolean): readonly string[] {
    if (event.type === 'state.resumed') {
      this.#stack = this.#stack.slice(0, -1)
      return [goalKey({ kind: 'resumed', state: event.state })]
    }
    if (event.type !== 'state.entered' || event.from === null) return []
    const shown = isLimit ? [] : this.#shownBy(event.from, event.state, event.transition)
    const home = flowNameOf(event.state)
    this.#stack = home === null ? [] : this.#stack.slice(0, this.#stack.findLastIndex(({ flow }) => flow === home) + 1)
    return shown
  }

  #shownBy(from: string, state: string, transition: string | null): readonly string[] {
    const [called, by] = this.#calledBy(from, transition)
    if (called !== undefined && flowNameOf(state) === called) {
      this.#stack = [...this.#stack, { flow: called, from, by }]
      return by === null ? [] : [goalKey({ kind: 'digression', state: null, name: by.name, flow: called })]
    }
    const frame = this.#stack.at(-1)
    const isOutcome = frame !== undefined && frame.flow === flowNameOf(from) && transition === ownName(from)
    if (!isOutcome) return []
    const caller = frame.by?.scope === 'global' ? null : frame.from
    return [goalKey({ kind: 'outcome', state: from, caller, name: frame.by?.name ?? null })]
  }

  #calledBy(from: string, transition: string | null): readonly [string | undefined, StackFrame['by']] {
    const state = this.#flow.states[from]
    if (transition === null) return [state?.call, null]
    const own = Object.hasOwn(state?.transitions ?? {}, transition)
    const next = own ? state?.nextStates?.[transition] : this.#flow.globalNextStates?.[transition]
    return [next === undefined ? undefined : callOf(next)?.call, { scope: own ? 'own' : 'global', name: transition }]
  }
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

  constructor(flow: ConversationFlow) {
    this.#flow = flow
    this.#resting = new Set(Object.keys(flow.flows ?? {}).filter((name) => rests(flow, name)))
  }

  mayOffer(state: string, fires: { readonly name: string; readonly scope: 'own' | 'global' } | null): boolean {
    if (fires === null || this.#resting.size === 0) return true
    const next = fires.scope === 'own' ? this.#flow.states[state]?.nextStates?.[fires.name] : this.#flow.globalNextStates?.[fires.name]
    const called = next === undefined ? undefined : callOf(next)?.call
    if (called === undefined || !this.#resting.has(called)) return true
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
