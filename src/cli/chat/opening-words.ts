import type { Message } from '../../model/message.js'
import type { ChatView } from './chat-view.js'

/**
 * Shows the first reply of a new conversation while the model makes it. Everything else that is said during the opening is shown
 * afterwards, in order.
 */
export function openingWords(isNew: boolean, view: ChatView) {
  let replies = 0
  let streamed = ''
  return {
    onRespond: () => {
      replies += 1
    },
    onDelta: (delta: string) => {
      if (!isNew || replies !== 1) return
      streamed += delta
      view.delta(delta)
    },
    /** The messages that have not been shown yet. */
    unspoken: (messages: readonly Message[]): readonly Message[] => (messages[0]?.text === streamed ? messages.slice(1) : messages),
  }
}
