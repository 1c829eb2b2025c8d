import type { PlaygroundServer } from './playground-server.js'
import type { PlayState } from './protocol.js'
import { useAsked } from './use-asked.js'

/** What can be done in a state; null until it is known. Another edition is asked again. */
export function usePlayState(server: PlaygroundServer, name: string | undefined, edition: number): PlayState | null {
  return useAsked(name === undefined ? null : () => server.state(name, edition), name ?? '', [edition])
}
