import type { Turn } from '../../conversation/api/conversation.js'
import { type PublicError, publicError } from './public-error.js'

/** Tells a client what its message caused. */
export interface PublicTurn extends Omit<Turn, 'error'> {
  /** Set when the turn ended in a failure. */
  readonly error: PublicError | null
}

/** Returns what a client may know of a turn. */
export function publicTurn(turn: Turn): PublicTurn {
  return { ...turn, error: turn.error && publicError(turn.error) }
}
