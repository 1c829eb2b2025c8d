import fc from 'fast-check'
import { keyword } from '../../src/conditions/index.js'
import { checkFlow } from '../../src/definition/check-flow.js'
import type { Change, ConversationFlow, EventWay, FlowState, OnEvent } from '../../src/definition/flow.js'
import { event } from '../../src/definition/index.js'
import { isTerminal } from './conversation.js'
import { allStates, definitionOf, homeOf, nameInFlow } from './flows.js'
import { randomFlowWithFields } from './random-fields.js'
import { randomFlow } from './random-flow.js'
import { randomFlowOfFlows } from './random-flows.js'

const EVENTS = {
  'payment.completed': event({ payload: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] } }),
  'price.changed': event({ payload: { type: 'number' } }),
  'handoff.ended': {},
}

const eventName = fc.constantFrom('payment.completed', 'price.changed', 'handoff.ended')

/** What one event does somewhere. */
interface Handled {
  /** Which state of the flow; the flow itself where there is none of that number. */
  readonly where: number
  readonly event: string
  readonly to: number | null
  readonly saveAs: string | null
  readonly isShort: boolean
  /** Calls a flow of the flow in place of `to`. */
  readonly calls: number | null
  readonly change: Change
}

const handled: fc.Arbitrary<Handled> = fc.record({
  where: fc.nat(11),
  event: eventName,
  to: fc.option(fc.nat(6), { freq: 2 }),
  saveAs: fc.option(fc.constantFrom('order', 'amount', 'topic')),
  isShort: fc.boolean(),
  calls: fc.option(fc.nat(8), { freq: 2 }),
  change: fc.constantFrom<Change>(
    {},
    {},
    {},
    { set: { note: '{{order}}', 'seen.amount': '{{amount}}' } },
    { reset: ['tier', 'order'] },
    { reset: true },
  ),
})

/** A state that waits for events, in the place of another. */
interface Waiting {
  readonly where: number
  readonly event: string
  readonly to: number
  readonly words: readonly string[] | null
  readonly seconds: number | null
}

const waiting: fc.Arbitrary<Waiting> = fc.record({
  where: fc.nat(9),
  event: eventName,
  to: fc.nat(6),
  words: fc.option(fc.subarray(['yes', 'crash', 'working', 'no'], { minLength: 1, maxLength: 2 })),
  seconds: fc.option(fc.constantFrom(5, 10)),
})

const settings = fc.record({ whileBusy: fc.constantFrom('wait', 'interrupt') }, { requiredKeys: [] })

/** Any flow with events that keeps the rules of structure. */
export const randomFlowOfEvents: fc.Arbitrary<ConversationFlow> = fc
  .tuple(
    fc.oneof(randomFlow, randomFlowOfFlows, randomFlowWithFields),
    fc.array(waiting, { maxLength: 3 }),
    fc.array(handled, { minLength: 1, maxLength: 10, size: 'medium' }),
    settings,
  )
  .map(([flow, waits, handlers, rest]) => {
    const listening = waits.reduce(withWaiting, { ...flow, ...rest, events: EVENTS })
    return handlers.reduce(withHandler, listening)
  })
  .filter((flow) => checkFlow(flow).every(({ severity }) => severity !== 'error'))

function withWaiting(flow: ConversationFlow, { where, event: name, to, words, seconds }: Waiting): ConversationFlow {
  return changed(flow, where, (state, keys) => {
    if (!state.transitions) return undefined
    const { prompt, promptParams, maxLoops, onEnter, onExit, onLimit } = state
    const place = keys[to % keys.length] ?? ''
    const kept = Object.entries({ prompt, promptParams, maxLoops, onEnter, onExit, onLimit }).filter(([, value]) => value !== undefined)
    return {
      ...Object.fromEntries(kept),
      transitionsOn: 'event',
      on: { [name]: place },
      ...(words === null ? {} : { transitions: { stop: keyword(words) }, nextStates: { stop: keys[(to + 1) % keys.length] ?? '' } }),
      ...(seconds === null ? {} : { timeout: { seconds, to: keys[(to + 2) % keys.length] ?? '' } }),
    }
  })
}

function withHandler(flow: ConversationFlow, made: Handled): ConversationFlow {
  const { where, event: name } = made
  const handler = (keys: readonly string[]) => handlerOf(flow, made, keys)
  if (where >= allStates(flow).length) {
    const everywhere = handler(Object.keys(flow.states))
    return everywhere === undefined ? flow : { ...flow, on: { ...flow.on, [name]: everywhere } }
  }
  return changed(flow, where, (state, keys) => {
    const own = handler(keys)
    const waits = state.advanceTo === undefined && state.call === undefined
    return own !== undefined && waits ? { ...state, on: { ...state.on, [name]: own } } : undefined
  })
}

function handlerOf(flow: ConversationFlow, { to, saveAs, isShort, calls, change }: Handled, keys: readonly string[]): OnEvent | undefined {
  const kept = { ...change, ...(saveAs === null ? {} : { saveAs }) }
  const called = calls === null ? undefined : Object.keys(flow.flows ?? {})[calls % 3]
  if (called !== undefined) return { ...calling(flow, called, calls ?? 0, keys), ...kept }
  if (to === null) return Object.keys(kept).length === 0 ? undefined : kept
  const place = keys[to % keys.length] ?? ''
  return isShort ? place : { to: place, ...kept }
}

/** A call, some of whose outcomes lead elsewhere. */
function calling(flow: ConversationFlow, call: string, number: number, keys: readonly string[]): EventWay {
  const outcomes = Object.entries(flow.flows?.[call]?.states ?? {}).filter(([, state]) => isTerminal(state))
  const named = outcomes.filter((_, index) => (index + number) % 2 === 0).map(([outcome]) => [outcome, keys[number % keys.length] ?? ''])
  return { call, ...(named.length === 0 ? {} : { nextStates: Object.fromEntries(named) }) }
}

/** The flow with one of its states changed. */
function changed(
  flow: ConversationFlow,
  where: number,
  change: (state: FlowState, siblings: readonly string[]) => FlowState | undefined,
): ConversationFlow {
  const name = allStates(flow)[where] ?? flow.initialState
  const home = homeOf(name)
  const states = home === null ? flow.states : (flow.flows?.[home]?.states ?? {})
  const state = states[nameInFlow(name)]
  const made = state && definitionOf(flow, name) && change(state, Object.keys(states))
  if (!made) return flow
  const all = { ...states, [nameInFlow(name)]: made }
  return home === null ? { ...flow, states: all } : { ...flow, flows: { ...flow.flows, [home]: { ...flow.flows?.[home], states: all } } }
}
