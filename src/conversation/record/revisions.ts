import { isRecord } from '../../diagnostics/json.js'
import { positionOf } from '../../machine/state-position.js'
import { walkBack } from '../../stores/codec/walk-back.js'
import type { ConversationRecord, ConversationStore } from '../../stores/contract/conversation-store.js'
import type { SettledTurn } from '../api/conversation.js'
import { NoSuchTurnError } from '../api/errors.js'
import { readSnapshot } from './stored-snapshot.js'

/**
 * Returns the newest record of a stored conversation after that turn.
 *
 * @throws {NoSuchTurnError} when there was no such turn, or its revision is not kept
 */
export async function recordAfter(store: ConversationStore, newest: ConversationRecord, turn: number): Promise<ConversationRecord> {
  if (Number.isSafeInteger(turn) && turn >= 0 && turn <= newest.turn) {
    // Going back from the newest, the first revision of that turn is one that led to where the conversation stands now.
    for await (const record of recordsBack(store, newest)) if (record.turn === turn && !isCancelled(record)) return record
  }
  throw new NoSuchTurnError(newest.id, turn, newest.turn)
}

/** Reads all records that are kept, from the newest back. */
export async function* recordsBack(store: ConversationStore, newest: ConversationRecord): AsyncGenerator<ConversationRecord> {
  yield newest
  if (store.records !== undefined) {
    // Small pages first: who goes back does not go far as a rule.
    for (let through = newest.revision - 1, limit = 2; through >= 1; limit = Math.min(limit * 2, LARGEST_PAGE)) {
      const page = await store.records(newest.id, { through, limit })
      const oldest = page.at(-1)
      if (oldest === undefined) return
      yield* page
      through = oldest.revision - 1
    }
    return
  }
  const earlier = walkBack(newest.revision - 1, 1, (revision) => store.load(newest.id, { revision, messages: { last: 0 } }))
  for await (const loaded of earlier) {
    if (loaded === undefined) return
    yield loaded.record
  }
}

const LARGEST_PAGE = 256

/** Tells whether a record is a cancellation, which ends a conversation between its turns and is taken back with any of them. */
export function isCancelled(record: ConversationRecord): boolean {
  return readSnapshot(record).value === '$cancelled'
}

/**
 * Makes the next revision, which stands where an earlier one stood. A timer goes on from where it was then. The branch makes the ids of model
 * requests unlike those of the turns that were taken back.
 */
export function rewoundRecord(
  current: ConversationRecord,
  target: ConversationRecord,
  pending: ConversationRecord['pending'],
  now: number,
): ConversationRecord {
  const revision = current.revision + 1
  // Ids stay seen: what was sent before the rewind is not sent again by a repetition. What waited then waits again, and is no repetition.
  const waiting = new Set(readSnapshot(target).context.inbox.map(({ id }) => id))
  const seenIds = readSnapshot(current).context.seenIds.filter((id) => !waiting.has(id))
  const snapshot = withContext(target, { branch: revision, seenIds })
  return {
    ...target,
    snapshot,
    revision,
    pending,
    deadline: deadlineFrom(target, now),
    phase: pending.length > 0 ? 'busy' : restingPhase(target),
    updatedAt: now,
  }
}

/** Makes a record of an earlier one for another conversation. */
export function forkedRecord(target: ConversationRecord, id: string, revision: number, now: number): ConversationRecord {
  const snapshot = withContext(target, { conversationId: id })
  const times = { deadline: deadlineFrom(target, now), createdAt: now, updatedAt: now }
  return { ...target, id, snapshot, revision, pending: [], phase: restingPhase(target), ...times }
}

/** Returns what a conversation waits for when nothing waits for its turn. */
export function restingPhase(record: ConversationRecord): SettledTurn['phase'] {
  const { substate } = positionOf(readSnapshot(record).value)
  if (substate === null) return 'done'
  return substate === 'failed' ? 'failed' : 'listening'
}

/** A timer goes on from where it was. */
function deadlineFrom({ deadline, updatedAt }: ConversationRecord, now: number): number | null {
  return deadline === null ? null : deadline + (now - updatedAt)
}

function withContext({ snapshot }: ConversationRecord, changes: object): ConversationRecord['snapshot'] {
  const { context } = isRecord(snapshot) ? snapshot : {}
  return JSON.parse(JSON.stringify({ ...Object(snapshot), context: { ...Object(context), ...changes } }))
}
