/** The longest text that a record holds, in UTF-16 units. */
export const LONGEST_TEXT = 16 * 1024 * 1024

/** Holds what a user is offered to say: what is shown, and what is sent when it is chosen. */
export interface SuggestedMessage {
  readonly label: string
  readonly text: string
}

/** Holds one message of a conversation. */
export interface Message {
  readonly role: 'user' | 'assistant'
  readonly text: string
  /** The flow state in which it was spoken. */
  readonly state: string
  /** The number of the user message that caused it; 0 before the first. */
  readonly turn: number
  /** When it was spoken, in milliseconds since the epoch. */
  readonly at: number
  /**
   * Unlike that of any other message of the conversation, and the same after a retry, a crash and a reload. A user message has the id that its
   * sender gave. A reply has that of the last user message before it (`opening` before the first), a dot and a number.
   */
  readonly id: string
  /** The reply was cut off by the user. */
  readonly interrupted?: true
  /** What the user was offered to say. */
  readonly suggestions?: readonly SuggestedMessage[]
  /** Who spoke in the flow's place: a person, by `operator.message`. */
  readonly by?: 'operator'
  /** That person's name, where it was given. */
  readonly name?: string
}
