import { isRecord } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { positionOf } from '../../machine/state-position.js'
import type { Message } from '../../model/message.js'
import { walkBack } from '../../stores/codec/walk-back.js'
import type { ConversationRecord, ConversationStore } from '../../stores/contract/conversation-store.js'
import type { SettledTurn } from '../api/conversation.js'
import { ConversationRemovedError, NoSuchTurnError } from '../api/errors.js'
import type { Committer } from './committer.js'
import { messageOf } from './conversation-record.js'
import { isSameConversation } from './same-conversation.js'
import { readSnapshot } from './stored-snapshot.js'
import { type TimeAndIds, timeAndIds } from './time-and-ids.js'

/** Reads what is stored of a conversation's past. */
export class RevisionHistory {
  readonly #store: ConversationStore
  readonly #committer: () => Committer

  /** @param committer returns what writes the conversation's commits now: a reload makes a new one */
  constructor(store: ConversationStore, committer: () => Committer) {
    this.#store = store
    this.#committer = committer
  }

  /** Returns the newest record, when everything that was to be written is written. */
  async newest(): Promise<ConversationRecord> {
    await this.#committer().idle
    return this.#committer().newest
  }

  /**
   * Returns every message that is stored, also those of other writers who went on with the conversation.
   *
   * @throws {ConversationRemovedError} when it is not stored any more
   */
  async history(): Promise<readonly Message[]> {
    const known = await this.newest()
    const loaded = await this.#store.load(known.id)
    await this.#requireSame(known, loaded?.record)
    return (loaded?.messages ?? []).map(messageOf)
  }

  /**
   * Returns the turns that can be returned to, in order.
   *
   * @throws {ConversationRemovedError} when the conversation is not stored any more
   */
  async turns(): Promise<readonly SettledTurn[]> {
    const newest = await this.#newestStored()
    const turns = new Map<number, SettledTurn>()
    for await (const record of recordsBack(this.#store, newest)) {
      if (record.turn <= newest.turn && !turns.has(record.turn) && !isCancelled(record)) turns.set(record.turn, settledTurn(record))
      if (turns.size > newest.turn) break
    }
    return [...turns.values()].sort((left, right) => left.turn - right.turn)
  }

  /**
   * Returns the record of the conversation as it stood when that turn was over, the newest there is: a turn that failed and was repeated counts as
   * repeated.
   *
   * @throws {NoSuchTurnError} when there was no such turn, or its revision is not kept
   * @throws {ConversationRemovedError} when the conversation is not stored any more
   */
  async recordOf(turn: number): Promise<ConversationRecord> {
    return await recordAfter(this.#store, await this.#newestStored(), turn)
  }

  /**
   * Begins another conversation that stands where this one stood.
   *
   * @throws {NoSuchTurnError} when there was no such turn, or its revision is not kept
   * @throws {RevisionConflictError} when there is a conversation with the new id
   */
  async fork(turn: number, newId: string): Promise<void> {
    const target = await this.recordOf(turn)
    const newestTurn = (await this.newest()).turn
    await forkConversation(this.#store, { target, newId, newestTurn }, this.#committer().timeAndIds)
  }

  /** Returns the newest record that is known here, when the store still holds its conversation. */
  async #newestStored(): Promise<ConversationRecord> {
    const known = await this.newest()
    await this.#requireSame(known, (await this.#store.load(known.id, { messages: { last: 0 } }))?.record)
    return known
  }

  async #requireSame(known: ConversationRecord, found: ConversationRecord | undefined): Promise<void> {
    if (!(await isSameConversation(this.#store, { newest: known, oldest: known }, found))) throw new ConversationRemovedError(known.id)
  }
}

/**
 * Begins another conversation that stands where a stored one stood when that turn was over. Nothing is opened, so that neither has to fit a flow.
 *
 * @throws {ConversationRemovedError} when there is no such conversation
 * @throws {NoSuchTurnError} when there was no such turn, or its revision is not kept
 * @throws {RevisionConflictError} when there is a conversation with the new id
 */
export async function forkStored(store: ConversationStore, id: string, turn: number, newId: string): Promise<void> {
  const newest = (await store.load(id, { messages: { last: 0 } }))?.record
  if (newest === undefined) throw new ConversationRemovedError(id)
  const target = await recordAfter(store, newest, turn)
  await forkConversation(store, { target, newId, newestTurn: newest.turn }, timeAndIds({}))
}

/**
 * Takes a stored conversation back to where it stood when that turn was over. Nothing is opened, so that where it stands now does not have to fit
 * the flow.
 *
 * @throws {NoSuchTurnError} when there was no such turn, or its revision is not kept
 * @throws {RevisionConflictError} when somebody goes on with it meanwhile
 */
export async function rewindStored(store: ConversationStore, newest: ConversationRecord, turn: number): Promise<void> {
  const { clock, newId } = timeAndIds({})
  const record = rewoundRecord(newest, await recordAfter(store, newest, turn), [], clock())
  const { revision: expectedRevision, commitId: expectedCommitId = null } = newest
  await store.commit(newest.id, { commitId: newId(), expectedRevision, expectedCommitId, record, messages: [] })
}

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

function settledTurn(record: ConversationRecord): SettledTurn {
  const { turn, revision, messageCount } = record
  return { turn, revision, state: readSnapshot(record).context.state, phase: restingPhase(record), messageCount }
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
function isCancelled(record: ConversationRecord): boolean {
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
  const deadline = target.deadline === null ? null : target.deadline + (now - target.updatedAt)
  // Ids stay seen: what was sent before the rewind is not sent again by a repetition. What waited then waits again, and is no repetition.
  const waiting = new Set(readSnapshot(target).context.inbox.map(({ id }) => id))
  const seenIds = readSnapshot(current).context.seenIds.filter((id) => !waiting.has(id))
  const snapshot = withContext(target, { branch: revision, seenIds })
  return { ...target, snapshot, revision, pending, deadline, phase: pending.length > 0 ? 'busy' : restingPhase(target), updatedAt: now }
}

interface Fork {
  readonly target: ConversationRecord
  readonly newId: string
  readonly newestTurn: number
}

async function forkConversation(
  store: ConversationStore,
  { target, newId, newestTurn }: Fork,
  { clock, newId: idOf }: TimeAndIds,
): Promise<void> {
  if (newId === target.id)
    throw new TalkchartError('invalid-option', `A fork needs an id of its own; ${quote(newId)} is this conversation's.`)
  const loaded = await store.load(target.id, { revision: target.revision })
  // Somebody has forgotten the revision, or removed the conversation, since its record was read.
  if (loaded === undefined || loaded.record.commitId !== target.commitId) throw new NoSuchTurnError(target.id, target.turn, newestTurn)
  const now = clock()
  const deadline = target.deadline === null ? null : target.deadline + (now - target.updatedAt)
  const snapshot = withContext(target, { conversationId: newId })
  const facts = { id: newId, snapshot, revision: 1, pending: [], deadline, phase: restingPhase(target), createdAt: now, updatedAt: now }
  const record = { ...target, ...facts }
  const { messages } = loaded
  await store.commit(newId, { commitId: idOf(), expectedRevision: 0, expectedCommitId: null, record, messages })
}

function restingPhase(record: ConversationRecord): SettledTurn['phase'] {
  const { substate } = positionOf(readSnapshot(record).value)
  if (substate === null) return 'done'
  return substate === 'failed' ? 'failed' : 'listening'
}

function withContext({ snapshot }: ConversationRecord, changes: object): ConversationRecord['snapshot'] {
  const { context } = isRecord(snapshot) ? snapshot : {}
  return JSON.parse(JSON.stringify({ ...Object(snapshot), context: { ...Object(context), ...changes } }))
}
