import type { ConversationData } from '../../conditions/condition.js'
import type { ConversationView } from '../../conversation/api/conversation-view.js'
import { type PublicError, publicError } from './public-error.js'

/** Shows a conversation to a client: a `ConversationView` as JSON, whose data is what the server exposes. */
export interface ClientView extends Omit<ConversationView, 'actor' | 'error' | 'data' | 'reply' | 'state'> {
  readonly state?: string
  /** Set when the newest turn ended in a failure. */
  readonly error?: PublicError
  /** The fields that the server exposes; absent where it exposes none. */
  readonly data?: ConversationData
}

/**
 * Returns what a client may see of a conversation.
 *
 * @param expose the fields of the data that are shown; none by default
 */
export function clientView(view: ConversationView, expose: readonly string[] = []): ClientView {
  const { actor: _actor, reply: _reply, state, error, data, transitions: _transitions, ...rest } = view
  const shown = expose.filter((field) => data !== undefined && Object.hasOwn(data, field)).map((field) => [field, data?.[field]])
  return {
    ...rest,
    transitions: [],
    ...(state === undefined ? {} : { state }),
    ...(error !== undefined && 'during' in error ? { error: publicError(error) } : {}),
    ...(shown.length === 0 ? {} : { data: Object.fromEntries(shown) }),
  }
}
