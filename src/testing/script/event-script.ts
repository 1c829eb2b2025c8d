import type { ConversationFlow, FlowState } from '../../definition/flow.js'
import { eventWayIn, rests } from '../../definition/state-facts.js'
import type { JsonObject, JsonValue } from '../../diagnostics/json.js'
import { fitting, samplePayload } from './sample-payload.js'

/** An event that may come where a state rests. */
export interface ScriptedEvent {
  readonly event: string
  /** The key of the data that receives the payload; null where it is not kept, or the event is ignored. */
  readonly savesAs: string | null
  readonly isHandled: boolean
  /** A payload that fits; absent where none is asked for. */
  readonly payload?: JsonValue
  /** Whether a payload fits. */
  readonly fits: (payload: JsonValue) => boolean
}

/** Returns the events that a state handles, by its own `on` or by the flow's, then one that it ignores. An event for which no payload is found is left out. */
export function eventsIn(flow: ConversationFlow, state: FlowState): readonly ScriptedEvent[] {
  if (!rests(state)) return []
  const known = Object.entries(flow.events ?? {}).flatMap(([name, { payload }]): readonly ScriptedEvent[] => {
    const way = eventWayIn(flow, state, name)
    const sampled = scriptedEvent(name, payload)
    return sampled === undefined ? [] : [{ ...sampled, savesAs: way?.saveAs ?? null, isHandled: way !== undefined }]
  })
  return oneIgnored(known)
}

/** Returns the event with a payload that fits its schema; undefined where none is found. */
export function scriptedEvent(name: string, schema: JsonObject | undefined): Pick<ScriptedEvent, 'event' | 'payload' | 'fits'> | undefined {
  if (schema === undefined) return { event: name, fits: () => true }
  const payload = samplePayload(schema)
  return payload === undefined ? undefined : { event: name, payload, fits: fitting(schema) }
}

/** What is ignored is ignored everywhere alike: one shows it. */
export function oneIgnored(events: readonly ScriptedEvent[]): readonly ScriptedEvent[] {
  const [ignored] = events.filter(({ isHandled }) => !isHandled)
  return [...events.filter(({ isHandled }) => isHandled), ...(ignored === undefined ? [] : [ignored])]
}
