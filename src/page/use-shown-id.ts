import { useMemo, useState } from 'preact/hooks'
import { writeId } from './address.js'
import { Names } from './names.js'
import type { PlaygroundServer } from './playground-server.js'

/** Which conversation is shown, and what others may be called. */
export function useShownId(server: PlaygroundServer, first: string, onShown: () => void) {
  const [id, setId] = useState(first)
  const names = useMemo(() => new Names(server), [server])
  const show = (next: string) => {
    writeId(next)
    setId(next)
    onShown()
  }
  return { id, names, show }
}
