import type { JsonValue } from '../../diagnostics/json.js'
import type { ConversationOutcome } from '../../machine/context.js'

/** Tells where a conversation stands after a step. */
export interface ExpectedState {
  /** The flow state. */
  readonly state: string
  /** What the machine waits for: `listening` for the user, `responding` for the model, …; `done` at an end. */
  readonly phase: string
  /** The first transition that fired; null for none. */
  readonly transition: string | null
  /** How the conversation ended; null while it goes on. */
  readonly outcome: ConversationOutcome | null
  /** The states that were entered since, in order, those that a conversation only passes through too. Paths that were kept earlier may lack it. */
  readonly entered?: readonly string[]
  /** What the data holds where the flow changes it, by key; null for nothing. Only in flows that set, reset, or keep what went wrong or what an event brings. */
  readonly data?: Readonly<Record<string, JsonValue>>
  /**
   * What has been said to the user since, word for word, and last, where the model is to word it, what it is asked to say. Absent where the words
   * depend on today's date. Paths that were kept earlier may lack it.
   */
  readonly said?: readonly string[]
  /** What the user may take up now. Only in flows that suggest something. */
  readonly suggestions?: readonly string[]
}
