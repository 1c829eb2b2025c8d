import type { SnapshotFrom } from 'xstate'
import { isRecord } from '../../diagnostics/json.js'
import type { ConversationMachine, ConversationOutcome } from '../../machine/index.js'
import type { ConversationPhase } from '../api/conversation.js'

export type MachineSnapshot = SnapshotFrom<ConversationMachine>

/** Tells whether nothing runs any more but timers. */
export function isSettled(snapshot: MachineSnapshot): boolean {
  return snapshot.status !== 'active' || snapshot.hasTag('listening') || snapshot.hasTag('failed')
}

/** Returns what the conversation is doing. */
export function phaseOf(snapshot: MachineSnapshot): Exclude<ConversationPhase, 'closed'> {
  if (snapshot.status === 'done') return 'done'
  if (snapshot.hasTag('failed')) return 'failed'
  return snapshot.hasTag('listening') ? 'listening' : 'busy'
}

/** Returns how the conversation ended; null while it goes on. */
export function outcomeOf({ status, output }: MachineSnapshot): ConversationOutcome | null {
  return status === 'done' ? (output?.outcome ?? null) : null
}

/** Returns when the timer is due, in milliseconds since the epoch; null when there is none. */
export function deadlineOf({ children }: MachineSnapshot): number | null {
  const timer: unknown = children.timeout?.getSnapshot()
  const input = isRecord(timer) ? timer.input : undefined
  return isRecord(input) && typeof input.deadline === 'number' ? input.deadline : null
}

/** Returns what was said so far of the reply that is being made; undefined when none is. */
export function replyOf({ children, context, status }: MachineSnapshot): string | undefined {
  return status === 'active' && children.respond !== undefined ? context.partialReply : undefined
}
