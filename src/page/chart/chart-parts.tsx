import { Icon } from '../icons.js'
import type { PlayTransition } from '../protocol.js'
import { Way } from '../way.js'

/** What may happen in every state, which the calm chart leaves out. */
export function FromAnywhere({ transitions }: { readonly transitions: readonly PlayTransition[] }) {
  if (transitions.length === 0) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <p class="anywhere" tabIndex={0}>
      From anywhere{' '}
      {transitions.map(({ name, to, calls, condition }) => (
        <span key={name} title={condition}>
          <b>{name}</b> <Way to={to} calls={calls} />
        </span>
      ))}
    </p>
  )
}

export function Legend() {
  return (
    <p class="legend" aria-hidden="true">
      <i class="here" /> here <i class="was" /> taken <i class="before" /> covered <i /> not yet
    </p>
  )
}

export interface ControlsProperties {
  readonly isWhole: boolean
  readonly onZoom: (factor: number) => void
  readonly onShowAll: () => void
  readonly onTurn: () => void
  readonly onWhole: () => void
}

export function Controls({ isWhole, onZoom, onShowAll, onTurn, onWhole }: ControlsProperties) {
  return (
    <div class="controls">
      <Control name="plus" label="Zoom in" onClick={() => onZoom(1.25)} />
      <Control name="minus" label="Zoom out" onClick={() => onZoom(0.8)} />
      <Control name="all" label="Show all" onClick={onShowAll} />
      <Control name="turn" label="Turn the chart" onClick={onTurn} />
      <Control name="whole" label="Draw everything" pressed={isWhole} onClick={onWhole} />
    </div>
  )
}

interface ControlProperties {
  readonly name: 'plus' | 'minus' | 'all' | 'turn' | 'whole'
  readonly label: string
  readonly pressed?: boolean
  readonly onClick: () => void
}

function Control({ name, label, pressed, onClick }: ControlProperties) {
  return (
    <button type="button" aria-label={label} title={label} aria-pressed={pressed} onClick={onClick}>
      <Icon name={name} />
    </button>
  )
}

interface EdgeNoteProperties {
  readonly transitions: readonly { readonly name: string | null; readonly condition: string | null }[]
}

/** Says when the edge under the pointer is taken. */
export function EdgeNote({ transitions }: EdgeNoteProperties) {
  return (
    <ul class="edge-note" aria-hidden="true">
      {transitions.slice(0, 6).map(({ name, condition }) => (
        <li key={name}>
          <b>{name}</b> {condition}
        </li>
      ))}
    </ul>
  )
}
