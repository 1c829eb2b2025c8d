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
  /** What the data holds where the flow changes it, by key; null for nothing. Only in flows that set, reset, or keep what went wrong. */
  readonly data?: Readonly<Record<string, JsonValue>>
  /** What the flow has said since, and what the model is now asked to say. Only in flows whose prompts choose their wording. */
  readonly said?: readonly string[]
  /** What the user may take up now. Only in flows that suggest something. */
  readonly suggestions?: readonly string[]
}
