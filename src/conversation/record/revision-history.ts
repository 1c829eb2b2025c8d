import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { Message } from '../../model/message.js'
import type { ConversationRecord, ConversationStore } from '../../stores/contract/conversation-store.js'
import { CorruptRecordError } from '../../stores/contract/corrupt-record-error.js'
import type { SettledTurn } from '../api/conversation.js'
import { ConversationRemovedError, NoSuchTurnError } from '../api/errors.js'
import type { Committer } from './committer.js'
import { messageOf } from './conversation-record.js'
import { forkedRecord, isCancelled, recordAfter, recordsBack, restingPhase, rewoundRecord } from './revisions.js'
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
   * Begins another conversation that stands where this one stood, with the turns before.
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

function settledTurn(record: ConversationRecord): SettledTurn {
  const { turn, revision, messageCount } = record
  return { turn, revision, state: readSnapshot(record).context.state, phase: restingPhase(record), messageCount }
}

interface Fork {
  readonly target: ConversationRecord
  readonly newId: string
  readonly newestTurn: number
}

/**
 * Begins another conversation with the turns that led to a record, each a revision of its own, so that it can go back to them. The first commit
 * takes the id.
 *
 * @throws {NoSuchTurnError} when the record is not kept any more
 * @throws {RevisionConflictError} when there is a conversation with the new id
 */
export async function forkConversation(
  store: ConversationStore,
  { target, newId, newestTurn }: Fork,
  { clock, newId: idOf }: TimeAndIds,
): Promise<void> {
  if (newId === target.id)
    throw new TalkchartError('invalid-option', `A fork needs an id of its own; ${quote(newId)} is this conversation's.`)
  const past = await pastOf(store, target)
  const loaded = await store.load(target.id, { revision: target.revision })
  // Somebody has forgotten the revision, or removed the conversation, since its record was read.
  if (loaded === undefined || loaded.record.commitId !== target.commitId) throw new NoSuchTurnError(target.id, target.turn, newestTurn)
  const now = clock()
  let expectedCommitId: string | null = null
  let stored = 0
  for (const [expectedRevision, each] of past.entries()) {
    const commitId = idOf()
    const { messageCount } = each
    const messages = loaded.messages.filter(({ position }) => position >= stored && position < messageCount)
    const record = forkedRecord(each, newId, expectedRevision + 1, now)
    await store.commit(newId, { commitId, expectedRevision, expectedCommitId, record, messages })
    expectedCommitId = commitId
    stored = messageCount
  }
}

/** Returns the records of the turns that led to one, and itself as the last: one a turn, as far back as they are kept. */
async function pastOf(store: ConversationStore, target: ConversationRecord): Promise<readonly ConversationRecord[]> {
  const past = [target]
  let { turn } = target
  try {
    for await (const record of recordsBack(store, target)) {
      if (record.turn >= turn || record.snapshot === null || isCancelled(record)) continue
      past.unshift(record)
      turn = record.turn
      if (turn === 0) break
    }
  } catch (error) {
    // What is behind a damaged revision can not be gone back to in the first one either.
    if (!CorruptRecordError.isInstance(error)) throw error
  }
  return past
}
