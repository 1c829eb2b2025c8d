import { isRecord } from '../compile/event-facts.js'
import { quote } from '../diagnostics/quote.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import type { ConversationRecord, ConversationStore } from '../stores/conversation-store.js'
import { placeOf } from './drift/place.js'
import { NoSuchTurnError } from './errors.js'
import { readSnapshot } from './stored-snapshot.js'

/**
 * The record of a conversation as it stood when that turn was over, the newest there is: a turn that failed and was repeated counts as
 * repeated.
 *
 * @throws {NoSuchTurnError} when there was no such turn, or its revision is not kept
 */
export async function recordOfTurn(store: ConversationStore, newest: ConversationRecord, turn: number): Promise<ConversationRecord> {
  if (!Number.isSafeInteger(turn) || turn < 0 || turn > newest.turn) throw new NoSuchTurnError(newest.id, turn, newest.turn)
  // Going back from the newest, the first revision of that turn is one that led to where the conversation stands now.
  for (let { revision } = newest; revision > 0; revision -= 1) {
    const record = (await store.load(newest.id, { revision, messages: { last: 0 } }))?.record
    if (record === undefined) break
    if (record.turn === turn && !isCancelled(record)) return record
  }
  throw new NoSuchTurnError(newest.id, turn, newest.turn)
}

/** A cancellation ends a conversation between its turns, and is taken back with any of them. */
function isCancelled(record: ConversationRecord): boolean {
  return readSnapshot(record).value === '$cancelled'
}

/**
 * The next revision, which stands where an earlier one stood. A timer goes on from where it was then. The branch makes the ids of model
 * requests unlike those of the turns that were taken back.
 */
export function rewoundRecord(
  current: ConversationRecord,
  target: ConversationRecord,
  pending: ConversationRecord['pending'],
): ConversationRecord {
  const now = Date.now()
  const revision = current.revision + 1
  const deadline = target.deadline === null ? null : target.deadline + (now - target.updatedAt)
  const snapshot = withContext(target, { branch: revision })
  return { ...target, snapshot, revision, pending, deadline, phase: pending.length > 0 ? 'busy' : restingPhase(target), updatedAt: now }
}

/**
 * Begins another conversation that stands where this one stood.
 *
 * @throws {RevisionConflictError} when there is a conversation with the new id
 */
export async function forkConversation(store: ConversationStore, target: ConversationRecord, newId: string): Promise<void> {
  if (newId === target.id)
    throw new TalkchartError('invalid-option', `A fork needs an id of its own; ${quote(newId)} is this conversation's.`)
  const loaded = await store.load(target.id, { revision: target.revision })
  const now = Date.now()
  const deadline = target.deadline === null ? null : target.deadline + (now - target.updatedAt)
  const snapshot = withContext(target, { conversationId: newId })
  const facts = { id: newId, snapshot, revision: 1, pending: [], deadline, phase: restingPhase(target), createdAt: now, updatedAt: now }
  const record = { ...target, ...facts }
  await store.commit(newId, { commitId: crypto.randomUUID(), expectedRevision: 0, record, messages: loaded?.messages ?? [] })
}

function restingPhase(record: ConversationRecord): ConversationRecord['phase'] {
  const { substate } = placeOf(readSnapshot(record).value)
  if (substate === null) return 'done'
  return substate === 'failed' ? 'failed' : 'listening'
}

function withContext({ snapshot }: ConversationRecord, changes: object): ConversationRecord['snapshot'] {
  const { context } = isRecord(snapshot) ? snapshot : {}
  return JSON.parse(JSON.stringify({ ...Object(snapshot), context: { ...Object(context), ...changes } }))
}
