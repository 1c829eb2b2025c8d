import type { ConversationHandle } from '../conversation/api/conversation-handle.js'

/** What is needed of a handle to show it. */
export type ShownHandle = Pick<
  ConversationHandle,
  'view' | 'subscribe' | 'open' | 'close' | 'send' | 'retry' | 'interrupt' | 'cancel' | 'rewind'
>
