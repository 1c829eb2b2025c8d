import type { JsonValue } from '../../diagnostics/json.js'
import type { PlayState } from '../protocol.js'
import type { Chat } from './use-chat.js'

export interface ChipsProperties {
  readonly view: Chat['view']
  /** What can be done where the conversation stands; null until it is known. */
  readonly place: PlayState | null
  readonly onTry: (text: string) => void
  readonly onNotify: (event: string, payload: JsonValue) => void
}

/** With more ideas than this, the sheet of the state is read. */
const MOST_IDEAS = 12

/** What may be said or done now: what the flow suggests, the events that it hears, and words that fire a transition. */
export function Chips({ view, place, onTry, onNotify }: ChipsProperties) {
  if (view.status !== 'listening') return null
  const offered = new Set(view.suggestions.map(({ text }) => text))
  const ideas = place?.transitions.flatMap(({ name, witness, reason }) =>
    witness === null || reason !== null || offered.has(witness) ? [] : [{ name, witness }],
  )
  return (
    // biome-ignore lint/a11y/useSemanticElements: they are no fields of a form
    <div class="chips" role="group" aria-label="What may be said">
      {view.suggestions.map(({ label, text }) => (
        <button type="button" key={label} class="chip" onClick={() => onTry(text)}>
          {label}
        </button>
      ))}
      {ideas?.slice(0, MOST_IDEAS).map(({ name, witness }) => (
        <button type="button" key={name} class="chip idea" onClick={() => onTry(witness)}>
          <small>{name}</small>
          {witness}
        </button>
      ))}
      {place?.events.map(({ name, sample }) => (
        <button type="button" key={name} class="chip idea" onClick={() => onNotify(name, sample)}>
          <small>event</small>
          {name}
        </button>
      ))}
    </div>
  )
}
