import type { ConversationContext } from '../conversation-context.js'
import type { ConversationEmitted } from '../conversation-events.js'
import type { UnknownEvent } from '../event-facts.js'

/** What an action is given. */
export interface ActionInput {
  readonly context: ConversationContext
  readonly event: UnknownEvent
}

/** What an action does: new context values, events for listeners, an event for the machine itself. */
export interface Change {
  readonly context?: Partial<ConversationContext>
  readonly emit?: readonly ConversationEmitted[]
  readonly raise?: UnknownEvent
}

/** An action without XState: a pure function of context and event. */
export type Update<Params = undefined> = (input: ActionInput, params: Params) => Change
