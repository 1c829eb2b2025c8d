import type { ConversationView } from '../conversation/api/conversation-view.js'
import type { Chat } from './chat.js'

/** Reads a chat. Until the conversation is loaded, it shows a view that is known from elsewhere, and behind it what was sent meanwhile. */
export function chatReader(read: () => Chat, initialView: ConversationView | undefined): () => Chat {
  if (initialView === undefined) return read
  let chat: Chat | undefined
  let shown: Chat | undefined
  return () => {
    const now = read()
    if (now.state !== undefined) return now
    if (shown === undefined || now !== chat) {
      const messages = now.messages.length === 0 ? initialView.messages : [...initialView.messages, ...now.messages]
      shown = Object.freeze({ ...now, ...initialView, status: now.status, error: now.error, messages })
    }
    chat = now
    return shown
  }
}
