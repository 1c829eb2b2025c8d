import type { ConversationData } from '../../conditions/condition.js'
import type { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { ConversationActor, ConversationError, ConversationOutcome } from '../../machine/index.js'
import type { Message, SuggestedMessage } from '../../model/message.js'
import type { Usage } from '../../model/usage.js'
import type { ConversationPhase } from './conversation.js'

/** Holds a message as it is shown. One that waits for its turn is `pending`. */
export type ViewMessage = Message & { readonly pending?: true }

/** Tells where a user's message has led. */
export interface TakenTransition<StateName extends string = string, TransitionName extends string = string> {
  /** The number of the message. */
  readonly turn: number
  /** The state in which it came. */
  readonly from: StateName
  /** Where the conversation stood when the next message came, or stands now. */
  readonly state: StateName
  /** The first transition that it fired; null when none did. */
  readonly transition: TransitionName | null
}

/**
 * Holds all that a page shows of a conversation. It is frozen, and stays the same object until something changes; so do the parts of it that did
 * not change, unless the conversation was loaded anew.
 */
export interface ConversationView<
  StateName extends string = string,
  Data extends object = ConversationData,
  TransitionName extends string = string,
> {
  readonly id: string
  /** `opening` until it is open for the first time; `broken` when it could not be opened, or something went wrong: see `error`. */
  readonly status: 'opening' | ConversationPhase | 'broken'
  /** Undefined until it is loaded. */
  readonly state: StateName | undefined
  /** The newest messages, as many as the flow's `history.maxMessages`, and then those that wait. */
  readonly messages: readonly ViewMessage[]
  /** How many messages there were in all, without those that wait. */
  readonly messageCount: number
  /** What was said so far of the reply that the model is making, empty while nothing came yet; undefined when it makes none. */
  readonly reply: string | undefined
  /** What the user is offered to say, while the flow listens. */
  readonly suggestions: readonly SuggestedMessage[]
  /** Why the last call failed, or why the conversation is broken. */
  readonly error: ConversationError | TalkchartError | undefined
  /** How it ended; null while it goes on. */
  readonly outcome: ConversationOutcome | null
  /** Undefined until it is loaded. */
  readonly data: Data | undefined
  readonly turn: number
  readonly usage: Usage
  /** The store's count of commits. */
  readonly revision: number
  /** When a timer is due, in milliseconds since the epoch; null when there is none. */
  readonly deadline: number | null
  /** Whether something is being done: the opening, a turn, a reload. */
  readonly running: boolean
  /** Where each of the user's messages in view has led, in order. One whose turn is not over, or that was stored before this was kept, has none. */
  readonly transitions: readonly TakenTransition<StateName, TransitionName>[]
  /** The XState actor, while there is one. Another one takes its place on `rewind` and after a reload. */
  readonly actor: ConversationActor<StateName, Data, TransitionName> | undefined
}
