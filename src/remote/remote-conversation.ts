import type { ConversationData } from '../conditions/condition.js'
import type { ReplyStream, SendOptions, Turn } from '../conversation/api/conversation.js'
import type { ConversationHandle } from '../conversation/api/conversation-handle.js'
import { RemoteHandle } from './remote-handle.js'
import type { RemoteOptions } from './remote-options.js'
import type { RemoteHeaders } from './server-connection.js'

export type { ConversationView, ViewMessage } from '../conversation/api/conversation-view.js'
export { RemoteConversationError } from './remote-error.js'
export type { ConversationHandle, RemoteHeaders, RemoteOptions, ReplyStream, SendOptions, Turn }

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
