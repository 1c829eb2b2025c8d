import fc from 'fast-check'
import type { Condition, ConversationData } from '../../src/conditions/condition.js'
import type { ConversationFlow, FlowState } from '../../src/definition/flow.js'
import { noMatch, type Place, prompt, state, stateNumber, timeout, transitions } from './random-state.js'

const GLOBAL_NAMES = ['help', 'quit']

const settings = fc.record(
  {
    maxLoops: fc.integer({ min: 1, max: 3 }),
    maxTurns: fc.integer({ min: 1, max: 4 }),
    maxMessageLength: fc.constantFrom(8, 20),
    timeoutSeconds: fc.constantFrom(20, 60),
    budget: fc.oneof(fc.record({ modelCalls: fc.nat(4) }), fc.record({ tokens: fc.nat(12) })),
    transitionOrder: fc.constantFrom('declared', 'specific', 'specific'),
    history: fc.record({ maxMessages: fc.integer({ min: 2, max: 5 }) }),
    systemPrompt: prompt,
    initialContext: fc.constantFrom({ tier: 'gold' }, { tier: 'silver', amount: 7, topic: 'yes' }),
  },
  { requiredKeys: [] },
)

const shared = fc.record({ onLimit: stateNumber, noMatch, timeout, globals: transitions(GLOBAL_NAMES, 2) }, { requiredKeys: [] })

/** Any flow that keeps the rules of structure, with two to seven states. */
export const randomFlow: fc.Arbitrary<ConversationFlow> = fc
  .tuple(fc.array(state, { minLength: 2, maxLength: 7, size: 'medium' }), settings, shared)
  .map(([states, plain, { onLimit, noMatch: missed, timeout: silence, globals }]) => {
    const names = states.map((_, index) => `state_${index + 1}`)
    const place: Place = (number) => names[number % names.length] ?? ''
    const ways = globals?.(place)
    const placed = states.map((of, index): [string, FlowState] => [place(index), of(place)])
    return withoutEndlessCycles({
      name: 'random',
      initialState: place(0),
      states: Object.fromEntries(ways === undefined ? placed.map(withoutGlobals) : placed),
      prompts: { greeting: { say: 'Hello {{tier}}' }, wording: { instruct: 'Word it for {{text}}' } },
      ...plain,
      ...(onLimit === undefined ? {} : { onLimit: place(onLimit) }),
      ...(missed === undefined ? {} : { noMatch: missed(place) }),
      ...(silence === undefined ? {} : { timeout: silence(place) }),
      ...(ways === undefined ? {} : { globalTransitions: ways.transitions, globalNextStates: ways.nextStates }),
    })
  })

/** Where there are no global transitions, a state can list none. */
function withoutGlobals([name, { globals: _globals, ...state }]: [string, FlowState]): [string, FlowState] {
  return [name, state]
}

/** A cycle that no user interrupts has a limit: where no state on it has one, the flow gets one. */
function withoutEndlessCycles(flow: ConversationFlow): ConversationFlow {
  if (flow.maxLoops !== undefined) return flow
  const unlimited = Object.entries(flow.states).filter(([, { maxLoops }]) => maxLoops === undefined)
  const edges = new Map(unlimited.map(([name, from]) => [name, statesWithoutUser(flow, from)]))
  const endless = [...edges.keys()].some((name) => reaches(edges, name, name, new Set()))
  return endless ? { ...flow, maxLoops: 2 } : flow
}

/** Where a state may lead with nobody saying anything. A limit counts: it may lead back. */
function statesWithoutUser(flow: ConversationFlow, from: FlowState): string[] {
  const onReply = from.transitionsOn === 'reply' || from.transitionsOn === 'entry' ? Object.values(from.nextStates ?? {}) : []
  const chosen = onReply.flatMap((next) => {
    const to = typeof next === 'object' && 'to' in next ? next.to : next
    return typeof to === 'string' ? [to] : 'candidates' in to ? to.candidates : []
  })
  return [from.advanceTo, from.invoke?.onError, from.onLimit ?? flow.onLimit, ...chosen, ...limitsOf(flow)].filter(
    (name) => name !== undefined,
  )
}

/** Where the limits of states lead, whoever comes there. */
function limitsOf(flow: ConversationFlow): string[] {
  return Object.values(flow.states).flatMap(({ onLimit }) => (onLimit === undefined ? [] : [onLimit]))
}

function reaches(edges: ReadonlyMap<string, readonly string[]>, from: string, wanted: string, seen: Set<string>): boolean {
  return (edges.get(from) ?? []).some((next) => {
    if (next === wanted) return true
    if (seen.has(next)) return false
    seen.add(next)
    return reaches(edges, next, wanted, seen)
  })
}

/** A flow that asks over and over, with these conditions on the way to its end. */
export function flowWith(conditions: readonly Condition[], initialContext: ConversationData = {}): ConversationFlow {
  const names = conditions.map((_, index) => `way_${index + 1}`)
  return {
    name: 'of_conditions',
    initialState: 'start',
    initialContext,
    states: {
      start: {
        prompt: { say: 'Yes?' },
        transitions: Object.fromEntries(conditions.map((condition, index) => [names[index] ?? '', condition])),
        nextStates: Object.fromEntries(names.map((name) => [name, 'end'])),
      },
      end: { prompt: { say: 'Fine.' } },
    },
  }
}
