import { lookUp } from '../../conditions/kinds/context/context-kind.js'
import { isJsonObject, type JsonObject, type JsonValue } from '../../diagnostics/json.js'
import type { ActionConfig } from '../../machine/config.js'
import { type ActionFacts, changing, counting, type Draft, telling, withData } from './draft.js'
import type { Occurrence } from './property.js'
import type { RegionMap, Regions } from './regions.js'

/** Returns what may come of an action that changes the data; undefined for any other. */
export function applyDataAction(draft: Draft, { type, params = {} }: ActionConfig, facts: ActionFacts): readonly Draft[] | undefined {
  const { regions } = facts
  const { data } = draft.moment
  switch (type) {
    case 'recordUnderstanding':
      return [understood(changing(draft, { data: draft.incident.data }), facts)]
    case 'recordTold':
      return withData(draft, regions.tell(data, namesIn(params.fields))).map((each) => understood(each, facts))
    case 'saveOutput':
      return saved(draft, params, regions).map((each) => telling(each, { type: 'worked', state: each.moment.state }))
    case 'saveError':
      return withData(draft, regions.putAny(data, [String(params.saveAs)]))
    case 'takeEvent':
      return eventTaken(draft, params, regions)
    case 'change':
      return changed(draft, params, regions)
    case 'correct':
      return withData(draft, regions.tell(data, namesIn(params.fields)))
    case 'collect':
      return collected(draft, params, facts)
    default:
      return undefined
  }
}

function understood(draft: Draft, { callsOf }: ActionFacts): Draft {
  const { state } = draft.moment
  const called = Array.from({ length: callsOf(state) }, (): Occurrence => ({ type: 'called', state }))
  return counting(telling(draft, ...called), { counter: 'calls', more: draft.incident.calls })
}

/** An output that is no object, and is not kept under a key, is dropped. */
function saved(draft: Draft, { saveAs, saveErrorAs }: JsonObject, regions: RegionMap): readonly Draft[] {
  const { data } = draft.moment
  const right = typeof saveErrorAs === 'string' ? regions.put(data, saveErrorAs, undefined) : [data]
  return right.flatMap((each) => withData(draft, regions.putAny(each, typeof saveAs === 'string' ? [saveAs] : undefined)))
}

function eventTaken(draft: Draft, { saveAs }: JsonObject, regions: RegionMap): readonly Draft[] {
  const { moment, incident } = draft
  const { data, error } = moment
  const rested = changing(draft, error === null ? { silences: 0 } : {})
  const all = typeof saveAs === 'string' ? regions.putAny(data, [saveAs]) : [data]
  return withData(rested, all).map((each) => telling(each, { type: 'event', event: incident.event }))
}

/** What is reset is so before anything is set. */
function changed(draft: Draft, { set, reset }: JsonObject, regions: RegionMap): readonly Draft[] {
  const anew = reset === true && draft.moment.error === null ? { misses: 0, silences: 0 } : {}
  let all: readonly Regions[] = [reset === true ? regions.initial : draft.moment.data]
  for (const path of reset === true ? [] : namesIn(reset)) {
    all = all.flatMap((data) => regions.put(data, path, lookUp(regions.initialData, path) ?? undefined))
  }
  for (const [path, value] of Object.entries(isJsonObject(set) ? set : {})) {
    all = all.flatMap((data) => (isTemplate(value) ? regions.putAny(data, [path]) : regions.put(data, path, value ?? undefined)))
  }
  const distinct = [...new Map(all.map((data) => [data.join(), data])).values()]
  return withData(changing(draft, anew), distinct)
}

/** What it gives hangs on data that is not told apart. */
function isTemplate(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value.includes('{{')
}

/** A message for the asked fields tells something new, something that does not fit, both or neither. What is nothing new fills nothing, and what is new does. */
function collected(draft: Draft, { fields, askable, kind }: JsonObject, { regions, refusable }: ActionFacts): readonly Draft[] {
  const names = namesIn(fields)
  const { data, misses, state } = draft.moment
  if (kind !== 'answer') {
    const read = changing(draft, kind === 'entry' ? { reads: false } : {})
    return withData(read, regions.tell(data, names))
  }
  const refusals = [...namesIn(askable).filter((name) => refusable.has(name)), null]
  const found = [true, false].flatMap((progress) => refusals.map((refused) => ({ progress, refused })))
  return found.flatMap((told) => {
    const isMiss = told.refused !== null && !told.progress
    const fitting = names.filter((name) => name !== told.refused)
    const count = told.progress ? 0 : isMiss ? misses + 1 : misses
    const read = changing(draft, { told, misses: count })
    const after = regions.tell(data, fitting, !told.progress)
    const isFilled = (each: Regions) => fitting.some((name) => regions.isFilled(each, name) !== false)
    const all = withData(read, told.progress ? after.filter(isFilled) : after)
    return isMiss ? all.map((each) => telling(each, { type: 'missed', state })) : all
  })
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
