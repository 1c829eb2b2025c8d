import type { ConversationData } from '../conditions/condition.js'
import type { ConversationHandle } from '../conversation/api/conversation-handle.js'
import { remoteConversation } from '../remote/remote-conversation.js'
import type { Chat } from './chat.js'
import { keptHandle, keptRemote } from './find-remote.js'
import { isHandle, type UseRemoteConversationOptions } from './given.js'
import { useKept } from './use-kept.js'

/**
 * Does what `useConversation` does for a conversation on a server, and for a handle that was made elsewhere. A page that uses nothing else
 * loads none of what runs a conversation in the page.
 *
 * @example no-run: hooks stand in components
 * const chat = useRemoteConversation({ url: '/conversations', id: 'order-1' })
 * chat.messages
 * chat.send('yes')
 */
export function useRemoteConversation<StateName extends string, Data extends object, TransitionName extends string>(
  handle: ConversationHandle<StateName, Data, TransitionName>,
): Chat<StateName, Data, TransitionName>
export function useRemoteConversation<StateName extends string = string, Data extends object = ConversationData>(
  options: UseRemoteConversationOptions,
): Chat<StateName, Data>
export function useRemoteConversation(given: UseRemoteConversationOptions | ConversationHandle): Chat {
  return useKept(isHandle(given) ? keptHandle(given) : keptRemote(given, remoteConversation), given)
}
