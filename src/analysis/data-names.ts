import type { ConversationFlow } from '../definition/flow.js'

/** Returns the first keys that the data may hold; undefined where that is not known, as an actor or a function of the author's own fills it. */
export function dataNames({ initialContext = {}, states, fields = {} }: ConversationFlow): readonly string[] | undefined {
  const produced = producedNames({ states, fields })
  return produced === undefined ? undefined : [...new Set([...Object.keys(initialContext), ...produced])]
}

/** Returns the keys that are filled while the conversation goes on; undefined where that is not known. */
export function producedNames({ states, fields = {} }: Pick<ConversationFlow, 'states' | 'fields'>): readonly string[] | undefined {
  const names: string[] = Object.keys(fields)
  for (const { extract, invoke } of Object.values(states)) {
    if (invoke !== undefined && invoke.saveAs === undefined) return undefined
    if (invoke?.saveAs !== undefined) names.push(invoke.saveAs)
    if (extract === undefined) continue
    if (extract.run !== undefined || extract.schema !== undefined || extract.fields === undefined) return undefined
    names.push(...Object.keys(extract.fields))
  }
  return names
}
