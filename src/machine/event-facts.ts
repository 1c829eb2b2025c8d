import type { Usage } from '../model/usage.js'
import type { ConversationContext } from './context.js'

/** An event as a guard or an action gets it: anything may have been sent. */
export interface UnknownEvent {
  readonly type: string
  readonly [key: string]: unknown
}

/** Holds what a guard or an action decides on. */
export interface EventInContext {
  readonly context: ConversationContext
  readonly event: UnknownEvent
}

const USER_MESSAGE = 'user.message'

/** Finds the words that a step of a turn is about: the message sent, the reply made, or what was last said. */
export function textOf(context: ConversationContext, event: UnknownEvent): string {
  if (event.type === USER_MESSAGE) return typeof event.text === 'string' ? event.text : ''
  const text = outputOf(event).text
  return typeof text === 'string' ? text : context.lastReplyText
}

/** Reads the output of a done event as an object to look into. */
export function outputOf(event: UnknownEvent): Readonly<Record<string, unknown>> {
  return isRecord(event.output) ? event.output : {}
}

/** Counts what a call has spent, by its actor's output; an actor of the user's own that does not say so counts as one call. */
export function usageOf(output: Readonly<Record<string, unknown>>): Usage {
  const usage = isRecord(output.usage) ? output.usage : {}
  const count = (key: string, otherwise: number) => {
    const value = usage[key]
    return typeof value === 'number' && Number.isFinite(value) ? value : otherwise
  }
  return { modelCalls: count('modelCalls', 1), inputTokens: count('inputTokens', 0), outputTokens: count('outputTokens', 0) }
}

/** Reads the data as a guard has to see it: with what was just extracted. */
export function dataOf(context: ConversationContext, event: UnknownEvent): Readonly<Record<string, unknown>> {
  const { data } = outputOf(event)
  return event.type !== USER_MESSAGE && isUnderstanding(event) && isRecord(data) ? { ...context.data, ...data } : context.data
}

/** Reads when a message was sent, in milliseconds since the epoch. */
export function timeOf(event: UnknownEvent): number {
  return typeof event.at === 'number' && Number.isFinite(event.at) ? event.at : Date.now()
}

export function idOf(event: UnknownEvent): string | undefined {
  return typeof event.id === 'string' ? event.id : undefined
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isUnderstanding(event: UnknownEvent): boolean {
  return event.type === 'xstate.done.actor.understand'
}
