import type { ConversationContext } from '../../machine/context.js'
import type { EventInContext } from '../../machine/event-facts.js'
import type { ConversationEmitted, MachineEvent } from '../../machine/events.js'
import type { Message } from '../../model/message.js'

/** Holds what an action does: new context values, events for listeners, an event for the machine itself. */
export interface Change {
  readonly context?: Partial<ConversationContext>
  readonly emit?: readonly ConversationEmitted[]
  readonly raise?: MachineEvent
}

/** An action without XState: a pure function of context and event. */
export type Update<Params = undefined> = (input: EventInContext, params: Params) => Change

/** Adds a message to the window, of which only the newest `maxMessages` stay. */
export function addMessage(
  context: ConversationContext,
  message: Message,
  maxMessages: number,
): Required<Pick<Change, 'context' | 'emit'>> {
  const added: ConversationEmitted = { type: 'message.added', message, position: context.messageCount }
  return {
    context: {
      messages: [...context.messages.slice(Math.max(0, context.messages.length + 1 - maxMessages)), message],
      messageCount: context.messageCount + 1,
      ...(message.role === 'user' ? { lastUserText: message.text } : { lastReplyText: message.text }),
      ...(message.role === 'assistant' && context.partialReply !== '' ? { partialReply: '' } : {}),
    },
    emit: message.role === 'assistant' ? [added, { type: 'assistant.message', message }] : [added],
  }
}
