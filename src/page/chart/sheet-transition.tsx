import type { PlayTransition } from '../protocol.js'
import { Way } from '../way.js'

export interface SheetTransitionProperties {
  readonly transition: PlayTransition
  readonly isHere: boolean
  readonly isDone: boolean
  readonly onTry: (text: string) => void
}

/** One way on: when it is taken, where it leads, and something to say that fires it, or why there is nothing. */
export function SheetTransition({ transition, isHere, isDone, onTry }: SheetTransitionProperties) {
  const { name, scope, to, calls, condition, witness, reason } = transition
  return (
    <li>
      <p>
        <b>{name}</b> <Way to={to} calls={calls} /> {scope === 'global' && <small>from anywhere</small>}{' '}
        {isDone && <small class="was">✓ taken</small>}
      </p>
      <p class="hint">{condition}</p>
      {witness !== null && (
        <button type="button" class="chip" disabled={!isHere} onClick={() => onTry(witness)}>
          {witness}
        </button>
      )}
      {reason !== null && <p class="hint">{reason}</p>}
    </li>
  )
}
