import type { ConversationData } from '../conditions/condition.js'
import type { RefusedValue } from '../conditions/fields/field-source.js'
import type { JsonValue } from '../diagnostics/json.js'
import type { Message } from '../model/message.js'
import type { Usage } from '../model/usage.js'

/** Holds a user's message that waits until the flow listens. */
export interface WaitingMessage {
  readonly text: string
  readonly at: number
  readonly id?: string
  /** A person's, who answers in the flow's place. */
  readonly by?: 'operator'
  readonly name?: string
}

/** Holds an event from outside that waits until the flow listens. */
export interface WaitingEvent {
  readonly type: string
  readonly payload?: JsonValue
  readonly at: number
  readonly id?: string
  /** A state on the stack handles it, and the one that listens does not. */
  readonly held?: true
}

/** Names the step of a turn that failed. */
export type FailedStep = 'respond' | 'understand' | 'invoke'

/** Tells why the conversation is in a `failed` state. Plain JSON. */
export interface ConversationError {
  readonly name: string
  readonly message: string
  /** A `ModelErrorCode`, the code that the thrown error carried, or `'failed'`. */
  readonly code: string
  /** The HTTP status, where there was one. */
  readonly status: number | null
  /** How long the model's server asks to wait before a retry, in milliseconds; absent where it did not say. */
  readonly retryAfter?: number
  readonly during: FailedStep
  /** Whose message was being understood. */
  readonly about?: 'user' | 'reply'
}

/** Tells which flow of the flow was called, by the state `from`: by a call state (`by` is null), or by a transition or an event that it took. */
export interface StackFrame {
  readonly flow: string
  readonly from: string
  readonly by: { readonly scope: 'own' | 'global' | 'event'; readonly name: string } | null
}

/** Holds a value that does not fit its field, and why, in a few words. */
export interface RefusedField extends RefusedValue {
  readonly field: string
}

/** Counts how often each state was entered. A state that was not entered is absent. */
export type StateVisits<StateName extends string = string> = { readonly [Name in StateName]?: number }

/** Holds the machine's context. JSON-safe: no client, no key, no function. */
export interface ConversationContext<Data extends object = ConversationData, StateName extends string = string> {
  readonly conversationId: string
  /** The flow state that the conversation is in. */
  readonly state: StateName
  readonly data: Data
  /** The newest messages, `history.maxMessages` at most. */
  readonly messages: readonly Message[]
  /** How many messages there were in all. */
  readonly messageCount: number
  /** How often each state was entered; one that was not is absent. */
  readonly visits: StateVisits<StateName>
  /** How many user messages were taken up. */
  readonly turn: number
  /** How many of them nothing judged, which `maxTurns` does not count; absent where none was. */
  readonly unjudgedTurns?: number
  /** How many messages in a row fired no transition. */
  readonly noMatches: number
  /** What came while the flow was busy. */
  readonly inbox: readonly (WaitingMessage | WaitingEvent)[]
  readonly usage: Usage
  readonly error: ConversationError | null
  /** The user's newest message and the newest reply, also when they have left the window. Empty before the first; the reply also where a state had nothing to say. */
  readonly lastUserText: string
  readonly lastReplyText: string
  /** The id of the user's newest message; `opening` before the first. */
  readonly lastUserId: string
  /** How many replies there were since. */
  readonly replyCount: number
  /** The newest 1,000 ids that senders gave to their messages: none of them is taken up again, also when its message has left the window. */
  readonly seenIds: readonly string[]
  /** Why something that the user's newest message told does not fit what was asked for; empty or absent otherwise. */
  readonly reason?: string
  /** The field that is asked for; null or absent otherwise. */
  readonly asking?: string | null
  /** Whether the state was entered by a message that is still to be read for its fields; absent in flows without any. */
  readonly readsMessage?: boolean
  /** The value of a field that the user's newest message told and that does not fit, and why; null or absent otherwise. */
  readonly refused?: RefusedField | null
  /** What the model has said of the reply that it is making; empty otherwise. */
  readonly partialReply: string
  /** When the conversation began, in milliseconds since the epoch. */
  readonly startedAt: number
  /** How often the state has spoken since it was entered; only in flows whose prompts look at it. */
  readonly repeats?: number
  /** How many silences in a row were answered in place; absent where there was none. */
  readonly silences?: number
  /** The data that the conversation began with; only in flows that start over by `reset: true`. */
  readonly startData?: ConversationData
  /** The revision that the conversation was last rewound at; absent before the first time. It is part of every request's id. */
  readonly branch?: number
  /** The calls that are being run, oldest first; only in a flow with `flows`. */
  readonly stack?: readonly StackFrame[]
  /** How often each state of a called flow was entered since the last call of that flow that ended by an outcome: what its `maxLoops` counts. */
  readonly loops?: StateVisits<StateName>
}

/** Starts a machine. */
export interface ConversationInput<Data extends object = ConversationData> {
  /** A fresh UUID by default. */
  readonly conversationId?: string
  /** Laid over the flow's `initialContext`. */
  readonly data?: Partial<Data>
}

/** Names how a conversation ended: at a terminal state, by a limit, or called off. */
export type ConversationOutcome = 'completed' | 'limit' | 'cancelled'

/** Sums a conversation up that has ended. */
export interface ConversationOutput<Data extends object = ConversationData, StateName extends string = string> {
  readonly outcome: ConversationOutcome
  readonly finalState: StateName
  readonly data: Data
  readonly turns: number
  readonly usage: Usage
}

/**
 * Holds what an actor of your own is given by a state's `invoke`.
 *
 * @example
 * type Input = import('talkchart').InvokeInput
 * const refund = async ({ requestId, data }: Input) => ({ idempotencyKey: requestId, order: data.order })
 * // With xstate: actors: { refund: fromPromise(({ input }: { input: Input }) => refund(input)) }
 */
export interface InvokeInput<Data extends object = ConversationData> {
  /**
   * The same when this very call is made again, after a failure, a retry or a crash, and unlike that of any other call: what makes a payment
   * or a refund safe to repeat.
   */
  readonly requestId: string
  readonly conversationId: string
  /** The state that invokes it. */
  readonly state: string
  readonly data: Data
  /** The user's last message; empty before the first. */
  readonly text: string
}
