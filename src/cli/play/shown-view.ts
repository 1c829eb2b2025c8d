import type { ConversationView } from '../../conversation/api/conversation-view.js'
import { type ClientView, clientView } from '../../server/protocol/client-view.js'

/** Returns what the page sees of a conversation: all of it. Whoever has the token is the flow's own developer. */
export function shownView(view: ConversationView, id: string): ClientView {
  return shownWhole(clientView({ ...view, id }), view)
}

/** Puts back what a client of an ordinary server does not see. */
export function shownWhole(shown: ClientView, { data, transitions, error }: ConversationView): ClientView {
  const isOfCall = error !== undefined && 'during' in error
  return {
    ...shown,
    transitions,
    ...(data === undefined ? {} : { data }),
    ...(isOfCall && shown.error !== undefined ? { error: { ...shown.error, message: error.message } } : {}),
  }
}
