// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import fc from 'fast-check'
import type { ConversationFlow, FlowState } from 'talkchart'
import { type Property, proveFlow } from 'talkchart/testing'
import { checkFlow } from '../../src/definition/check-flow.js'
import { unfold } from '../../src/definition/flows/unfold.js'
import { automatonOf, readAll } from '../../src/testing/prove/automaton.js'
import { randomScript } from '../reference/random-script.js'
import { naiveTalk } from './naive-talk.js'

/** The same flow in which the first transition of each state has a twin, which leads elsewhere and is never taken, and a second miss leads away. */
export function withTwins(flow: ConversationFlow): ConversationFlow {
  const names = Object.keys(flow.states)
  const twin = ([name, state]: readonly [string, FlowState], position: number): readonly [string, FlowState] => {
    const [first] = Object.entries(state.transitions ?? {})
    const next = names[(position + 1) % names.length] ?? name
    if (first === undefined || state.transitionsOn === 'entry' || state.transitionsOn === 'event') return [name, state]
    const away = state.transitionsOn === 'reply' || position % 2 === 1 ? {} : { noMatch: { to: next, max: 1 } }
    return [
      name,
      { ...state, ...away, transitions: { ...state.transitions, twin: first[1] }, nextStates: { ...state.nextStates, twin: next } },
    ]
  }
  const twinned = { ...flow, states: Object.fromEntries(Object.entries(flow.states).map(twin)) }
  return checkFlow(twinned).some(({ severity }) => severity === 'error') ? flow : twinned
}

const LIMITS = ['maxLoops', 'maxTurns', 'timeoutSeconds', 'budget'] as const
const MOST_WAYS = 6

/** The names of some transitions, as properties write them. */
function waysIn({ states, globalTransitions = {} }: ConversationFlow): readonly string[] {
  const own = Object.entries(states).flatMap(([name, { transitions = {} }]) => Object.keys(transitions).map((way) => `${name}.${way}`))
  return [...Object.keys(globalTransitions).map((way) => `global.${way}`), ...own].slice(0, MOST_WAYS)
}

/** Properties of some states, and of what happens anywhere. */
function propertiesOf(flow: ConversationFlow): Readonly<Record<string, Property>> {
  const states = Object.keys(flow.states).slice(0, 4)
  const pairs = states.flatMap((state, position) =>
    [1, 2].map((step) => ({ state, other: states[(position + step) % states.length] ?? state })),
  )
  const listed: readonly Property[] = [
    { atMost: 1, of: 'missed', per: 'user' },
    { atMost: 2, of: 'missed' },
    { atMost: 0, of: 'failed' },
    { atMost: flow.maxTurns ?? 3, of: 'user' },
    { atMost: (flow.maxTurns ?? 3) + 1, of: 'user' },
    { never: { end: 'limit' } },
    { never: { end: 'completed' } },
    ...LIMITS.map((limit): Property => ({ never: { limit } })),
    ...[1, 2, 4].map((most): Property => ({ atMost: most, of: 'called' })),
    ...waysIn(flow).flatMap((transition): readonly Property[] => [
      { never: { transition } },
      { atMost: 1, of: { transition } },
      { never: { limit: 'maxLoops' }, until: { transition } },
    ]),
    { eventually: { end: 'completed' } },
    ...states.flatMap((state): readonly Property[] => [
      { never: { state } },
      { never: { said: state } },
      { never: { called: state } },
      { atMost: 1, of: { called: state }, per: 'user' },
      { never: { state }, until: { data: 'amount', exists: true } },
      { never: { data: 'amount', gt: 5 }, until: { state } },
      { atMost: 1, of: { state } },
      { atMost: 2, of: { state } },
      { atMost: 1, of: { missed: state } },
      { atMost: 3, of: { missed: state }, per: { state } },
    ]),
    ...pairs.flatMap(({ state, other }): readonly Property[] => [
      { never: { state }, until: { state: other } },
      { never: { said: state }, until: { state: other } },
      { whenever: { state }, then: [{ state: other }, 'failed'], within: 1 },
    ]),
  ]
  return Object.fromEntries(listed.map((property, position) => [String(position), property]))
}

const TALKS = 60

/** Holds what is proved of a flow against random talks; returns what is broken, and how much was proved. */
export async function brokenProofs(flow: ConversationFlow, seed: number) {
  const whole = unfold(flow)
  const proved = proveFlow(flow, { properties: propertiesOf(flow), maxMoments: 1500 }).filter(({ verdict }) => verdict === 'proved')
  const automata = proved.map(({ property }) => ({ property, automaton: automatonOf(whole, property) }))
  const broken: unknown[] = []
  for (const script of fc.sample(randomScript, { numRuns: TALKS, seed })) {
    const happened = await naiveTalk(
      flow,
      script.filter(({ type }) => type !== 'cancel'),
    )
    for (const { property, automaton } of automata) {
      if (readAll(automaton, automaton.initial, happened) === undefined)
        broken.push({ property, happened: happened.map(({ data: _, ...rest }) => rest) })
    }
  }
  return { broken, proved: proved.length }
}
