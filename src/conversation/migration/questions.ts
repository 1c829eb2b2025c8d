import { actionsWithin, type MachineConfigJson } from '../../machine/config.js'
import { readMeta } from '../../machine/meta.js'
import type { StatePosition } from '../../machine/state-position.js'
import type { StoredSnapshot } from '../record/stored-snapshot.js'

type StoredContext = Pick<StoredSnapshot['context'], 'asking' | 'error' | 'noMatches' | 'silences' | 'refused'>

/**
 * Tells whether a conversation of another version was asked for a field that its state does not ask for any more. It waits for the user, or
 * for another try to speak.
 */
export function asksAnew(
  config: MachineConfigJson,
  { state, substate }: StatePosition,
  { asking = null, error }: StoredContext,
  storedHash: string,
): boolean {
  if (storedHash === readMeta(config).flow.flow.hash) return false
  const isSpeaking = substate === 'failed' && error?.during === 'respond'
  if (substate !== 'listening' && !isSpeaking) return false
  const node = config.states[state]
  if (node?.states?.collecting === undefined) return false
  return !actionsWithin(node).some(({ type, params }) => type === 'ask' && params?.field === asking)
}

/** What is forgotten with the question: who is asked another has missed nothing of it. */
export function askedAnew({ asking, refused, silences }: StoredContext) {
  return {
    error: null,
    noMatches: 0,
    ...(asking === undefined ? {} : { asking: null }),
    ...(refused === undefined ? {} : { refused: null }),
    ...(silences === undefined ? {} : { silences: 0 }),
  }
}
