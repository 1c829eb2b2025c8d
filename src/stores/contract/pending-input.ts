import type { JsonValue } from '../../diagnostics/json.js'

/** Holds a message that was received and whose turn is not over: the user's, or one of a person who answers in the flow's place. */
export interface PendingMessage {
  readonly text: string
  readonly id: string
  readonly at: number
  readonly by?: 'operator'
  /** The person's name, where there is one. */
  readonly name?: string
}

/** Holds an event from outside that was received and has not been taken. */
export interface PendingEvent {
  readonly type: string
  readonly payload?: JsonValue
  readonly id: string
  readonly at: number
}

/** Holds what was received and is not done. */
export type PendingInput = PendingMessage | PendingEvent
