import type { ConversationFlow, FlowState, Go, NextState, OnEvent, Place } from '../../src/definition/flow.js'

/** One call that is being run. */
export interface Frame {
  readonly flow: string
  readonly from: string
  readonly by: { readonly scope: 'own' | 'global' | 'event'; readonly name: string } | null
}

/** The flow that a state belongs to; null for one of the root. */
export function homeOf(state: string): string | null {
  return state.includes('/') ? (state.split('/')[0] ?? null) : null
}

/** The name of a state within its flow. */
export function nameInFlow(state: string): string {
  return state.split('/').at(-1) ?? state
}

/** The full names of all states. */
export function allStates({ states, flows = {} }: ConversationFlow): string[] {
  const inner = Object.entries(flows).flatMap(([name, flow]) => Object.keys(flow.states).map((state) => `${name}/${state}`))
  return [...Object.keys(states), ...inner]
}

const definitions = new WeakMap<ConversationFlow, Map<string, FlowState | undefined>>()

/** A state by its full name, with full names for the states that it leads to; the same object each time. */
export function definitionOf(flow: ConversationFlow, name: string): FlowState | undefined {
  const known = definitions.get(flow) ?? new Map<string, FlowState | undefined>()
  definitions.set(flow, known)
  if (!known.has(name)) known.set(name, definition(flow, name))
  return known.get(name)
}

function definition(flow: ConversationFlow, name: string): FlowState | undefined {
  const home = homeOf(name)
  if (home === null) return flow.states[name]
  const state = flow.flows?.[home]?.states[nameInFlow(name)]
  if (!state) return undefined
  const full = (target: string) => `${home}/${target}`
  const copy: Record<string, unknown> = { ...state }
  if (state.advanceTo !== undefined) copy.advanceTo = full(state.advanceTo)
  if (state.onLimit !== undefined) copy.onLimit = full(state.onLimit)
  if (state.invoke?.onError !== undefined) copy.invoke = { ...state.invoke, onError: full(state.invoke.onError) }
  if (state.noMatch?.to !== undefined) copy.noMatch = { ...state.noMatch, to: full(state.noMatch.to) }
  if (state.timeout?.to !== undefined) copy.timeout = { ...state.timeout, to: full(state.timeout.to) }
  if (state.on) copy.on = Object.fromEntries(Object.entries(state.on).map(([event, handler]) => [event, leading(handler, full)]))
  if (state.nextStates)
    copy.nextStates = Object.fromEntries(Object.entries(state.nextStates).map(([key, next]) => [key, renamed(next, full)]))
  return copy
}

function leading(handler: OnEvent, full: (name: string) => string): OnEvent {
  if (typeof handler === 'string') return full(handler)
  const back = Object.entries(handler.nextStates ?? {}).map(([outcome, place]) => [outcome, renamed(place, full)] as const)
  return {
    ...handler,
    ...(handler.to === undefined ? {} : { to: full(handler.to) }),
    ...(handler.nextStates === undefined ? {} : { nextStates: Object.fromEntries(back) as Record<string, Place | Go> }),
  }
}

function renamed(next: NextState, full: (name: string) => string): NextState {
  if (typeof next === 'string') return full(next)
  if ('call' in next) {
    const back = Object.entries(next.nextStates ?? {}).map(([outcome, place]) => [outcome, renamed(place, full)] as const)
    return { ...next, nextStates: Object.fromEntries(back) as Record<string, Place | Go> }
  }
  if ('to' in next) return { ...next, to: renamed(next.to, full) as Place }
  return { ...next, candidates: next.candidates.map(full) }
}

/** The full name of the state that a flow begins in. */
export function firstOf(flow: ConversationFlow, name: string): string {
  const called = flow.flows?.[name]
  const first = called?.initialState ?? Object.keys(called?.states ?? {})[0]
  if (first === undefined) throw new Error(`There is no flow ${JSON.stringify(name)}`)
  return `${name}/${first}`
}

/** A flow, and those that its call states can reach. */
export function reachedByCallStates(flow: ConversationFlow, name: string): string[] {
  const reached = [name]
  for (const each of reached) {
    for (const { call } of Object.values(flow.flows?.[each]?.states ?? {}))
      if (call !== undefined && !reached.includes(call)) reached.push(call)
  }
  return reached
}

/** The flows that may be on the stack while a state of this flow is the current one. */
export function mayBeActive(flow: ConversationFlow, home: string): string[] {
  const active = [home]
  for (const each of active) {
    for (const caller of allStates(flow)) {
      const from = homeOf(caller)
      if (from === null || active.includes(from) || !mayCall(flow, caller, each)) continue
      active.push(from)
    }
  }
  return active
}

function mayCall(flow: ConversationFlow, caller: string, called: string): boolean {
  const state = definitionOf(flow, caller)
  if (state?.call === called) return true
  const ways = [...Object.values(state?.nextStates ?? {}), ...Object.values(flow.globalNextStates ?? {})]
  const handlers = [...Object.values(state?.on ?? {}), ...Object.values(flow.on ?? {})]
  const digresses = [...ways, ...handlers].some((next) => typeof next === 'object' && 'call' in next && next.call === called)
  return digresses && !reachedByCallStates(flow, called).includes(homeOf(caller) ?? '')
}
