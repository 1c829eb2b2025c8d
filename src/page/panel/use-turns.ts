import type { Chat } from '../conversation/use-chat.js'
import type { PlaygroundServer } from '../playground-server.js'
import type { PlayTurns } from '../protocol.js'
import { useAsked } from '../use-asked.js'

/** What the turns that are stored have cost and changed; null until it is known. */
export function useTurns(server: PlaygroundServer, { id, revision }: Chat['view']): PlayTurns | null {
  return useAsked(revision === 0 ? null : () => server.turns(id), id, [revision])
}
