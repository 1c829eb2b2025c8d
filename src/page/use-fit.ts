import { useState } from 'preact/hooks'
import type { PlaygroundServer } from './playground-server.js'
import type { Fit } from './protocol.js'
import { useAsked } from './use-asked.js'

/** Asks whether the conversation fits whenever another edition is played, and again when it was mended. */
export function useFit(server: PlaygroundServer, id: string, edition: number, onMended: () => void) {
  const [mended, setMended] = useState<Fit | null>(null)
  const fit = useAsked(() => server.fit(id), id, [edition, mended])
  const mend = (way: { readonly way: 'back' } | { readonly way: 'rename'; readonly to: string }) => {
    server.fit(id, way).then(
      (found) => {
        setMended(found)
        onMended()
      },
      () => undefined,
    )
  }
  return { fit, mend }
}
