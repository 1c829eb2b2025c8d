import type { Message, SuggestedMessage } from '../../model/message.js'
import type { ClientView } from './client-view.js'
import type { Problem } from './problem.js'
import type { PublicTurn } from './public-turn.js'

/** Tells what happens in a turn while it runs. These are relayed to other processes, so they are plain JSON. */
export type TurnEvent =
  /** A run begins. Whatever was shown of the reply that was being made is void. `message` is the user's that it takes up; a retry or a timer takes up none. */
  | {
      readonly type: 'begin'
      readonly data: { readonly attempt: string; readonly messageId: string; readonly turn: number; readonly message?: Message }
    }
  | {
      readonly type: 'state'
      readonly data: { readonly state: string; readonly from: string | null; readonly transition: string | null; readonly visits: number }
    }
  /** A piece of the reply that is being made. */
  | { readonly type: 'delta'; readonly data: { readonly text: string } }
  /** A reply is whole; it replaces the pieces before it. */
  | { readonly type: 'message'; readonly data: { readonly message: Message } }
  | { readonly type: 'suggestions'; readonly data: { readonly items: readonly SuggestedMessage[] } }

/** Holds what a turn came to, with where the conversation stands then. */
export interface TurnOutcome<AnyTurn = PublicTurn, View = ClientView> {
  readonly turn: AnyTurn
  readonly view: View
}

/**
 * Lists what a follower is told. `id` is the run's attempt, a dot and the event's number in it, or `end` for the last one. A host tells its views
 * and turns as they are, a handler what a client may see of them.
 */
export type ServerEvent<AnyTurn = PublicTurn, View = ClientView> = { readonly id?: string } & (
  | TurnEvent
  /** Where the conversation stands: first, and whenever it went on without a run that could be followed. */
  | { readonly type: 'snapshot'; readonly data: View }
  /** A turn is over. The last event where it was asked for. */
  | { readonly type: 'turn'; readonly data: TurnOutcome<AnyTurn, View> }
  /** What was asked for was refused or failed. */
  | { readonly type: 'problem'; readonly data: Problem }
  /** The stream ends here; come back with the last id. */
  | { readonly type: 'bye'; readonly data: Readonly<Record<string, never>> }
)

/** Says how far a client has followed: the attempt, and the number of the next event of it. */
export interface RunPosition {
  readonly attempt: string
  readonly next: number
}

/** Returns the id of an event of a run. */
export function eventId(attempt: string, number: number | 'end'): string {
  return `${attempt}.${number}`
}

/** Reads the id of the last event that a client has. Undefined for none, and for anything else. */
export function readEventId(id: string | null | undefined): RunPosition | undefined {
  const [, attempt, number] = /^([\w-]{1,64})\.(\d{1,9}|end)$/.exec(id ?? '') ?? []
  if (attempt === undefined || number === undefined) return undefined
  return { attempt, next: number === 'end' ? Number.POSITIVE_INFINITY : Number(number) + 1 }
}
