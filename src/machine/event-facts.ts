import { takeIn } from '../diagnostics/copy-json.js'
import { isRecord } from '../diagnostics/json.js'
import type { Usage } from '../model/usage.js'
import type { ConversationContext } from './context.js'
import { isJsonSafe } from './json-copy.js'

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

/** XState's event for an understanding that failed. Only one of the user's message is judged further, by its text. */
export const UNDERSTANDING_FAILED = 'xstate.error.actor.understand'

/** Finds the words that a step of a turn is about: the message sent, the reply made, or what was last said. */
export function textOf(context: ConversationContext, event: UnknownEvent): string {
  if (event.type === USER_MESSAGE) return typeof event.text === 'string' ? event.text : ''
  if (event.type === UNDERSTANDING_FAILED) return context.lastUserText
  const text = outputOf(event).text
  return typeof text === 'string' ? text : context.lastReplyText
}

/** What the outputs of done events are once they are taken in. Each is looked at by many guards. */
const takenOutputs = new WeakMap<object, Readonly<Record<string, unknown>>>()

/** Takes in the output of a done event as an object to look into. What a conversation can not keep is nothing. */
export function outputOf(event: UnknownEvent): Readonly<Record<string, unknown>> {
  const { output } = event
  if (!isRecord(output)) return NOTHING
  const known = takenOutputs.get(output)
  if (known !== undefined) return known
  const taken = takenOr(output, NOTHING)
  takenOutputs.set(output, taken)
  return taken
}

const NOTHING: Readonly<Record<string, unknown>> = {}

function takenOr(output: unknown, otherwise: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  try {
    const taken = takeIn(output)
    return isRecord(taken) ? taken : otherwise
  } catch {
    return otherwise
  }
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

/** How long a user's message may be, unless the flow says otherwise, in UTF-16 units. Work on a message is bounded by it. */
export const DEFAULT_MESSAGE_LENGTH = 10_000

const LONGEST_ID = 1000

/** How long the name of a person may be who speaks in the flow's place. */
export const LONGEST_NAME = 200

function isLonger(value: unknown, longest: number): boolean {
  return typeof value === 'string' && value.length > longest
}

/** Tells why a user's message is never taken, whatever was said before; undefined for one that may be. */
export function messageProblem(event: UnknownEvent, maxLength = DEFAULT_MESSAGE_LENGTH): 'malformed' | 'too-long' | undefined {
  const { text } = event
  if (typeof text !== 'string' || isLonger(event.id, LONGEST_ID) || isLonger(event.name, LONGEST_NAME)) return 'malformed'
  return text.length > maxLength ? 'too-long' : undefined
}

/** Tells whether an event from outside can not be kept, whatever the flow makes of it. */
export function isMalformedEvent({ id, payload }: UnknownEvent): boolean {
  return isLonger(id, LONGEST_ID) || (payload !== undefined && !isJsonSafe(payload))
}

/** Reads when a message was sent, in milliseconds since the epoch. */
export function timeOf(event: UnknownEvent): number {
  return typeof event.at === 'number' && Number.isFinite(event.at) ? event.at : Date.now()
}

export function idOf(event: UnknownEvent): string | undefined {
  return typeof event.id === 'string' ? event.id : undefined
}

function isUnderstanding(event: UnknownEvent): boolean {
  return event.type === 'xstate.done.actor.understand'
}
