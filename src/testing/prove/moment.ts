import type { StackFrame } from '../../machine/context.js'
import type { Regions } from './regions.js'

/** What of a conversation decides where it may go, but for what it counts without end. */
export interface Moment {
  /** The id of the node in which it stands. */
  readonly place: string
  /** The flow state that it is in; also where the node is of none. */
  readonly state: string
  readonly misses: number
  readonly silences: number
  readonly error: { readonly during: string; readonly about?: string } | null
  readonly stack: readonly StackFrame[]
  readonly data: Regions
  readonly asking: string | null
  /** Whether the message that led there is still to be read for fields. */
  readonly reads: boolean
  /** What a message told of the fields that are asked for; null where none was read just now. */
  readonly told: Told | null
  /** Whether the data have changed since the message was judged that is being understood: an event came while the call had failed. */
  readonly stale: boolean
}

/** What a message told of fields: whether something new, and of which field what does not fit. */
export interface Told {
  readonly progress: boolean
  readonly refused: string | null
}

/** What guards and actions of one step see besides the moment. */
export interface Incident {
  readonly event: string
  /** The data as guards see it: with what was just extracted. */
  readonly data: Regions
  /** How many model calls the step tells of. */
  readonly calls: number
  readonly told?: Told | undefined
}

/** Tells moments apart. */
export function momentKey({ place, state, misses, silences, error, stack, data, asking, reads, told, stale }: Moment): string {
  const frames = stack.map(({ flow, from, by }) => [flow, from, by?.scope, by?.name])
  return JSON.stringify([place, state, misses, silences, error?.during, error?.about, frames, data, asking, reads, told, stale])
}
