import type { ConversationData } from '../../conditions/condition.js'
import type { JsonValue } from '../../diagnostics/json.js'
import type { ConversationEmitted } from '../../machine/index.js'
import type { Message } from '../../model/message.js'
import type { Conversation, ReplyStream, SendOptions, SettledTurn, Turn } from './conversation.js'
import type { ConversationView } from './conversation-view.js'

/**
 * Holds a conversation before, while and after it is open. Its methods open it first, wait until it is open, and run in the order in which they were
 * called. After `close` they are refused; only `open` opens it again.
 */
export interface ConversationHandle<
  StateName extends string = string,
  Data extends object = ConversationData,
  TransitionName extends string = string,
> {
  readonly id: string
  /** All that a page shows: the same object until something changes. */
  readonly view: ConversationView<StateName, Data, TransitionName>
  /** Calls the listener after every change of the view; gives a function that stops it. Does not open the conversation. */
  subscribe(listener: () => void): () => void
  /** Calls the listener with what the machine emits, the opening included, however often it is opened; gives a function that stops it. */
  on<Type extends ConversationEmitted['type']>(
    type: Type,
    listener: (event: Extract<ConversationEmitted<StateName, TransitionName>, { type: Type }>) => void,
  ): () => void
  /**
   * Opens the conversation, unless it is open. A failure stands in the view too, so that nobody has to wait for this promise.
   *
   * @throws what `openConversation` throws
   * @throws {ConversationClosedError} when it is closed meanwhile
   */
  open(): Promise<void>
  /**
   * Closes the conversation, also while it is being opened. What waits for the opening is refused with `ConversationClosedError`; what was sent and
   * not answered stays pending in the store.
   */
  close(): Promise<void>
  /**
   * Takes one user message, which is in view at once, and resolves with what it caused.
   *
   * @throws {ConversationClosedError} when it was closed, or is closed before the turn is over
   * @throws as `Conversation`'s `send`, and what `openConversation` throws
   */
  send(text: string, options?: SendOptions): Promise<Turn<StateName, TransitionName>>
  /** Sends a message and gives the reply piece by piece. */
  stream(text: string, options?: SendOptions): ReplyStream<StateName, TransitionName>
  /**
   * Repeats the call that failed.
   *
   * @throws {NothingToRetryError} when no call has failed
   */
  retry(options?: Pick<SendOptions, 'onDelta'>): Promise<Turn<StateName, TransitionName>>
  /** Cuts off the reply that the model is making, that of the opening too. Resolves with whether it was making one. Opens nothing. */
  interrupt(): Promise<boolean>
  /** Ends the conversation with outcome `cancelled`. */
  cancel(): Promise<void>
  /**
   * Goes back to where the conversation stood when that turn was over; 0 is the opening.
   *
   * @throws {NoSuchTurnError} when there was no such turn, or its revision is not kept
   */
  rewind(turn: number): Promise<void>
  /** Every message of the conversation, from the store. */
  history(): Promise<readonly Message[]>
}

/** Holds a conversation that runs in this process. */
export interface LocalConversationHandle<
  StateName extends string = string,
  Data extends object = ConversationData,
  TransitionName extends string = string,
> extends ConversationHandle<StateName, Data, TransitionName> {
  /** The conversation, while it is open. Closing it closes the handle. */
  readonly conversation: Conversation<StateName, Data, TransitionName> | undefined
  /** Tells of an event that the flow declares; as `Conversation`'s `notify`. */
  notify(type: string, payload?: JsonValue, options?: Pick<SendOptions, 'id' | 'onDelta'>): Promise<Turn<StateName, TransitionName>>
  /** Adds what a person says in the flow's place; as `Conversation`'s `say`. */
  say(text: string, options?: Pick<SendOptions, 'id'> & { readonly name?: string }): Promise<Turn<StateName, TransitionName>>
  /** Begins another conversation that stands where this one stood when that turn was over; as `Conversation`'s `fork`. */
  fork(turn: number, newId: string): Promise<void>
  /**
   * Goes back, and sends a message there that takes the place of what was taken back. Both are stored at once, or neither.
   *
   * @param id the message's; a new one, since those of messages that were taken back stay seen
   * @throws as `rewind` and `send`
   */
  rewindAndSend(turn: number, text: string, id: string): Promise<Turn<StateName, TransitionName>>
  /** The turns that `rewind` and `fork` can return to, in order; as `Conversation`'s `turns`. */
  turns(): Promise<readonly SettledTurn<StateName>[]>
}
