import type { ConversationHandle } from '../conversation/api/conversation-handle.js'
import type { RemoteOptions } from '../remote/remote-options.js'
import type { UseRemoteConversationOptions } from './given.js'
import { KeptConversation, type Rendered } from './kept-conversation.js'
import { KeptConversations } from './kept-conversations.js'
import type { ShownHandle } from './shown-handle.js'

const remote = new KeptConversations<KeptConversation>()
const made = new WeakMap<ConversationHandle, KeptConversation>()

/** Returns what is kept of a conversation on a server: the same for the same URL and id. */
export function keptRemote(given: UseRemoteConversationOptions, make: (options: RemoteOptions) => ShownHandle): KeptConversation {
  const { initialView, ...options } = given
  const { url, id } = options
  return remote.of(remote, `${url} ${id}`, url, () => {
    let newest: Rendered = options
    const handle = make({
      ...options,
      headers: async () => {
        const { headers = {} } = newest
        return typeof headers === 'function' ? await headers() : headers
      },
      fetch: (...request) => (newest.fetch ?? fetch)(...request),
    })
    return new KeptConversation(handle, {
      use: (rendered) => {
        newest = rendered
      },
    })
  })
}

/** Returns what is kept of a handle that was made elsewhere. It is closed there. */
export function keptHandle(handle: ConversationHandle): KeptConversation {
  const kept = made.get(handle) ?? new KeptConversation(handle)
  made.set(handle, kept)
  return kept
}
