import { useState } from 'preact/hooks'
import type { JsonValue } from '../../diagnostics/json.js'
import type { Happening, PlayFlow } from '../protocol.js'

export interface EventsTabProperties {
  readonly flow: PlayFlow
  readonly happened: readonly Happening[]
  readonly onNotify: (event: string, payload: JsonValue) => void
}

/** What has happened, the newest first, and what may be told of from outside. */
export function EventsTab({ flow, happened, onNotify }: EventsTabProperties) {
  const [shown, setShown] = useState('all')
  const types = ['all', ...new Set(happened.map(({ type }) => type))]
  return (
    <>
      <p class="chips">
        {flow.events.map(({ name, sample }) => (
          <button type="button" class="chip" key={name} onClick={() => onNotify(name, sample)}>
            Notify {name}
          </button>
        ))}
      </p>
      <p class="chips">
        {types.map((type) => (
          <button type="button" class="chip" key={type} aria-pressed={type === shown} onClick={() => setShown(type)}>
            {type}
          </button>
        ))}
      </p>
      <ol class="facts">
        {happened.map(({ turn, type, text }, position) =>
          shown === 'all' || shown === type ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew as a whole
            <li key={position}>
              <small>turn {turn}</small> <b>{type}</b> {text}
            </li>
          ) : null,
        )}
      </ol>
    </>
  )
}
