import { NO_USAGE } from '../../model/usage.js'
import type { ConversationView } from '../api/conversation-view.js'

/** The empty list of every view, so that nothing has changed while there is nothing. */
export const NOTHING: readonly never[] = Object.freeze([])

/** Returns the view of a conversation of which nothing is known yet. */
export function openingView(id: string): ConversationView {
  return Object.freeze({
    id,
    status: 'opening',
    state: undefined,
    messages: NOTHING,
    messageCount: 0,
    reply: undefined,
    suggestions: NOTHING,
    error: undefined,
    outcome: null,
    data: undefined,
    turn: 0,
    usage: NO_USAGE,
    revision: 0,
    deadline: null,
    running: false,
    transitions: NOTHING,
    actor: undefined,
  })
}
