import type { ConversationFlow } from '../definition/flow.js'
import { stateOf } from '../definition/state-facts.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'

/** Whether a finding is meant: `metadata.allow` of the flow, or of the state that it is about, names its code. */
export function isAllowed(flow: ConversationFlow, { code, path }: Diagnostic): boolean {
  if (flow.metadata?.allow?.includes(code)) return true
  const [top, name] = path
  const state = top === 'states' && typeof name === 'string' ? stateOf(flow, name) : undefined
  return state?.metadata?.allow?.includes(code) ?? false
}
