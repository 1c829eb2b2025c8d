import type { ConversationFlow } from '../definition/flow.js'
import { eventWayOf } from '../definition/next-state.js'
import { changesOf } from '../definition/rules/data-changes.js'

/** Returns the first keys that the data may hold; undefined where that is not known, as an actor or a function of the author's own fills it. */
export function dataNames(flow: ConversationFlow): readonly string[] | undefined {
  const { initialContext = {} } = flow
  const produced = producedNames(flow)
  return produced === undefined ? undefined : [...new Set([...Object.keys(initialContext), ...produced])]
}

/** Returns the keys that are filled while the conversation goes on; undefined where that is not known. */
export function producedNames(
  flow: Pick<ConversationFlow, 'states' | 'fields' | 'globalNextStates' | 'on'>,
): readonly string[] | undefined {
  const { states, fields = {} } = flow
  const names: string[] = [...Object.keys(fields), ...payloadNames(flow)]
  for (const [{ set = {} }] of changesOf(flow)) names.push(...Object.keys(set).map((path) => path.split('.')[0] ?? path))
  for (const { extract, invoke } of Object.values(states)) {
    if (invoke?.saveErrorAs !== undefined) names.push(invoke.saveErrorAs)
    if (invoke !== undefined && invoke.saveAs === undefined) return undefined
    if (invoke?.saveAs !== undefined) names.push(invoke.saveAs)
    if (extract === undefined) continue
    if (extract.run !== undefined || extract.schema !== undefined || extract.fields === undefined) return undefined
    names.push(...Object.keys(extract.fields))
  }
  return names
}

/** The keys that the payloads of events are kept under. */
function payloadNames({ states, on = {} }: Pick<ConversationFlow, 'states' | 'on'>): readonly string[] {
  const handlers = [on, ...Object.values(states).map((state) => state.on ?? {})].flatMap((handled) => Object.values(handled))
  return handlers.flatMap((handler) => eventWayOf(handler).saveAs ?? [])
}
