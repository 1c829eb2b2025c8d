import { useEffect, useState } from 'preact/hooks'
import type { Chat } from '../conversation/use-chat.js'
import type { PlaygroundServer } from '../playground-server.js'
import type { TurnExplanation } from '../protocol.js'

/** After the last key. */
const QUIET = 90

export interface ExplanationsOptions {
  readonly server: PlaygroundServer
  readonly id: string
  readonly typed: string
  readonly explained: number | null
  readonly view: Chat['view']
  readonly edition: number
}

/** What the typed text would do, and what the explained message did: the newest, unless one was chosen. */
export function useExplanations({ server, id, typed, explained, view, edition }: ExplanationsOptions) {
  const [would, setWould] = useState<TurnExplanation | null>(null)
  const [past, setPast] = useState<TurnExplanation | null>(null)
  const isListening = view.status === 'listening'
  const turn = explained ?? view.transitions.at(-1)?.turn ?? null
  // biome-ignore lint/correctness/useExhaustiveDependencies: another edition or revision explains otherwise
  useEffect(() => {
    if (typed.trim() === '' || !isListening) return setWould(null)
    return later(QUIET, () => server.explain(id, { text: typed }), setWould)
  }, [server, id, typed, isListening, view.revision, edition])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another edition or revision explains otherwise
  useEffect(() => {
    if (turn === null) return setPast(null)
    return later(0, () => server.explain(id, { turn }), setPast)
  }, [server, id, turn, view.revision, edition])
  return { would, past }
}

/** Asks after a while; an answer that nobody waits for any more is dropped. */
function later<Answer>(wait: number, ask: () => Promise<Answer>, take: (answer: Answer | null) => void): () => void {
  let isAwaited = true
  const timer = setTimeout(() => {
    ask().then(
      (answer) => isAwaited && take(answer),
      () => isAwaited && take(null),
    )
  }, wait)
  return () => {
    isAwaited = false
    clearTimeout(timer)
  }
}
