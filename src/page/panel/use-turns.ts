import { useMemo } from 'preact/hooks'
import type { Chat } from '../conversation/use-chat.js'
import type { PlaygroundServer } from '../playground-server.js'
import type { PlayTurns, PlayWay } from '../protocol.js'
import { useAsked } from '../use-asked.js'

/** What the turns that are stored have cost, changed and come to; null until it is known. */
export function useTurns(server: PlaygroundServer, { id, revision }: Chat['view']): PlayTurns | null {
  return useAsked(revision === 0 ? null : () => server.turns(id), id, [revision])
}

/** A view whose ways are told one by one, each event's for itself. Of a turn that was not told yet, the conversation's own is shown. */
export function useWays(view: Chat['view'], turns: PlayTurns | null) {
  return useMemo(() => {
    const told = turns?.ways.filter(({ turn }) => turn <= view.turn) ?? []
    const last = told.at(-1)?.turn ?? 0
    const newer = view.transitions.flatMap((way): readonly PlayWay[] => {
      const { id: after } = view.messages.find(({ turn, role }) => turn === way.turn && role === 'user') ?? {}
      return way.turn > last && after !== undefined ? [{ ...way, kind: 'fired', what: way.transition ?? '…', read: '', after }] : []
    })
    return { ...view, transitions: [...told, ...newer] }
  }, [view, turns])
}

export type ShownView = ReturnType<typeof useWays>
