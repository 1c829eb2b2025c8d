import type { Chat } from '../conversation/use-chat.js'

/** Something that has happened in a conversation. */
export interface Happening {
  readonly turn: number
  readonly type: 'heard' | 'said' | 'fired' | 'missed' | 'ended'
  readonly text: string
}

/** Tells what has happened in a conversation, the newest first. */
export function happenings({ messages, transitions, outcome, turn: newest }: Chat['view']): readonly Happening[] {
  const ways = new Map(transitions.map((way) => [way.turn, way]))
  const told = messages.flatMap(({ role, text, turn, pending }): Happening[] => {
    if (role === 'assistant') return [{ turn, type: 'said', text }]
    const heard: Happening = { turn, type: 'heard', text }
    const way = pending ? undefined : ways.get(turn)
    if (way === undefined) return [heard]
    const { from, state, transition } = way
    return [
      heard,
      { turn, type: transition === null ? 'missed' : 'fired', text: `${from}${transition === null ? '' : `: ${transition}`} → ${state}` },
    ]
  })
  return [...told, ...(outcome === null ? [] : [{ turn: newest, type: 'ended' as const, text: outcome }])].toReversed()
}
