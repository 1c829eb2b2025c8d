import type { SnapshotFrom } from 'xstate'
import type { ConversationMachine } from '../../machine/index.js'
import type { ConversationPhase } from '../api/conversation.js'

export type MachineSnapshot = SnapshotFrom<ConversationMachine>

/** Whether nothing runs any more but timers. */
export function isSettled(snapshot: MachineSnapshot): boolean {
  return snapshot.status !== 'active' || snapshot.hasTag('listening') || snapshot.hasTag('failed')
}

export function phaseOf(snapshot: MachineSnapshot): ConversationPhase {
  if (snapshot.status === 'done') return 'done'
  if (snapshot.hasTag('failed')) return 'failed'
  return snapshot.hasTag('listening') ? 'listening' : 'busy'
}
