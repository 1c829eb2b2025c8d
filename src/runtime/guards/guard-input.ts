import type { ConversationContext } from '../../machine/context.js'
import type { UnknownEvent } from '../../machine/event-facts.js'

/** What a guard is given. */
export interface GuardInput {
  readonly context: ConversationContext
  readonly event: UnknownEvent
}

/** A guard without XState: a total function of context, event and static params. */
export type GuardFunction<Params = undefined> = (input: GuardInput, params: Params) => boolean
