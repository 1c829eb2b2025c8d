import type { JsonValue } from '../../diagnostics/json.js'
import { isRecord } from '../../machine/event-facts.js'
import type { FlowMeta } from '../../machine/meta.js'
import type { ConversationRecord, PendingMessage } from '../../stores/contract/conversation-store.js'
import { type MachineSnapshot, phaseOf } from '../live/snapshot-facts.js'

/** What a record is made of besides the snapshot. */
export interface RecordFacts {
  readonly id: string
  readonly flow: FlowMeta['flow']
  readonly revision: number
  readonly createdAt: number
  readonly pending: readonly PendingMessage[]
}

/** The record of a settled conversation. Its messages are rows of their own, so that its size does not grow with them. */
export function recordOf(facts: RecordFacts, snapshot: MachineSnapshot): ConversationRecord {
  const { messages: _messages, ...context } = snapshot.context
  return {
    format: 1,
    ...facts,
    snapshot: {
      status: snapshot.status,
      value: snapshot.value,
      context: { ...context, data: plainData(context.data) },
    } as unknown as JsonValue,
    deadline: deadlineOf(snapshot),
    messageCount: context.messageCount,
    turn: context.turn,
    phase: facts.pending.length > 0 ? 'busy' : phaseOf(snapshot),
    updatedAt: Date.now(),
  }
}

/** The next record, in which messages wait for their turns on top of where the conversation stood. */
export function withPending(record: ConversationRecord, pending: readonly PendingMessage[]): ConversationRecord {
  return { ...record, pending, phase: 'busy', revision: record.revision + 1, updatedAt: Date.now() }
}

/** When the timer of a conversation is due, in milliseconds since the epoch; null when it has none. */
export function deadlineOf({ children }: MachineSnapshot): number | null {
  const { timeout } = children
  if (timeout === undefined) return null
  const { input } = timeout.getSnapshot() as { readonly input?: unknown }
  return isRecord(input) && typeof input.deadline === 'number' ? input.deadline : null
}

const plain = new WeakMap<object, unknown>()

/** The data as JSON has it: what a conversation was begun with may hold dates. */
function plainData(data: object): unknown {
  const known = plain.get(data) ?? JSON.parse(JSON.stringify(data))
  plain.set(data, known)
  return known
}
