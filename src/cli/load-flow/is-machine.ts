import type { ConversationMachine } from '../../machine/index.js'

/** Whether a module's export is a compiled flow; by its shape, since the module may bring a copy of XState of its own. */
export function isMachine(value: unknown): value is ConversationMachine {
  if (typeof value !== 'object' || value === null || !('config' in value) || !('provide' in value)) return false
  const { config } = value
  return typeof config === 'object' && config !== null && 'meta' in config && 'states' in config
}
