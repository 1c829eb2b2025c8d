import { useEffect, useState } from 'preact/hooks'
import type { PlaygroundServer } from './playground-server.js'
import type { Fit } from './protocol.js'

/** Asks whether the conversation fits whenever another edition is played. */
export function useFit(server: PlaygroundServer, id: string, edition: number, onMended: () => void) {
  const [fit, setFit] = useState<Fit | null>(null)
  useEffect(() => {
    let isShown = true
    setFit(null)
    // The first edition is what the conversation was begun with, or says so itself.
    server.fit(id).then(
      (found) => isShown && edition > 0 && setFit(found),
      () => undefined,
    )
    return () => {
      isShown = false
    }
  }, [server, id, edition])
  const mend = (way: { readonly way: 'back' } | { readonly way: 'rename'; readonly to: string }) => {
    server.fit(id, way).then(
      (found) => {
        setFit(found)
        onMended()
      },
      () => undefined,
    )
  }
  return { fit, mend }
}
