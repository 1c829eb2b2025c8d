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
  /** The id that the sender gave to a user message. */
  readonly id?: string
  /** The reply was cut off by the user. */
  readonly interrupted?: true
}
