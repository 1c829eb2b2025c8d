import type { ConversationFlow } from 'talkchart'
import type { PathStep } from 'talkchart/testing'
import { compileFlow } from '../../src/compile/compile-flow.js'
import type { ConversationEmitted } from '../../src/machine/events.js'
import type { UnderstandingMeta } from '../../src/machine/meta.js'
import { readConfig } from '../../src/machine/read-config.js'
import { positionOf } from '../../src/machine/state-position.js'
import { firstState, nextState, type ObservedState } from '../../src/testing/paths/observed-state.js'
import { LEVELS, LONGEST, SAID } from './small-flow.js'

/** Two words at once, of which the second is a form of its keyword that is longer than any other: the longer one has the message. */
export const PAIRS: readonly string[] = SAID.flatMap((first) =>
  SAID.flatMap((second) => (first === second ? [] : [`${first} ${LONGEST[second]}`])),
)

/** Something that has happened, as the machine tells its listeners. */
export interface Seen {
  readonly type: 'user' | 'entered' | 'said' | 'called' | 'worked' | 'missed' | 'failed' | 'limit' | 'event' | 'asked' | 'end'
  readonly state: string
  readonly transition?: string | null
  readonly from?: string | null
  readonly outcome?: string
}

/** A step from one situation to another. */
export interface Move {
  readonly to: number
  readonly seen: readonly Seen[]
  /** Whether a call fails in it, or a reply is cut off. */
  readonly fails: boolean
  /** Whether it changes nothing, and nothing takes note of it. */
  readonly isIdle: boolean
}

/** All situations of a flow's machine, and what leads from each to others. */
export interface Situations {
  readonly first: readonly Seen[]
  /** By number; the talk begins in the first. */
  readonly moves: readonly (readonly Move[])[]
  /** The state of each; null once the talk has ended. */
  readonly states: readonly (string | null)[]
  /** Whether the flow waits in each for what the user does. */
  readonly waits: readonly boolean[]
}

/** Explores the machine itself, snapshot by snapshot; undefined where there are more situations than this. */
export function situationsOf(flow: ConversationFlow, most: number): Situations | undefined {
  const machine = compileFlow(flow, { onProblem: () => undefined })
  const config = readConfig(machine.config)
  const clip = clipOf(flow)
  const numbers = new Map<string, number>()
  const all: ObservedState[] = []
  const numberOf = (observed: ObservedState) => {
    const key = keyOf(observed, clip)
    const known = numbers.get(key) ?? all.length
    if (known === all.length) {
      numbers.set(key, known)
      all.push(observed)
    }
    return known
  }
  const start = firstState(machine)
  numberOf(start)
  const moves: (readonly Move[])[] = []
  for (let number = 0; number < all.length; number += 1) {
    if (all.length > most) return undefined
    const observed = all[number] ?? start
    const tried = observed.machine.status === 'active' ? stepsAt(flow, observed, config.states) : []
    moves.push(
      tried.map((step): Move => {
        const after = nextState(machine, observed, step)
        const to = numberOf(after)
        const seen = withCall(seenIn(after, observed.context.state), step)
        const isIdle = to === number && seen.length === 0 && (step.type !== 'event' || isIgnored(after))
        return { to, seen, fails: step.type === 'interrupt' || seen.some(({ type }) => type === 'failed'), isIdle }
      }),
    )
  }
  const waits = all.map(({ value }) => ['listening', 'failed'].includes(positionOf(value).substate ?? ''))
  const states = all.map(({ machine: { status }, context }) => (status === 'active' ? context.state : null))
  return { first: seenIn(start, ''), moves, states, waits }
}

/** A reply that is kept was a call. */
function withCall(seen: readonly Seen[], { type }: PathStep): readonly Seen[] {
  const said = seen.find((each) => each.type === 'said')
  return type === 'reply' && said !== undefined && !seen.some((each) => each.type === 'failed')
    ? [{ type: 'called', state: said.state }, ...seen]
    : seen
}

function isIgnored({ happened }: ObservedState): boolean {
  return happened.some(({ type }) => type === 'event.ignored')
}

/** Counts beyond every limit of the flow are alike. */
export function clipOf({ maxTurns, budget, maxLoops, states, flows = {} }: ConversationFlow) {
  const all = [...Object.entries(states), ...Object.entries(flows).flatMap(([name, { states: inner }]) => prefixed(name, inner))]
  const most = new Map(all.map(([name, state]) => [name, state.maxLoops ?? maxLoops ?? 0]))
  return { turns: maxTurns === undefined ? 0 : maxTurns + 1, calls: (budget?.modelCalls ?? -1) + 1, most }
}

function prefixed(name: string, states: ConversationFlow['states']) {
  return Object.entries(states).map(([state, of]) => [`${name}/${state}`, of] as const)
}

function keyOf({ value, context }: ObservedState, { turns, calls, most }: ReturnType<typeof clipOf>): string {
  const { state, noMatches, silences = 0, error, stack, data, visits, loops = {}, turn, unjudgedTurns = 0, usage } = context
  const { substate } = positionOf(value)
  const counts = (of: Readonly<Record<string, number | undefined>>) => [...most].map(([name, max]) => Math.min(of[name] ?? 0, max))
  const heard = substate === 'understanding' || substate === 'failed' ? context.lastUserText : ''
  const said = substate === 'understandingReply' || substate === 'failed' ? context.lastReplyText : ''
  const failed = error === null ? null : [error.during, error.about]
  const limited = [Math.min(turn - unjudgedTurns, turns), Math.min(usage.modelCalls, calls), counts(visits), counts(loops)]
  return JSON.stringify([value, state, Math.min(noMatches, 3), Math.min(silences, 3), failed, stack, data, heard, said, limited])
}

/** Everything that may come of each kind, one of a kind. */
function stepsAt(flow: ConversationFlow, { value }: ObservedState, states: ReturnType<typeof readConfig>['states']): readonly PathStep[] {
  const { state, substate } = positionOf(value)
  const messages = [...SAID, ...PAIRS, 'mumble'].map((text): PathStep => ({ type: 'message', text }))
  const events = Object.keys(flow.events ?? {}).map((event): PathStep => ({ type: 'event', event }))
  switch (substate) {
    case 'responding':
      return [...['', ...SAID, 'mumble'].map((text): PathStep => ({ type: 'reply', text })), fails('respond'), { type: 'interrupt' }]
    case 'understanding':
    case 'understandingReply': {
      const meta: unknown = states[state]?.states?.[substate]?.meta
      return [...answersTo(meta as UnderstandingMeta), fails('understand')]
    }
    case 'invoking':
      return [
        ...[null, ...[-1, ...LEVELS, 3].map((level) => ({ level }))].map((output): PathStep => ({ type: 'work', output })),
        fails('invoke'),
        { type: 'failure', during: 'invoke', unkeepable: true },
      ]
    case 'failed':
      return [{ type: 'retry' }, ...messages, ...events]
    default:
      return [...messages, ...events, { type: 'timeout' }]
  }
}

function fails(during: 'respond' | 'understand' | 'invoke'): PathStep {
  return { type: 'failure', during }
}

function answersTo({ about, questions }: UnderstandingMeta): readonly PathStep[] {
  let all: readonly Readonly<Record<string, string>>[] = [{}]
  for (const question of questions) {
    if (question.type === 'extract') throw new Error('Small flows extract nothing.')
    const choices = question.type === 'select' ? question.candidates : question.classes
    all = all.flatMap((each) => choices.map((choice) => ({ ...each, [question.key]: choice })))
  }
  return all.map((answers) => ({ type: 'answers', about, answers, data: {} }))
}

/** @param before the state in which it begins */
function seenIn({ happened, machine }: ObservedState, before: string): readonly Seen[] {
  const seen: Seen[] = []
  let state = before
  for (const event of happened) {
    if (event.type === 'state.entered' || event.type === 'state.resumed') state = event.state
    seen.push(...seenOf(event, state))
  }
  const { output } = machine
  return output === undefined ? seen : [...seen, { type: 'end', state: output.finalState, outcome: output.outcome }]
}

function seenOf(event: ConversationEmitted, state: string): readonly Seen[] {
  switch (event.type) {
    case 'state.entered':
      return [{ type: 'entered', state, transition: event.transition, from: event.from }]
    case 'message.added':
      return event.message.interrupted === true ? [] : [{ type: event.message.role === 'user' ? 'user' : 'said', state }]
    case 'no.match':
      return [{ type: 'missed', state }]
    case 'message.understood':
      return [{ type: 'called', state }]
    case 'model.failed':
      return [{ type: 'failed', state }]
    case 'limit.reached':
      return [{ type: 'limit', state, outcome: event.limit }]
    default:
      return []
  }
}
