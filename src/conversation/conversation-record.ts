import { isRecord } from '../compile/event-facts.js'
import type { FlowMeta } from '../compile/machine-meta.js'
import type { JsonValue } from '../diagnostics/json.js'
import type { ConversationRecord, PendingMessage } from '../stores/conversation-store.js'
import { type MachineSnapshot, phaseOf } from './snapshot-facts.js'

/** What a record is made of besides the snapshot. */
export interface RecordFacts {
  readonly id: string
  readonly flow: FlowMeta['flow']
  readonly revision: number
  readonly createdAt: number
  readonly pending: readonly PendingMessage[]
}

/** The record of a settled conversation. Its messages are rows of their own, so that its size does not grow with them. */
export function recordOf(facts: RecordFacts, snapshot: MachineSnapshot, persisted: unknown): ConversationRecord {
  const { messageCount, turn } = snapshot.context
  return {
    format: 1,
    ...facts,
    snapshot: withoutMessages(persisted),
    deadline: deadlineOf(persisted),
    messageCount,
    turn,
    phase: facts.pending.length > 0 ? 'busy' : phaseOf(snapshot),
    updatedAt: Date.now(),
  }
}

/** The next record, in which messages wait for their turns on top of where the conversation stood. */
export function withPending(record: ConversationRecord, pending: readonly PendingMessage[]): ConversationRecord {
  return { ...record, pending, phase: 'busy', revision: record.revision + 1, updatedAt: Date.now() }
}

/** When the timer of a persisted snapshot is due, in milliseconds since the epoch; null when it has none. */
export function deadlineOf(persisted: unknown): number | null {
  const child = isRecord(persisted) && isRecord(persisted.children) ? persisted.children.timeout : undefined
  const snapshot = isRecord(child) ? child.snapshot : undefined
  const input = isRecord(snapshot) ? snapshot.input : undefined
  return isRecord(input) && typeof input.deadline === 'number' ? input.deadline : null
}

function withoutMessages(persisted: unknown): JsonValue {
  if (!isRecord(persisted) || !isRecord(persisted.context)) throw new Error('A persisted snapshot without a context is no record.')
  const { messages: _messages, ...context } = persisted.context
  return JSON.parse(JSON.stringify({ ...persisted, context }))
}
