import type { ConversationData } from '../../conditions/condition.js'
import type { Conversation, SendOptions } from '../../conversation/api/conversation.js'
import type { ConversationView } from '../../conversation/api/conversation-view.js'
import type { JsonValue } from '../../diagnostics/json.js'
import type { Message } from '../../model/message.js'
import type { RunPosition } from '../protocol/events.js'
import type { HostEvent, HostOutcome } from './channel.js'

/** Runs a turn that was asked for. It goes on whether or not anybody looks. */
export interface TurnRun {
  /** Resolves when what came of it is stored. */
  readonly outcome: Promise<HostOutcome>
  /** Tells what happens until then. The last event is the turn; `bye` when the host stops before. Throws what the outcome rejects with. */
  events(options?: { readonly signal?: AbortSignal }): AsyncIterable<HostEvent>
}

/** Says how a message is sent to a host. */
export interface HostMessage extends Pick<SendOptions, 'interrupt'> {
  /** Makes a repetition harmless: a message that was seen is answered with its turn, and a turn that failed is repeated. */
  readonly id: string
  readonly text: string
}

/** Names the revision that whoever asks has seen: what was meant for it does nothing when the conversation has moved on. */
export interface SeenRevision {
  readonly revision?: number
}

/** Holds a message and its place in the conversation, counted from 0. */
export interface PlacedMessage {
  readonly position: number
  readonly message: Message
}

/** Says from where a conversation is followed. */
export interface FollowRequest {
  /** What is known already. */
  readonly after?: RunPosition
  /** `settled` ends it when no turn runs and none waits. */
  readonly until?: 'settled'
  readonly signal?: AbortSignal
}

/**
 * Runs the conversations of a flow on a server, for any number of clients. Nothing but commands runs a turn, a turn belongs to no client, and all of it
 * is refused with an error whose `code` says why: `no-conversation`, `draining`, `moved-on`, and those of a `Conversation`.
 */
export interface ConversationHost {
  /** Reads a conversation as it is stored, and runs nothing. Undefined when there is none. */
  read(id: string, options?: { readonly messages?: { readonly last: number } }): Promise<ConversationView | undefined>
  /** Reads older messages with their places: the newest before that place, so many at most, in order. Undefined when there is no such conversation. */
  history(id: string, range: { readonly before: number; readonly limit: number }): Promise<readonly PlacedMessage[] | undefined>
  /** Begins a conversation; of one that is there, it runs what is pending or overdue. */
  begin(id: string, options?: { readonly data?: ConversationData }): TurnRun
  /** Sends a user's message. */
  send(id: string, message: HostMessage): TurnRun
  /** Tells of something that has happened outside, as `Conversation.notify`. For the server's own code: no client gets here. */
  notify(id: string, type: string, payload?: JsonValue, options?: Pick<SendOptions, 'id'>): TurnRun
  /** Adds what a person says in the flow's place, as `Conversation.say`. For the server's own code: no client gets here. */
  say(id: string, text: string, options?: Parameters<Conversation['say']>[1]): TurnRun
  /** Repeats the call that failed. */
  retry(id: string, options?: SeenRevision): TurnRun
  /** Ends the conversation with outcome `cancelled`. */
  cancel(id: string, options?: SeenRevision): TurnRun
  /** Goes back to where the conversation stood when that turn was over. */
  rewind(id: string, turn: number, options?: SeenRevision): TurnRun
  /** Goes back, and sends a message there that takes the place of what was taken back. Its id is a new one. Both are stored at once, or neither. */
  rewindAndSend(id: string, turn: number, message: Pick<HostMessage, 'id' | 'text'>, options?: SeenRevision): TurnRun
  /** Cuts off the reply that is being made, in whichever process; gives whether there was one. */
  interrupt(id: string): Promise<boolean>
  /** Tells where a conversation stands, and what happens in it from then on, in whichever process. Runs nothing. */
  follow(id: string, request?: FollowRequest): AsyncIterable<HostEvent>
  /** Removes every trace of a conversation. Its followers are told. */
  remove(id: string): Promise<void>
  /** Takes no new work, lets the turns that run come to an end, and then lets everybody go who follows. */
  drain(options?: { readonly milliseconds?: number }): Promise<void>
}
