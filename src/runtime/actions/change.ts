import type { ConversationContext } from '../../machine/context.js'
import type { UnknownEvent } from '../../machine/event-facts.js'
import type { ConversationEmitted } from '../../machine/events.js'

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
