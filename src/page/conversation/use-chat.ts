import { useEffect, useMemo, useReducer } from 'preact/hooks'
import { remoteConversation } from '../../remote/remote-conversation.js'
import type { PlaygroundServer } from '../playground-server.js'

export type Chat = ReturnType<typeof remoteConversation>

/** Follows a conversation while it is shown. Another id, or another round, is another handle. */
export function useChat(server: PlaygroundServer, id: string, round: number): Chat {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round opens the same conversation anew
  const chat = useMemo(() => {
    const { headers } = server
    return remoteConversation({ url: '/conversations', id, headers, fetch: fetchKnown(server, id) })
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

/** Asks first whether there is a conversation: a browser tells its console of whatever was not found. */
function fetchKnown(server: PlaygroundServer, id: string): typeof fetch {
  let isFirst = true
  return async (...request) => {
    if (isFirst) {
      isFirst = false
      const fit = await server.fit(id).catch(() => null)
      if (fit?.status === 'none') return Response.json({ code: 'no-conversation', retryable: false }, { status: 404 })
    }
    return await fetch(...request)
  }
}

/** What goes wrong stands in the view. */
export function quietly(work: Promise<unknown>): void {
  work.catch(() => undefined)
}
