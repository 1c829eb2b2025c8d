import type { Message } from '../../model/message.js'
import type { TurnEvent } from '../protocol/events.js'
import type { Channel, Run } from './channel.js'

/**
 * Ends the run of another process whose turn is stored, and tells what that has not told by now. One that is over stays as it is.
 *
 * @param messages those that are stored, or the newest of them
 */
export function endElsewhere(channel: Channel, run: Run, messages: readonly Message[]): void {
  if (run.isOwn || run.isOver) return
  const turn = turnOf(run)
  channel.add(
    run,
    untold(
      run,
      messages.filter((message) => message.role === 'assistant' && message.turn === turn),
    ),
  )
  channel.end(run)
}

/** Returns the turn of a run; undefined while it has told nothing. */
export function turnOf({ events: [begin] }: Pick<Run, 'events'>): number | undefined {
  return begin?.type === 'begin' ? begin.data.turn : undefined
}

/**
 * Returns what a run of another process has not told of the replies that are stored: its last pieces may be on their way when the turn is over. The
 * rest of a reply comes as a piece, and then the whole of it.
 *
 * @param replies the replies of the run's turn, in order
 */
function untold({ events }: Pick<Run, 'events'>, replies: readonly Message[]): readonly TurnEvent[] {
  let said = ''
  let last: string | undefined
  for (const event of events) {
    if (event.type === 'delta') said += event.data.text
    if (event.type !== 'message') continue
    last = event.data.message.id
    said = ''
  }
  return repliesAfter(events, replies, last, said).flatMap((message, index): readonly TurnEvent[] => {
    const isCut = index === 0 && said !== '' && message.text.startsWith(said) && message.text !== said
    return [
      ...(isCut ? [{ type: 'delta' as const, data: { text: message.text.slice(said.length) } }] : []),
      { type: 'message', data: { message } },
    ]
  })
}

/** Leaves out what was told, and what the turn had said before the run began: a call that failed is repeated in a run of its own. */
function repliesAfter(
  events: readonly TurnEvent[],
  replies: readonly Message[],
  last: string | undefined,
  said: string,
): readonly Message[] {
  if (last !== undefined) return replies.slice(replies.findIndex(({ id }) => id === last) + 1)
  const [begin] = events
  if (begin?.type === 'begin' && begin.data.message !== undefined) return replies
  const first = said === '' ? -1 : replies.findIndex(({ text }) => text.startsWith(said))
  return first < 0 ? [] : replies.slice(first)
}
