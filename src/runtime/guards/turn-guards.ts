import type { FailedStep } from '../../machine/context.js'
import { idOf, outputOf, timeOf } from '../../machine/event-facts.js'
import { isJsonSafe } from '../../machine/json-copy.js'
import { addUsage, type Usage } from '../../model/usage.js'
import { usageOf } from '../output-usage.js'
import type { GuardFunction, GuardInput } from './guard-input.js'

/** How many messages may wait while the flow is busy. */
export const INBOX_SIZE = 100

/** No text, or an id that was seen before. */
export const notNew: GuardFunction = ({ context, event }) => {
  if (typeof event.text !== 'string') return true
  const id = idOf(event)
  return id !== undefined && (context.messages.some((message) => message.id === id) || context.inbox.some((message) => message.id === id))
}

export const inboxFull: GuardFunction = ({ context }) => context.inbox.length >= INBOX_SIZE

export const turnsOver: GuardFunction<{ readonly max: number }> = ({ context }, { max }) => context.turn + 1 > max

export const olderThan: GuardFunction<{ readonly seconds: number }> = ({ context, event }, { seconds }) =>
  timeOf(event) - context.startedAt > seconds * 1000

export const visitedOften: GuardFunction<{ readonly state: string; readonly times: number }> = ({ context }, { state, times }) =>
  (Object.hasOwn(context.visits, state) ? (context.visits[state] ?? 0) : 0) >= times

/** What the call that has just been answered has spent counts already. */
export const budgetSpent: GuardFunction<{ readonly modelCalls?: number; readonly tokens?: number }> = (input, { modelCalls, tokens }) => {
  const usage = usageWith(input)
  return (
    (modelCalls !== undefined && usage.modelCalls >= modelCalls) ||
    (tokens !== undefined && usage.inputTokens + usage.outputTokens >= tokens)
  )
}

/** The miss in question is counted too. */
export const missesOver: GuardFunction<{ readonly max: number }> = ({ context }, { max }) => context.noMatches + 1 > max

export const replyUnusable: GuardFunction = ({ event }) => {
  const { text } = outputOf(event)
  return typeof text !== 'string' || text.trim() === ''
}

/** The developer's own actor gave what a context can not keep. */
export const outputNotJson: GuardFunction = ({ event }) => !isJsonSafe(event.output)

/** A message that cuts the reply off, and finds room to wait. */
export const interrupts: GuardFunction = (input) => input.event.interrupt === true && !inboxFull(input, undefined)

export const failedDuring: GuardFunction<{ readonly during: FailedStep; readonly about?: 'user' | 'reply' }> = ({ context }, params) =>
  context.error?.during === params.during && context.error.about === params.about

function usageWith({ context, event }: GuardInput): Usage {
  const isCall = event.type === 'xstate.done.actor.respond' || event.type === 'xstate.done.actor.understand'
  return isCall ? addUsage(context.usage, usageOf(outputOf(event))) : context.usage
}
