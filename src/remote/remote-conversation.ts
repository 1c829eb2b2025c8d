import type { ConversationData } from '../conditions/condition.js'
import type { ReplyStream, SendOptions, Turn } from '../conversation/api/conversation.js'
import type { ConversationHandle } from '../conversation/api/conversation-handle.js'
import { RemoteHandle } from './remote-handle.js'
import type { RemoteHeaders } from './server-connection.js'

export { RemoteConversationError } from './remote-error.js'
export type { ConversationHandle, ReplyStream, RemoteHeaders, SendOptions, Turn }
export type { ConversationView, ViewMessage } from '../conversation/api/conversation-view.js'

/** Says where a conversation is served. */
export interface RemoteOptions {
  /** Where the server has its conversations: `/conversations`, or `https://api.example.com/conversations`. */
  readonly url: string
  readonly id: string
  /** Sent with each request, such as `{ authorization: 'Bearer …' }`; a function is called for each. */
  readonly headers?: RemoteHeaders
  /** Sends the requests; the page's own `fetch` by default. */
  readonly fetch?: typeof fetch
  /** Sent when the conversation is begun, to servers that take something. */
  readonly data?: ConversationData
  /** Whether what others cause is shown too: other pages, timers, people. True by default; it keeps one request open while the page is visible. */
  readonly follow?: boolean
}

/**
 * Makes a handle of a conversation that runs on a server, which `conversationHandler` serves. It has the methods of a local handle; what it can not
 * reach it sends again, under the same id.
 *
 * @example
 * import { remoteConversation } from 'talkchart/remote'
 * const chat = remoteConversation({ url: '/conversations', id: 'user123-support', follow: false })
 * chat.subscribe(() => console.log(chat.view.messages, chat.view.reply))
 */
export function remoteConversation<StateName extends string = string, Data extends object = ConversationData>(
  options: RemoteOptions,
): ConversationHandle<StateName, Data>
export function remoteConversation(options: RemoteOptions): ConversationHandle {
  return new RemoteHandle(options)
}
