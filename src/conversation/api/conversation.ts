import type { ConversationData } from '../../conditions/condition.js'
import type { JsonValue } from '../../diagnostics/json.js'
import type {
  ConversationActor,
  ConversationContext,
  ConversationEmitted,
  ConversationError,
  ConversationOutcome,
  StackFrame,
  StateVisits,
} from '../../machine/index.js'
import type { Message } from '../../model/message.js'
import type { Usage } from '../../model/usage.js'
import type { PendingMessage } from '../../stores/contract/conversation-store.js'

/**
 * Names what a conversation is at. `listening`: waits for the user. `busy`: a turn runs. `failed`: a call failed, `retry()` repeats it. `done`: the
 * end. `closed`: it was closed, or a write failed; after a failed write the next call loads what is stored and goes on from there.
 */
export type ConversationPhase = 'listening' | 'busy' | 'failed' | 'done' | 'closed'

/** Tells what one user message caused. */
export interface Turn<StateName extends string = string, TransitionName extends string = string> {
  /** The number of the user message; 0 for the opening and for what a timer caused. */
  readonly turn: number
  /** All that the flow said, several replies joined by a blank line; empty when it failed before it spoke. */
  readonly reply: string
  /** The replies one by one. */
  readonly replies: readonly Message[]
  /** The state that the conversation is in after the turn. */
  readonly state: StateName
  /** The first transition that the message fired; null when none did. */
  readonly transition: TransitionName | null
  /** Every state that was entered, in order. */
  readonly entered: readonly StateName[]
  /** The states that went on after a flow that a transition of theirs had called, in order; only in a flow with `flows`. */
  readonly resumed?: readonly StateName[]
  /** The calls that are being run after the turn, oldest first; only in a flow with `flows`. */
  readonly stack?: readonly StackFrame[]
  readonly phase: ConversationPhase
  /** Set when the turn ended in a failure. */
  readonly error: ConversationError | null
  /** Set when the conversation has ended. */
  readonly outcome: ConversationOutcome | null
  /** What the turn spent on the model. */
  readonly usage: Usage
}

/** Describes a turn that a conversation can return to. */
export interface SettledTurn<StateName extends string = string> {
  /** The number for `rewind` and `fork`; 0 is the opening. */
  readonly turn: number
  /** The revision of the store that holds it. */
  readonly revision: number
  /** Where the conversation stood when the turn was over. */
  readonly state: StateName
  readonly phase: Exclude<ConversationPhase, 'busy' | 'closed'>
  /** How many messages there were: `(await conversation.history()).slice(0, messageCount)` is what had been said by then. */
  readonly messageCount: number
}

/** Says how a message is sent: under which id, who hears the pieces of the reply, and what becomes of a reply that is being made. */
export interface SendOptions {
  /**
   * Makes a repetition harmless: an id seen before is no new turn, and repeats the call of a turn that failed. The newest 1,000 ids are
   * remembered. 1 to 200 characters; it may not look like an id that talkchart makes, such as `a.1`. A fresh one by default.
   */
  readonly id?: string
  /** Called with each piece of a reply that the model is making. */
  readonly onDelta?: (delta: string) => void
  /** Cuts off the reply that the model is making; what was said of it is kept, marked `interrupted`. Otherwise the message waits. */
  readonly interrupt?: boolean
}

/** Streams a turn while it runs: everything that the flow says, piece by piece. The pieces joined are the turn's `reply`, unless it failed. */
export interface ReplyStream<StateName extends string = string, TransitionName extends string = string> extends AsyncIterable<string> {
  readonly turn: Promise<Turn<StateName, TransitionName>>
}

/** Holds an open conversation: runs the compiled machine and keeps its record in a store. */
export interface Conversation<
  StateName extends string = string,
  Data extends object = ConversationData,
  TransitionName extends string = string,
> {
  readonly id: string
  /** The XState actor. It is live from open to close, but `rewind` and a reload after a conflict replace it; `on` and `subscribe` follow. */
  readonly actor: ConversationActor<StateName, Data, TransitionName>
  readonly state: StateName
  readonly phase: ConversationPhase
  readonly data: Data
  /** The newest messages, as many as the flow's `history.maxMessages`. */
  readonly messages: readonly Message[]
  /** Messages that were sent and wait for their turn, in the order in which they will have it. */
  readonly waiting: readonly PendingMessage[]
  readonly turn: number
  /** How often each state was entered; one that was not is absent. */
  readonly visits: StateVisits<StateName>
  readonly usage: Usage
  /** How it ended; null while it goes on. */
  readonly outcome: ConversationOutcome | null
  /** Why the last call failed; null in every phase but `failed`. */
  readonly error: ConversationError | null
  /** The store's count of commits. */
  readonly revision: number

  /**
   * Takes one user message and resolves with what it caused, when that is committed. Sends wait for each other.
   * A model's failure is no rejection: the turn's `phase` is `failed`, and `error` says why.
   *
   * @throws {ConversationDoneError} after the end
   * @throws {InboxFullError} when 100 messages wait already
   * @throws {ConversationClosedError} when it is closed before the turn is over; the message stays pending in the store
   * @throws {ConversationBusyError} when another process ran the conversation for longer than `lease.wait` allows
   * @throws {LeaseTooShortError} when the lease passed to other processes three times in a row before the turn was stored
   * @throws {RevisionConflictError} without leases, when another process went on with this conversation
   * @throws {ConversationRemovedError} when the conversation was removed from the store
   * @throws what the store throws; the message has had no turn then, and may be sent again with the same id
   */
  send(text: string, options?: SendOptions): Promise<Turn<StateName, TransitionName>>
  /**
   * Sends a message and gives the reply piece by piece: `for await (const piece of conversation.stream(text)) write(piece)`. Leaving the
   * loop early does not stop the turn; `interrupt()` does.
   *
   * @throws {ReplyRestartedError} into the loop, when the reply was begun anew after pieces of it had been read; `turn` still resolves
   */
  stream(text: string, options?: SendOptions): ReplyStream<StateName, TransitionName>
  /**
   * Tells of something that has happened outside: an event that the flow declares under `events`. Resolves with what it caused, when that is
   * committed. An event waits for the turns before it.
   *
   * @param payload JSON; it has to fit the event's schema, where it has one
   * @throws {TalkchartError} `undeclared-event`, `event-refused`, `invalid-message` (of the id), and as `send`
   * @example
   * // In a flow that declares it: events: { 'payment.completed': {} }
   * const paid = (order: import('talkchart').Conversation) => order.notify('payment.completed', { amount: 20 }, { id: 'charge-17' })
   */
  notify(type: string, payload?: JsonValue, options?: Pick<SendOptions, 'id' | 'onDelta'>): Promise<Turn<StateName, TransitionName>>
  /**
   * Adds what a person says in the flow's place. The flow stays where it is, and the model sees it as what the flow has said.
   *
   * @throws {TalkchartError} `undeclared-event` when the flow has no `events`; and as `send`
   * @example
   * const answer = (order: import('talkchart').Conversation) => order.say('I have found your parcel.', { name: 'Ana' })
   */
  say(text: string, options?: Pick<SendOptions, 'id'> & { readonly name?: string }): Promise<Turn<StateName, TransitionName>>
  /** Cuts off the reply that the model is making, and resolves with whether it was making one. The turn resolves with what was said. */
  interrupt(): Promise<boolean>
  /**
   * Repeats the call that failed.
   *
   * @throws {NothingToRetryError} when no call has failed
   */
  retry(options?: Pick<SendOptions, 'onDelta'>): Promise<Turn<StateName, TransitionName>>
  /** Ends the conversation with outcome `cancelled`. */
  cancel(): Promise<void>
  /** Calls the listener after every step of the machine; gives a function that stops it. */
  subscribe(listener: (context: ConversationContext<Data, StateName>, phase: ConversationPhase) => void): () => void
  /** Calls the listener with what the machine emits. */
  on<Type extends ConversationEmitted['type']>(
    type: Type,
    listener: (event: Extract<ConversationEmitted<StateName, TransitionName>, { type: Type }>) => void,
  ): () => void
  /**
   * Every message of the conversation, from the store.
   *
   * @throws {ConversationRemovedError} when the conversation was removed from the store, and perhaps begun anew by somebody else
   */
  history(): Promise<readonly Message[]>
  /**
   * The turns that `rewind` and `fork` can return to, in order: all of them, unless `keepRevisions` or `talkchart prune` had old ones forgotten.
   *
   * @throws {ConversationRemovedError} when the conversation was removed from the store
   * @example
   * await conversation.send('yes')
   * const [opening, first] = await conversation.turns()
   * opening?.turn // 0
   * first?.state // 'help'
   */
  turns(): Promise<readonly SettledTurn<StateName>[]>
  /**
   * Goes back to where the conversation stood when that turn was over: 0 is the opening. What came after is no longer part of it, but
   * stays in the store's earlier revisions. Waits for the turns that were sent before.
   *
   * @throws {NoSuchTurnError} when there was no such turn, or its revision is not kept
   * @throws {ConversationRemovedError} when the conversation was removed from the store
   * @example
   * await conversation.send('yes')
   * await conversation.rewind(0) // as if that had not been sent
   */
  rewind(turn: number): Promise<void>
  /**
   * Begins another conversation in the same store that stands where this one stood when that turn was over, with its own copy of the messages.
   * This one stays as it is.
   *
   * @throws {NoSuchTurnError} when there was no such turn, or its revision is not kept
   * @throws {RevisionConflictError} when there is a conversation with the new id
   * @throws {ConversationRemovedError} when this conversation was removed from the store
   * @example
   * await conversation.fork(0, 'what-if')
   * const other = await openConversation({ flow, model, store, id: 'what-if' })
   */
  fork(turn: number, newId: string): Promise<void>
  /**
   * Takes nothing more from who opened it; counts once. When everybody in this process who has opened the conversation has closed it, its actor
   * is stopped and its memory freed. A turn that runs is given up then; its message stays pending and runs at the next opening.
   */
  close(): Promise<void>
}
