import { useEffect, useMemo, useReducer } from 'preact/hooks'
import { remoteConversation } from '../../remote/remote-conversation.js'
import type { PlaygroundServer } from '../playground-server.js'

export type Chat = ReturnType<typeof remoteConversation>

/** Follows a conversation while it is shown. Another id, or another round, is another handle. */
export function useChat(server: PlaygroundServer, id: string, round: number): Chat {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round opens the same conversation anew
  const chat = useMemo(() => {
    const { headers } = server
    return remoteConversation({ url: '/conversations', id, headers })
  }, [server, id, round])
  const [, tell] = useReducer((count: number, _: undefined) => count + 1, 0)
  useEffect(() => {
    const stop = chat.subscribe(() => tell(undefined))
    quietly(chat.open())
    return () => {
      stop()
      quietly(chat.close())
    }
  }, [chat])
  return chat
}

/** What goes wrong stands in the view. */
export function quietly(work: Promise<unknown>): void {
  work.catch(() => undefined)
}
