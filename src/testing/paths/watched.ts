import { sourceKindOf } from '../../conditions/fields/field-source.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { changesOf, payloadNames, producedNames } from '../../definition/rules/data-changes.js'
import { initialDataOf } from '../../definition/state-facts.js'
import type { JsonValue } from '../../diagnostics/json.js'
import type { MachineConfigJson } from '../../machine/config.js'
import { type ConfigMeta, readMeta } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import { positionOf } from '../../machine/state-position.js'
import { respondInput } from '../../runtime/requests.js'
import { jsonData, type MachineScript } from '../script/state-script.js'
import type { ExpectedState } from './expected-state.js'
import type { ObservedState } from './observed-state.js'

/** What paths state of each step besides where the conversation stands. */
export interface Watched {
  readonly entered: boolean
  /** The first keys of the data that the flow changes. */
  readonly dataKeys: readonly string[]
  readonly said: boolean
  readonly suggestions: boolean
  /** The keys of the data that hold days. */
  readonly days: readonly string[]
}

export const NOTHING_WATCHED: Watched = { entered: false, dataKeys: [], said: false, suggestions: false, days: [] }

/** Returns what the paths of a flow state: of data only what the flow changes itself. */
export function watchedIn(flow: ConversationFlow, { states }: MachineScript): Watched {
  const scripts = [...states.values()]
  const { fields = {} } = flow
  // A day that is said is another day tomorrow.
  const days = Object.keys(fields).filter((key) => sourceKindOf(fields[key] ?? {}) === 'date')
  return {
    entered: true,
    dataKeys: changedKeys(flow).filter((key) => !days.includes(key)),
    said: true,
    days,
    suggestions:
      scripts.some(({ suggestions }) => suggestions.length > 0) || Object.values(fields).some((field) => field.suggestions !== undefined),
  }
}

/** Returns what a path states, so that the same is looked at when it is run. */
export function watchedBy({ entered, data = {}, said, suggestions }: ExpectedState): Watched {
  return {
    entered: entered !== undefined,
    dataKeys: Object.keys(data),
    said: said !== undefined,
    suggestions: suggestions !== undefined,
    days: [],
  }
}

/** Returns what is seen of what is watched. */
export function watchedOf(
  observed: ObservedState,
  { entered, dataKeys, said, suggestions, days }: Watched,
): Pick<ExpectedState, 'entered' | 'data' | 'said' | 'suggestions'> {
  return {
    ...(entered ? { entered: enteredIn(observed) } : {}),
    ...(dataKeys.length === 0 ? {} : { data: dataAt(observed, dataKeys) }),
    ...(said && !days.some((key) => isReckoned(observed, key)) ? { said: saidIn(observed) } : {}),
    ...(suggestions ? { suggestions: suggestedIn(observed) } : {}),
  }
}

function enteredIn({ happened }: ObservedState): readonly string[] {
  return happened.flatMap((event) => (event.type === 'state.entered' ? [event.state] : []))
}

/** Tells whether a day was reckoned from today, as "tomorrow" is: nobody has written it. */
function isReckoned({ context: { data, messages } }: ObservedState, key: string): boolean {
  const day = data[key]
  return typeof day === 'string' && !messages.some(({ role, text }) => role === 'user' && text.includes(day.slice(0, DAY_LENGTH)))
}

const DAY_LENGTH = '2031-05-05'.length

function changedKeys(flow: ConversationFlow): readonly string[] {
  const changes = [...changesOf(flow)].map(([change]) => change)
  const paths = changes.flatMap(({ set = {}, reset = [] }) => [...Object.keys(set), ...(reset === true ? [] : reset)])
  const errors = Object.values(flow.states).flatMap(({ invoke }) => invoke?.saveErrorAs ?? [])
  const all = changes.some(({ reset }) => reset === true) ? [...Object.keys(initialDataOf(flow)), ...(producedNames(flow) ?? [])] : []
  return [...new Set([...paths, ...errors, ...payloadNames(flow), ...all].map((path) => path.split('.', 1).join()))].sort()
}

function dataAt({ context }: ObservedState, keys: readonly string[]): Readonly<Record<string, JsonValue>> {
  const data = jsonData(context.data)
  return Object.fromEntries(keys.map((key) => [key, data[key] ?? null]))
}

function saidIn({ machine, context, value, happened }: ObservedState): readonly string[] {
  const said = happened.flatMap((event) => (event.type === 'assistant.message' ? [event.message.text] : []))
  if (positionOf(value).substate !== 'responding') return said
  const { flow, stateOf } = metaOf(readConfig(machine.machine.config))
  const { instruction, say } = respondInput(flow, stateOf(context.state), context)
  return [...said, [instruction, say ?? []].flat().join('\n\n')]
}

const known = new WeakMap<MachineConfigJson, ConfigMeta>()

function metaOf(config: MachineConfigJson): ConfigMeta {
  const meta = known.get(config) ?? readMeta(config)
  known.set(config, meta)
  return meta
}

/** Only who listens offers something. */
function suggestedIn({ context, value }: ObservedState): readonly string[] {
  if (positionOf(value).substate !== 'listening') return []
  const offered = context.messages.findLast(({ role }) => role === 'assistant')?.suggestions ?? []
  return offered.map(({ text }) => text)
}
