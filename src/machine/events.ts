import type { JsonObject, JsonValue } from '../diagnostics/json.js'
import type { Message } from '../model/message.js'
import type { Usage } from '../model/usage.js'
import type { ConversationError, WaitingEvent, WaitingMessage } from './context.js'

/** Tells that a user has written. `id` makes a repetition harmless; `at` is in milliseconds since the epoch, now by default. */
export interface UserMessageEvent {
  readonly type: 'user.message'
  readonly text: string
  readonly id?: string
  readonly at?: number
  /** Cuts off the reply that the model is making; what was said of it is kept. Otherwise the message waits for its end. */
  readonly interrupt?: boolean
}

/** Adds what a person says in the flow's place, while the flow stays where it is. `id` and `at` are as a user's message has them. */
export interface OperatorMessageEvent {
  readonly type: 'operator.message'
  readonly text: string
  /** The person's name. */
  readonly name?: string
  readonly id?: string
  readonly at?: number
}

/** Names an event that a flow declares. `outsideEvent` makes one of a text: the type of a machine does not know what its flow declares. */
export type OutsideEventName = string & { readonly [outside]: true }

/** Tells of something that has happened outside: an event that the flow declares under `events`. `id` makes a repetition harmless. */
export interface OutsideEvent {
  readonly type: OutsideEventName
  readonly payload?: JsonValue
  readonly id?: string
  readonly at?: number
}

declare const outside: unique symbol

/**
 * Makes an event for `actor.send`: something that has happened outside, which the flow declares under `events`.
 *
 * @param type the name of the event
 * @param payload what it holds; the flow's schema says what fits
 * @example
 * const paid = outsideEvent('payment.completed', { amount: 20 }, { id: 'charge-17' }) // for actor.send
 */
export function outsideEvent(type: string, payload?: JsonValue, options: Pick<OutsideEvent, 'id' | 'at'> = {}): OutsideEvent {
  return {
    type: type as OutsideEventName,
    ...(payload === undefined ? {} : { payload }),
    ...(options.id === undefined ? {} : { id: options.id }),
    ...(options.at === undefined ? {} : { at: options.at }),
  }
}

/** Returns the event that brings what has waited: a user's message, a person's, or an event from outside. */
export function eventOfWaiting(waiting: WaitingMessage | WaitingEvent): ConversationEvent {
  if ('type' in waiting) return outsideEvent(waiting.type, waiting.payload, waiting)
  const { by, ...message } = waiting
  return by === undefined ? { type: 'user.message', ...message } : { type: 'operator.message', ...message }
}

/** Lists what may be sent to a machine. */
export type ConversationEvent =
  | UserMessageEvent
  | OperatorMessageEvent
  | OutsideEvent
  /** Repeats the call that failed. */
  | { readonly type: 'conversation.retry' }
  /** Cuts off the reply that the model is making. */
  | { readonly type: 'conversation.interrupt' }
  /** Ends the conversation. */
  | { readonly type: 'conversation.cancel' }

/** Names a limit of a flow or state. */
export type LimitKind = 'maxLoops' | 'maxTurns' | 'timeoutSeconds' | 'budget'

/** Lists what a machine emits, for `actor.on(type, listener)`. */
export type ConversationEmitted<StateName extends string = string, TransitionName extends string = string> =
  /** The flow has spoken. */
  | { readonly type: 'assistant.message'; readonly message: Message }
  /** A piece of a reply that the model is still making. */
  | { readonly type: 'reply.delta'; readonly delta: string; readonly state: StateName; readonly turn: number }
  /** A message (the user's or the flow's) was added; `position` counts from 0. */
  | { readonly type: 'message.added'; readonly message: Message; readonly position: number }
  /**
   * A message was not taken: it is no text, is longer than the flow's `maxMessageLength`, was seen before, or too many wait. It is the user's,
   * unless `by` says that a person has spoken in the flow's place.
   */
  | {
      readonly type: 'message.refused'
      readonly reason: 'malformed' | 'too-long' | 'duplicate' | 'inbox-full'
      readonly by?: 'operator'
      readonly id: string | null
    }
  /** A state was entered; `transition` is the name of the transition, null for every other way in. */
  | {
      readonly type: 'state.entered'
      readonly state: StateName
      readonly from: StateName | null
      readonly transition: TransitionName | null
      readonly visits: number
    }
  /** A flow that a transition had called is over; the state that had called it goes on, without being entered. */
  | { readonly type: 'state.resumed'; readonly state: StateName; readonly from: StateName; readonly outcome: string }
  /** An event was not taken: its payload does not fit, its id was seen before, or too many wait. */
  | {
      readonly type: 'event.refused'
      readonly event: string
      readonly reason: 'malformed' | 'invalid-payload' | 'duplicate' | 'inbox-full'
      readonly id: string | null
    }
  /** An event came that nothing handles where the conversation is. */
  | { readonly type: 'event.ignored'; readonly event: string; readonly id: string | null; readonly state: StateName }
  /** A message was understood, and counted: what was answered about it, the data that came of it, and what that cost. */
  | {
      readonly type: 'message.understood'
      readonly about: 'user' | 'reply'
      readonly turn: number
      readonly answers: Readonly<Record<string, unknown>>
      readonly data: Readonly<Record<string, unknown>>
      readonly usage: Usage
      /** What the model told of the state's fields; absent where it reads none. */
      readonly told?: JsonObject
      /** Why some of what was told does not fit; absent where all of it does. */
      readonly reason?: string
    }
  | { readonly type: 'no.match'; readonly state: StateName; readonly text: string; readonly noMatches: number }
  /** A limit ended the conversation (`to` is null) or sent it to `to`; `limited` is the state whose `maxLoops` was reached. */
  | {
      readonly type: 'limit.reached'
      readonly limit: LimitKind
      readonly state: StateName
      readonly to: StateName | null
      readonly limited?: StateName
    }
  | { readonly type: 'model.failed'; readonly error: ConversationError; readonly state: StateName }

/** Lists what a conversation's machine is sent, and what it raises for itself. */
export type MachineEvent =
  | ConversationEvent
  /** A verbatim prompt is out: what follows is judged. */
  | { readonly type: 'flow.spoken' }
  /** A message was read for fields: what comes of it is judged. `refused` names the first field whose value does not fit. */
  | { readonly type: 'flow.collected'; readonly progress: boolean; readonly refused: string | null }
  /** A message was understood: it is judged on the answers. */
  | { readonly type: 'flow.understood'; readonly output?: unknown }
