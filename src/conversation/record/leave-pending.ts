import type { PendingMessage } from '../../stores/contract/conversation-store.js'
import { RevisionConflictError } from '../../stores/contract/revision-conflict-error.js'
import type { SharedConversation } from '../live/remote-commits.js'
import { withPending } from './conversation-record.js'
import { type Redact, redactPending } from './redact-record.js'

/** Where messages are looked for that have had their turn: no more than these can be said while one conversation closes. */
const NEWEST_MESSAGES = 100

export interface LeftConversation extends SharedConversation {
  readonly redact: Redact | undefined
}

/**
 * Sees to it that messages which were sent, and had no turn when the conversation was closed, are pending in the store. As a rule they are, and
 * nothing is written. A conversation that has ended takes none.
 *
 * @throws what the store throws, but for conflicts: after one, it looks again
 */
export async function leavePending(conversation: LeftConversation, waiting: readonly PendingMessage[]): Promise<void> {
  if (waiting.length === 0) return
  const { id, store, redact } = conversation
  const loaded = await store.load(id, { messages: { last: NEWEST_MESSAGES } })
  if (loaded === undefined || loaded.record.phase === 'done') return
  const { record, messages } = loaded
  const known = new Set([...record.pending.map((message) => message.id), ...messages.map(({ message }) => message.id)])
  const missing = waiting.filter((message) => !known.has(message.id))
  if (missing.length === 0) return
  const left = missing.map((message) => (redact === undefined ? message : redactPending(message, redact)))
  const next = withPending(record, [...record.pending, ...left])
  try {
    await store.commit(id, { commitId: crypto.randomUUID(), expectedRevision: record.revision, record: next, messages: [] })
  } catch (error) {
    if (!(error instanceof RevisionConflictError)) throw error
    await leavePending(conversation, waiting)
  }
}
