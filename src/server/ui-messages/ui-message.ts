import type { ConversationView } from '../../conversation/api/conversation-view.js'
import type { Message, SuggestedMessage } from '../../model/message.js'
import type { ClientView } from '../protocol/client-view.js'

/** Holds a part of a message as the AI SDK has it. */
export type UiMessagePart =
  | { type: 'text'; text: string; state?: 'done' }
  /** What the user is offered to say. */
  | { type: 'data-suggestions'; id: string; data: { items: readonly SuggestedMessage[] } }

/** Says where a message stands in the conversation. */
export interface UiMessageMetadata {
  readonly turn: number
  readonly state: string
  /** Set when a person spoke in the flow's place, with the name where there is one. */
  readonly by?: 'operator'
  readonly name?: string
}

/** Holds a message as `useChat` of the AI SDK has it. */
export interface UiMessage {
  id: string
  role: 'user' | 'assistant'
  parts: UiMessagePart[]
  metadata: UiMessageMetadata
}

/** Stands before what makes an id unlike that of the message whose place it took. No id of a client's has it. */
const REPLACED = '@'

/** Returns the id for a message that takes the place of another one, whose id stays seen. */
export function replacingId(clientId: string, fresh: string): string {
  return `${clientId}${REPLACED}${fresh}`
}

/** Returns the id that the page knows a user's message by. It stays the same when the message is edited, or sent anew. */
export function clientIdOf(id: string): string {
  return id.split(REPLACED, 1).join('')
}

/** Returns the id that the page knows the replies to a user's message by. */
export function replyMessageId(userId: string): string {
  return `${clientIdOf(userId)}.reply`
}

/**
 * Returns the messages of a view as `useChat` takes them for its first render. Their ids are those of the streams: what is resumed takes the place of
 * what is shown. All replies to a message are one.
 *
 * @example
 * import { toUIMessages } from 'talkchart/ai-sdk'
 * const { view } = await conversationHost({ flow, model, store }).begin('user123-support').outcome
 * toUIMessages(view).at(-1)?.id // 'opening.reply'
 */
export function toUIMessages({ messages }: Pick<ConversationView, 'messages'> | Pick<ClientView, 'messages'>): UiMessage[] {
  const shown: UiMessage[] = []
  const ids = new Set<string>()
  for (const message of messages) {
    const id = shownId(message)
    const last = shown.at(-1)
    if (last !== undefined && last.id === id) {
      last.parts = [...last.parts.filter(({ type }) => type === 'text'), ...partsOf(message)]
      last.metadata = metadataOf(message)
    } else {
      // What came after another message can not be added to the one before it.
      const own = ids.has(id) ? message.id : id
      ids.add(own)
      shown.push({ id: own, role: message.role, parts: partsOf(message), metadata: metadataOf(message) })
    }
  }
  return shown
}

function shownId({ role, id, by }: Message): string {
  if (role === 'user') return clientIdOf(id)
  return by === undefined ? replyMessageId(id.replace(/\.[1-9]\d*(?:~\d+)?$/, '')) : id
}

function partsOf({ role, text, suggestions }: Message): UiMessagePart[] {
  if (role === 'user') return [{ type: 'text', text }]
  return [
    { type: 'text', text, state: 'done' },
    ...(suggestions === undefined ? [] : [{ type: 'data-suggestions' as const, id: 'suggestions', data: { items: suggestions } }]),
  ]
}

function metadataOf({ turn, state, by, name }: Message): UiMessageMetadata {
  return { turn, state, ...(by !== undefined && { by }), ...(name !== undefined && { name }) }
}
