import { isRecord } from '../../diagnostics/json.js'
import type { ConversationContext, FailedStep } from '../../machine/context.js'
import { type EventInContext, idOf, messageProblem, outputOf, timeOf, UNDERSTANDING_FAILED, usageOf } from '../../machine/event-facts.js'
import type { CommonGuard } from '../../machine/implementation-names.js'
import { isJsonSafe } from '../../machine/json-copy.js'
import { isSeen } from '../../machine/message-ids.js'
import { LONGEST_TEXT } from '../../model/message.js'
import { addUsage, CUT_OFF, readProperty, safeUsage, type Usage } from '../../model/usage.js'

/** Holds what a guard is given by XState. */
export interface GuardArguments {
  readonly context: ConversationContext
  readonly event: { readonly type: string }
}

/** Decides whether a transition is taken; a guard as `setup` takes it. */
export type RuntimeGuard<Params = undefined> = (turn: GuardArguments, params: Params) => boolean

/** A guard without XState: a total function of context, event and static params. */
export type GuardFunction<Params = undefined> = (input: EventInContext, params: Params) => boolean

const totalGuards = new WeakSet<object>()

/** Notes that a guard never throws. */
export function asTotal<Guard extends object>(guard: Guard): Guard {
  totalGuards.add(guard)
  return guard
}

/** Tells whether a guard is known never to throw. */
export function isTotal(guard: object): boolean {
  return totalGuards.has(guard)
}

/** Lets a guard look into any event: XState types an event by its `type` alone, and anything may have been sent. Those of the library are total. */
export function runtimeGuard<Params>(guard: GuardFunction<Params>): RuntimeGuard<Params> {
  return asTotal(guard as RuntimeGuard<Params>)
}

/** The number of messages that may wait while the flow is busy. */
export const INBOX_SIZE = 100

/** No text, too long a text, or an id that was seen before. */
const notNew: GuardFunction<{ readonly maxLength?: number } | undefined> = ({ context, event }, params) => {
  if (messageProblem(event, params?.maxLength) !== undefined) return true
  const id = idOf(event)
  return id !== undefined && (isSeen(context, id) || context.inbox.some((message) => message.id === id))
}

export const inboxFull: GuardFunction = ({ context }) => context.inbox.length >= INBOX_SIZE

const turnsOver: GuardFunction<{ readonly max: number }> = ({ context }, { max }) => context.turn - (context.unjudgedTurns ?? 0) + 1 > max

const olderThan: GuardFunction<{ readonly seconds: number }> = ({ context, event }, { seconds }) =>
  timeOf(event) - context.startedAt > seconds * 1000

/** In a called flow, what counts is how often the state was entered since the call. */
const visitedOften: GuardFunction<{ readonly state: string; readonly times: number; readonly sinceCall?: true }> = (
  { context },
  { state, times, sinceCall },
) => {
  const counts = sinceCall ? (context.loops ?? {}) : context.visits
  return (Object.hasOwn(counts, state) ? (counts[state] ?? 0) : 0) >= times
}

export interface BudgetParams {
  readonly modelCalls?: number
  readonly tokens?: number
  /** The reply that is being made is cut off on the way. */
  readonly cutOff?: true
  /** The call that has just been answered is counted already. */
  readonly counted?: true
}

/** What the call that has just been answered has spent counts already, and one that is cut off. */
const budgetSpent: GuardFunction<BudgetParams> = (input, { modelCalls, tokens, cutOff, counted }) => {
  const { usage: known } = input.context
  const usage = cutOff ? addUsage(known, CUT_OFF) : counted ? known : usageWith(input)
  return (
    (modelCalls !== undefined && usage.modelCalls >= modelCalls) ||
    (tokens !== undefined && usage.inputTokens + usage.outputTokens >= tokens)
  )
}

/** The miss in question is counted too. */
const missesOver: GuardFunction<{ readonly max: number }> = ({ context }, { max }) => context.noMatches + 1 > max

const replyUnusable: GuardFunction = ({ event }) => {
  const { text } = outputOf(event)
  return typeof text !== 'string' || text.length > LONGEST_TEXT || text.trim() === ''
}

/** Something that was extracted from the user's message does not fit what was asked for. */
const valueInvalid: GuardFunction = ({ event }) => typeof outputOf(event).reason === 'string'

/** The developer's own actor gave what a context can not keep. */
const outputNotJson: GuardFunction = ({ event }) => !isJsonSafe(event.output)

/** A message that cuts the reply off, and finds room to wait. */
const interrupts: GuardFunction<{ readonly always?: boolean } | undefined> = (input, params) =>
  (params?.always === true || input.event.interrupt === true) && !inboxFull(input, undefined)

const failedDuring: GuardFunction<{ readonly during: FailedStep; readonly about?: 'user' | 'reply' }> = ({ context }, params) =>
  context.error?.during === params.during && context.error.about === params.about

/** The silence in question is still answered in place. */
const silent: GuardFunction<{ readonly max: number }> = ({ context }, { max }) => (context.silences ?? 0) < max

/** Holds when the understanding of the message gave this answer. */
const answer: GuardFunction<{ readonly key: string; readonly equals: string | boolean }> = ({ event }, { key, equals }) => {
  const { answers } = outputOf(event)
  return isRecord(answers) && Object.hasOwn(answers, key) && answers[key] === equals
}

function usageWith({ context, event }: EventInContext): Usage {
  const isCall = event.type === 'xstate.done.actor.respond' || event.type === 'xstate.done.actor.understand'
  if (isCall) return addUsage(context.usage, usageOf(outputOf(event)))
  if (event.type !== UNDERSTANDING_FAILED) return context.usage
  return addUsage(context.usage, { modelCalls: 0, ...safeUsage(readProperty(event.error, 'usage')) })
}

/** Returns the guards of every conversation: what was said before, what was answered, which limits are reached. */
export const conversationGuards = {
  notNew: runtimeGuard(notNew),
  inboxFull: runtimeGuard(inboxFull),
  turnsOver: runtimeGuard(turnsOver),
  olderThan: runtimeGuard(olderThan),
  visitedOften: runtimeGuard(visitedOften),
  budgetSpent: runtimeGuard(budgetSpent),
  missesOver: runtimeGuard(missesOver),
  replyUnusable: runtimeGuard(replyUnusable),
  valueInvalid: runtimeGuard(valueInvalid),
  interrupts: runtimeGuard(interrupts),
  failedDuring: runtimeGuard(failedDuring),
  outputNotJson: runtimeGuard(outputNotJson),
  answer: runtimeGuard(answer),
  silent: runtimeGuard(silent),
} satisfies Record<Exclude<CommonGuard, 'composed'>, RuntimeGuard<never>>
