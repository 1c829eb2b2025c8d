import type { ConversationHandle } from '../conversation/api/conversation-handle.js'
import type { ConversationView } from '../conversation/api/conversation-view.js'
import { isRecord } from '../diagnostics/json.js'
import type { RemoteOptions } from '../remote/remote-options.js'

export interface WithInitialView {
  /** What `readConversation` has given: it is shown until the conversation is loaded, and by server rendering. Kept by reference. */
  readonly initialView?: ConversationView | undefined
}

/** Says which conversation of a server a component shows. All of it may be written where it is used. */
export type UseRemoteConversationOptions = RemoteOptions & WithInitialView

/** Tells a handle from options. */
export function isHandle(given: object): given is ConversationHandle {
  return isRecord(given) && typeof given.subscribe === 'function'
}

/** Tells the options of a conversation on a server from others. */
export function isRemote(given: object): given is UseRemoteConversationOptions {
  return isRecord(given) && given.url !== undefined
}
