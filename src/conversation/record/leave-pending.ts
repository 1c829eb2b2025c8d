import { isRecord, type JsonValue } from '../../diagnostics/json.js'
import type { ConversationStore, PendingInput } from '../../stores/contract/conversation-store.js'
import { RevisionConflictError } from '../../stores/contract/revision-conflict-error.js'
import type { Redact } from '../api/open-options.js'
import { withPending } from './conversation-record.js'
import { redactPending } from './redact-record.js'
import type { TimeAndIds } from './time-and-ids.js'

/** How many of the newest messages are looked through for those that have had their turn: no more can be said while a conversation closes. */
const NEWEST_MESSAGES = 100

/** What was taken and is no message: events. */
function takenIds(snapshot: JsonValue): readonly string[] {
  const context = isRecord(snapshot) ? snapshot.context : undefined
  const seen = isRecord(context) ? context.seenIds : undefined
  return Array.isArray(seen) ? seen.filter((id) => typeof id === 'string') : []
}

interface LeftConversation {
  readonly id: string
  readonly store: ConversationStore
  readonly redact: Redact | undefined
  /** Tells the conversation from another one that was begun with its id when it was removed. */
  readonly createdAt: number
  /** Whether this process holds the lease. While another one does, a commit of ours would make it run its turn in vain. */
  readonly isHeld: boolean
  readonly timeAndIds: TimeAndIds
}

/**
 * Makes sure that messages which had no turn when the conversation was closed are pending in the store. As a rule they are, and nothing is
 * written. A conversation that has ended takes none, nor does another one that was begun with the same id.
 *
 * @throws what the store throws, but for conflicts: after one, it looks again
 */
export async function leavePending(conversation: LeftConversation, waiting: readonly PendingInput[]): Promise<void> {
  if (waiting.length === 0) return
  const { id, store, redact, createdAt, isHeld, timeAndIds } = conversation
  const loaded = await store.load(id, { messages: { last: NEWEST_MESSAGES } })
  if (loaded === undefined || loaded.record.phase === 'done' || loaded.record.createdAt !== createdAt) return
  const { record, messages } = loaded
  const { enqueued = [] } = loaded
  const known = new Set([
    ...enqueued.map(({ id }) => id),
    ...record.pending.map(({ id }) => id),
    ...messages.map(({ message }) => message.id),
    ...takenIds(record.snapshot),
  ])
  const missing = waiting.filter((message) => !known.has(message.id))
  if (missing.length === 0) return
  const left = missing.map((message) => (redact === undefined ? message : redactPending(message, redact)))
  if (loaded.lease && !isHeld && store.enqueue !== undefined) {
    for (const message of left) await store.enqueue(id, message)
    return
  }
  const next = withPending(record, [...record.pending, ...left], timeAndIds.clock())
  try {
    const { revision: expectedRevision, commitId: expectedCommitId = null } = record
    await store.commit(id, { commitId: timeAndIds.newId(), expectedRevision, expectedCommitId, record: next, messages: [] })
  } catch (error) {
    if (!RevisionConflictError.isInstance(error)) throw error
    await leavePending(conversation, waiting)
  }
}
