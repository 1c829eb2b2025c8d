import type { Chat } from '../conversation/use-chat.js'
import type { PlaygroundServer } from '../playground-server.js'
import { useAsked } from '../use-asked.js'

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
  const { status, transitions, revision } = view
  const mayAsk = typed.trim() !== '' && status === 'listening'
  const turn = explained ?? transitions.at(-1)?.turn
  const would = useAsked(mayAsk ? () => server.explain(id, { text: typed }) : null, id, [typed, revision, edition], QUIET)
  // Nothing was sent before the first turn, whatever an event or a silence has led to.
  const past = useAsked(turn ? () => server.explain(id, { turn }) : null, id, [turn, revision, edition])
  return { would, past }
}
