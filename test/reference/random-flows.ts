import fc from 'fast-check'
import type { Condition } from '../../src/conditions/condition.js'
import { keyword } from '../../src/conditions/index.js'
import { checkFlow } from '../../src/definition/check-flow.js'
import type { ConversationFlow, FlowState, SubFlow } from '../../src/definition/flow.js'
import { isTerminal } from './conversation.js'
import { condition } from './random-condition.js'
import { randomFlow } from './random-flow.js'
import { type Place, state } from './random-state.js'

const FLOW_NAMES = ['sub_a', 'sub_b', 'sub_c']

/** Who calls, whom, and how the outcomes are handled. */
interface Caller {
  readonly kind: 'state' | 'own' | 'global'
  /** In a flow of the flow, or in the root. */
  readonly home: number
  readonly from: number
  readonly called: number
  readonly guard: Condition
  /** For each outcome: where it leads, or (for a digression) that it is not named. */
  readonly named: readonly number[]
}

/** So that conversations get into flows, and back out of them, within a few messages. */
const oftenSaid = fc
  .subarray(['budget', 'yes', 'crash', 'ok', 'working', 'great', 'no'], { minLength: 2, maxLength: 4 })
  .map((words) => keyword(words))

const caller: fc.Arbitrary<Caller> = fc.record({
  kind: fc.constantFrom<Caller['kind']>('state', 'own', 'own', 'global', 'global'),
  home: fc.nat(4),
  from: fc.nat(6),
  called: fc.nat(2),
  guard: fc.oneof({ weight: 1, arbitrary: condition }, { weight: 3, arbitrary: oftenSaid }),
  named: fc.array(fc.nat(8), { minLength: 3, maxLength: 3 }),
})

const subFlows = fc.array(fc.array(state, { minLength: 1, maxLength: 3, size: 'medium' }), { minLength: 1, maxLength: 3 })

/** Any flow with flows within it that keeps the rules of structure. */
export const randomFlowOfFlows: fc.Arbitrary<ConversationFlow> = fc
  .tuple(randomFlow, subFlows, fc.array(caller, { minLength: 2, maxLength: 9, size: 'medium' }), fc.boolean(), fc.nat(3))
  .map(([any, inner, callers, isSilent, freedom]) => {
    const root = freedom === 0 ? any : unhurried(any)
    const flows = inner.map((states, index) => [FLOW_NAMES[index] ?? '', subFlow(states, isSilent && index === 0)] as const)
    const nested: ConversationFlow = { ...root, flows: Object.fromEntries(flows) }
    return limited(callers.reduce(withCaller, nested))
  })
  .filter((flow) => errorsOf(flow).length === 0)

/** The same flow with the limits that end most random conversations early left out, beginning where somebody listens. */
function unhurried({ maxTurns: _turns, timeoutSeconds: _age, budget: _budget, ...rest }: ConversationFlow): ConversationFlow {
  const [initialState = rest.initialState] = Object.entries(rest.states).find(([, { transitions }]) => transitions !== undefined) ?? []
  return { ...rest, initialState }
}

function errorsOf(flow: ConversationFlow) {
  return checkFlow(flow).filter(({ severity }) => severity === 'error')
}

function subFlow(states: readonly ((place: Place) => FlowState)[], isSilent: boolean): SubFlow {
  const names = [...states.map((_, index) => `state_${index + 1}`), 'done']
  const place: Place = (number) => names[number % names.length] ?? ''
  const placed = states.map((of, index) => [place(index), withoutGlobals(of(place))] as const)
  const done: FlowState = isSilent ? {} : { prompt: { say: 'Done.' } }
  // Every other flow answers at once, and is over.
  const start = states.length % 2 === 0 ? { initialState: 'done' } : {}
  return { ...start, states: { ...Object.fromEntries(placed), done } }
}

function withoutGlobals({ globals: _globals, ...rest }: FlowState): FlowState {
  return rest
}

/** A cycle that no user interrupts has a limit. */
function limited(flow: ConversationFlow): ConversationFlow {
  return flow.maxLoops === undefined && errorsOf(flow).some(({ code }) => code === 'unbounded-cycle') ? { ...flow, maxLoops: 2 } : flow
}

function withCaller(flow: ConversationFlow, made: Caller, index: number): ConversationFlow {
  const names = Object.keys(flow.flows ?? {})
  const called = names[made.called % names.length] ?? ''
  const home = [null, ...names][made.home % (names.length + 1)] ?? null
  const states = home === null ? flow.states : (flow.flows?.[home]?.states ?? {})
  const outcomes = Object.entries(flow.flows?.[called]?.states ?? {}).filter(([, each]) => isTerminal(each))
  if (made.kind === 'global') {
    const way = { call: called, nextStates: nextStates(outcomes, made, Object.keys(flow.states), true) }
    return {
      ...flow,
      globalTransitions: { ...flow.globalTransitions, [`visit_${index}`]: made.guard },
      globalNextStates: { ...flow.globalNextStates, [`visit_${index}`]: way },
    }
  }
  const keys = Object.keys(states)
  const key = keys[made.from % keys.length] ?? ''
  const from = states[key]
  const changed =
    from && (made.kind === 'state' ? callState(from, called, outcomes, made, keys) : digressing(from, called, outcomes, made, keys, index))
  if (!changed) return flow
  const all = { ...states, [key]: changed }
  return home === null ? { ...flow, states: all } : { ...flow, flows: { ...flow.flows, [home]: { ...flow.flows?.[home], states: all } } }
}

type Outcomes = readonly (readonly [string, FlowState])[]

/** Only a state that goes on by itself becomes a call state, so that a flow keeps its outcomes. */
function callState(from: FlowState, called: string, outcomes: Outcomes, made: Caller, keys: readonly string[]): FlowState | undefined {
  if (from.advanceTo === undefined) return undefined
  const { advanceTo: _advanceTo, invoke: _invoke, extract: _extract, ...rest } = from
  return { ...rest, call: called, nextStates: nextStates(outcomes, made, keys, false) }
}

function digressing(
  from: FlowState,
  called: string,
  outcomes: Outcomes,
  made: Caller,
  keys: readonly string[],
  index: number,
): FlowState | undefined {
  if (!from.transitions) return undefined
  const name = `call_${index}`
  return {
    ...from,
    transitions: { ...from.transitions, [name]: made.guard },
    nextStates: { ...from.nextStates, [name]: { call: called, nextStates: nextStates(outcomes, made, keys, true) } },
  }
}

function nextStates(outcomes: Outcomes, { named }: Caller, keys: readonly string[], mayResume: boolean): Record<string, string> {
  const entries = outcomes.flatMap(([outcome], index) => {
    const number = named[index % named.length] ?? 0
    return mayResume && number % 3 > 0 ? [] : [[outcome, keys[number % keys.length] ?? '']]
  })
  return Object.fromEntries(entries)
}
