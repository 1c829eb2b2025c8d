import { useInsertionEffect, useMemo, useSyncExternalStore } from 'react'
import type { Chat } from './chat.js'
import { chatReader } from './chat-reader.js'
import { isHandle, type WithInitialView } from './given.js'
import type { KeptConversation, Rendered } from './kept-conversation.js'

/** Shows what is kept of a conversation, and lets it use what this render has given as soon as the render is shown. */
export function useKept(kept: KeptConversation, given: object & Rendered & WithInitialView): Chat {
  // With the commit, before all other effects. Unlike a layout effect, it is no warning on servers to React 18.
  useInsertionEffect(() => kept.use(given))
  const initialView = isHandle(given) ? undefined : given.initialView
  const [read, readOnServer] = useMemo(
    () => [chatReader(kept.read, initialView), chatReader(() => kept.first, initialView)],
    [kept, initialView],
  )
  return useSyncExternalStore(kept.subscribe, read, readOnServer)
}
