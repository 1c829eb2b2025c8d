import type { ConversationContext } from '../machine/context.js'
import type { ConversationEmitted } from '../machine/events.js'
import type { Message } from '../model/message.js'
import type { Change } from './xstate-action.js'

/** Adds a message to the window, of which only the newest `maxMessages` stay. */
export function addMessage(
  context: ConversationContext,
  message: Message,
  maxMessages: number,
): Required<Pick<Change, 'context' | 'emit'>> {
  // Listeners are given the message itself, and can not change what is stored.
  Object.freeze(message)
  const added: ConversationEmitted = { type: 'message.added', message, position: context.messageCount }
  return {
    context: {
      messages: [...context.messages.slice(Math.max(0, context.messages.length + 1 - maxMessages)), message],
      messageCount: context.messageCount + 1,
      ...(message.role === 'user'
        ? { lastUserText: message.text, lastUserId: message.id, replyCount: 0 }
        : { ...(message.by === undefined ? { lastReplyText: message.text } : {}), replyCount: context.replyCount + 1 }),
      ...(message.role === 'assistant' && context.partialReply !== '' ? { partialReply: '' } : {}),
    },
    emit: message.role === 'assistant' ? [added, { type: 'assistant.message', message }] : [added],
  }
}
