import { useRef } from 'preact/hooks'
import type { JsonObject, JsonValue } from '../../diagnostics/json.js'
import type { Chat } from '../conversation/use-chat.js'
import type { PlayFlow } from '../protocol.js'

/** What is known, as JSON; what the last turn changed is marked. */
export function DataTab({ data, turn }: { readonly data: JsonObject; readonly turn: number }) {
  const kept = useRef({ turn, before: data, now: data })
  if (kept.current.turn !== turn) kept.current = { turn, before: kept.current.now, now: data }
  else kept.current.now = data
  const entries = Object.entries(data)
  if (entries.length === 0) return <p class="hint">Nothing is known yet.</p>
  return (
    <dl class="data">
      {entries.map(([name, value]) => {
        const text = JSON.stringify(value, null, 2)
        const isNew = text !== JSON.stringify(kept.current.before[name], null, 2)
        return (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{isNew ? <mark>{text}</mark> : text}</dd>
          </div>
        )
      })}
    </dl>
  )
}

export interface EventsTabProperties {
  readonly flow: PlayFlow
  readonly view: Chat['view']
  readonly onNotify: (event: string, payload: JsonValue) => void
}

/** What has happened, the newest first, and what may be told of from outside. */
export function EventsTab({ flow, view, onNotify }: EventsTabProperties) {
  return (
    <>
      {flow.events.length > 0 && (
        <p class="chips">
          {flow.events.map(({ name, sample }) => (
            <button type="button" class="chip" key={name} onClick={() => onNotify(name, sample)}>
              Notify {name}
            </button>
          ))}
        </p>
      )}
      <ol class="facts">
        {view.transitions.toReversed().map(({ turn, from, state, transition }) => (
          <li key={`${turn}`}>
            turn {turn}: <code>{from}</code> <b>{transition ?? 'nothing held'}</b> → <code>{state}</code>
          </li>
        ))}
        <li>
          revision {view.revision}: {view.status}
        </li>
      </ol>
    </>
  )
}

/** What the conversation has cost so far. */
export function UsageTab({ view }: { readonly view: Chat['view'] }) {
  const { modelCalls, inputTokens, outputTokens } = view.usage
  const rows = { 'model calls': modelCalls, 'tokens read': inputTokens, 'tokens written': outputTokens, turns: view.turn }
  return (
    <dl class="data">
      {Object.entries(rows).map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{count}</dd>
        </div>
      ))}
    </dl>
  )
}
