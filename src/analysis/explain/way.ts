import { guardLeavesOf, type MachineConfigJson, type TransitionConfig } from '../../machine/config.js'
import { targetOf } from '../../machine/ids.js'
import { userName } from '../../machine/implementation-names.js'
import type { CandidateScope } from './explanation.js'

/** Where a list of ways stands: what is tried at one microstep. */
export interface Stage {
  readonly substate: 'listening' | 'failed' | 'collecting' | 'understanding' | 'understood' | ReplyStage
  readonly ways: readonly Way[]
}

const REPLY_STAGES = ['responding', 'spoken', 'understandingReply', 'understoodReply'] as const

/** Where a reply is judged. */
export type ReplyStage = (typeof REPLY_STAGES)[number]

function isOfReply(substate: string): boolean {
  return REPLY_STAGES.some((stage) => stage === substate)
}

/** What is tried on what has just been said, or found out about it. */
const EVENTS: Readonly<Record<Stage['substate'], string | null>> = {
  listening: 'user.message',
  failed: 'user.message',
  collecting: 'flow.collected',
  understood: 'flow.understood',
  understoodReply: 'flow.understood',
  spoken: 'flow.spoken',
  // The done event of the invoked actor.
  understanding: null,
  understandingReply: null,
  responding: null,
}

/** One transition of the config, as a candidate's way or as a step on the way. */
export interface Way {
  readonly config: TransitionConfig
  /** The candidate that it is of; undefined for what is no candidate: a refusal, a step on the way. */
  readonly candidate: { readonly name: string | null; readonly scope: CandidateScope } | undefined
  /** What stands behind a limit: the candidate that would be taken without it. */
  readonly isLimit: boolean
  /** The way into the understanding, for the sake of a candidate or of an extraction. */
  readonly asks: boolean
  /** Where it goes on being judged. A state that speaks again judges its next reply, and no more of the message. */
  readonly leadsTo: Stage['substate'] | undefined
  /** The flow state that it leads to. */
  readonly to: string | null
  readonly description: string
}

/** Returns what is tried in a substate of a state; undefined where nothing is. */
export function stageOf(config: MachineConfigJson, state: string, substate: string): Stage | undefined {
  if (!isStage(substate)) return undefined
  const node = Object.hasOwn(config.states, state) ? config.states[state]?.states?.[substate] : undefined
  const event = EVENTS[substate]
  const transitions = event === null ? node?.invoke?.onDone : node?.on?.[event]
  if (transitions === undefined) return undefined
  // Where a state does not listen, a message repeats what has failed.
  const repeats = substate === 'failed' && config.states[state]?.states?.listening === undefined
  const ways = transitions.map((transition) => readWay(config, { state, substate }, withNamedGuard(transition)))
  return {
    substate,
    ways: ways.map((way, place) => ({ ...way, candidate: repeats ? undefined : way.isLimit ? guarded(ways, place) : way.candidate })),
  }
}

/** In a machine that somebody has written, a guard without params may be its name alone. */
function withNamedGuard(transition: TransitionConfig): TransitionConfig {
  const guard: unknown = transition.guard
  return typeof guard === 'string' ? { ...transition, guard: { type: userName<'guard'>(guard) } } : transition
}

function isStage(substate: string): substate is Stage['substate'] {
  return Object.hasOwn(EVENTS, substate)
}

/** Tells whether something is found out there before the message is judged. */
export function isAsking(substate: string): boolean {
  return substate === 'understanding' || substate === 'understandingReply'
}

const OF_FLOW: readonly unknown[] = ['maxTurns', 'timeoutSeconds']

/** A limit stands before the way that it guards, but for those that every message is held against. */
function guarded(ways: readonly Way[], place: number): Way['candidate'] {
  const { actions = [] } = ways[place]?.config ?? {}
  if (actions.some(({ params }) => OF_FLOW.includes(params?.limit))) return undefined
  return ways.slice(place).find(({ isLimit }) => !isLimit)?.candidate
}

function readWay(config: MachineConfigJson, from: Pick<Stage, 'substate'> & { readonly state: string }, transition: TransitionConfig): Way {
  const { target, actions = [], description = '' } = transition
  const does = (type: string) => actions.some((action) => action.type === type)
  const id = target?.replace(targetOf(''), '') ?? ''
  const [home = '', substate = ''] = id.split('$')
  const isFurther = home === from.state && isStage(substate) && isOfReply(substate) === isOfReply(from.substate)
  const leadsTo = isFurther ? substate : undefined
  const isLimit = does('reachLimit')
  const asks = leadsTo !== undefined && isAsking(leadsTo)
  return {
    config: transition,
    candidate: isLimit || does('refuse') ? undefined : candidateOf(transition, leadsTo),
    isLimit,
    asks,
    leadsTo,
    to: Object.hasOwn(config.states, id) && config.states[id]?.type !== 'final' ? id : null,
    description,
  }
}

const JUDGED_FURTHER: readonly unknown[] = ['collecting', 'understanding', 'understood', 'understandingReply', 'understoodReply']
const OF_VALUES: readonly string[] = ['valueRefused', 'refusedOften', 'correctionRefused']

function candidateOf({ meta = {}, guard, actions = [] }: TransitionConfig, leadsTo: Way['leadsTo']): Way['candidate'] {
  const { transition, candidate, scope } = meta
  if (typeof candidate === 'string') return { name: candidate, scope: scope === 'global' ? scope : 'own' }
  if (transition === 'collected') return { name: transition, scope: 'collected' }
  if (transition === 'corrected') return { name: transition, scope: 'correction' }
  if (typeof transition === 'string') return { name: transition, scope: scope === 'global' ? scope : 'own' }
  if (JUDGED_FURTHER.includes(leadsTo)) return undefined
  const types = guardLeavesOf({ guard }).map(({ type }) => type)
  if (types.includes('outputNotJson') || types.includes('replyUnusable')) return undefined
  if (types.some((type) => OF_VALUES.includes(type))) return { name: null, scope: 'invalid' }
  const asks = actions.some(({ type }) => type === 'ask') && !actions.some(({ type }) => type === 'countMiss')
  return { name: null, scope: asks ? 'question' : 'miss' }
}
