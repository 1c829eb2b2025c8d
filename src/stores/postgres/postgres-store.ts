import { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { corruptRecordError, DamagedRevision } from '../codec/damaged-revision.js'
import { decodePendingInput } from '../codec/record-codec.js'
import { type CheckedCommit, checkCommit, checkGrowth } from '../contract/check-commit.js'
import {
  checkClaimOptions,
  checkLeaseRequest,
  checkLeaseTime,
  checkLoadOptions,
  checkRecordsOptions,
  keptRevisions,
  listLimit,
} from '../contract/check-options.js'
import type {
  ClaimableStore,
  ClaimOptions,
  Commit,
  ConversationRecord,
  DueClaim,
  LeaseAnswer,
  LeaseRequest,
  ListOptions,
  LoadedConversation,
  LoadOptions,
  PendingInput,
  PrunableStore,
  PruneOptions,
  PutOff,
  RecordsOptions,
  StoredHead,
} from '../contract/conversation-store.js'
import { dueWork } from '../contract/due-work.js'
import { LeaseLostError } from '../contract/lease-lost-error.js'
import { RevisionConflictError } from '../contract/revision-conflict-error.js'
import { claimStatement, putOffStatement, sweepStatement } from './claim-statements.js'
import { conversationKey } from './conversation-key.js'
import { enqueueStatement, leaseStatement, releaseStatement, renewStatement } from './lease-statements.js'
import type { PostgresSchemaOptions } from './migrate.js'
import { isSerializationFailure, listenForLostConnections, type PostgresClient, runQuery } from './postgres-client.js'
import { enqueuedOf, missingRecord, readConversation, readRecords, recordOf } from './read-conversation.js'
import {
  type LeaseRow,
  readClaimRows,
  readForgottenCount,
  readLeaseRow,
  readListedRows,
  readRevision,
  readRivalRow,
  rowChecksum,
} from './rows.js'
import { schemaName } from './schema-name.js'
import type { Statement } from './statement.js'
import { commitText, forgetStatement, listStatement, removeStatement, revisionBeforeStatement, rivalStatement } from './statements.js'

export { migratePostgresStore, type PostgresSchemaOptions, postgresTables } from './migrate.js'
export type { PostgresClient } from './postgres-client.js'

/** How often a commit is tried again that the server gave up for no reason of its own. */
const ATTEMPTS = 5

/** How often it is looked what an older talkchart has committed, while it still runs beside this one. */
const SWEEP_MILLISECONDS = 60_000

/**
 * Makes a store in a Postgres database, for any number of servers at once. Each commit is one statement and one round trip: a compare-and-set on
 * the conversation's row, so it is written completely or not at all. The tables are made by `migratePostgresStore`.
 *
 * Besides `RevisionConflictError`, its methods throw `CorruptRecordError` (rows that can not be used), `UnsupportedRecordError` (rows of a newer
 * talkchart), `InvalidRecordError` (a commit that could not be loaded again) and `StoreUnavailableError` (no connection, no tables, no rights).
 *
 * @param client a `pg.Pool`; the store never ends it. No prepared statements are kept, so a transaction-pooling proxy may stand between
 * @example
 * // pool: new pg.Pool({ connectionString })
 * const openOn = async (pool: Parameters<typeof postgresStore>[0]) => {
 *   await migratePostgresStore(pool)
 *   return openConversation({ flow, model, store: postgresStore(pool), id: 'user123-support' })
 * }
 */
export function postgresStore(client: PostgresClient, options: PostgresSchemaOptions = {}): PrunableStore & ClaimableStore {
  listenForLostConnections(client)
  return new PostgresStore(client, schemaName(options.schema))
}

class PostgresStore implements PrunableStore, ClaimableStore {
  readonly #client: PostgresClient
  readonly #schema: string
  /** When it is looked next what an older talkchart has committed, by the clock that nobody sets. */
  #sweepsAt = 0

  constructor(client: PostgresClient, schema: string) {
    this.#client = client
    this.#schema = schema
  }

  async load(id: string, options: LoadOptions = {}): Promise<LoadedConversation | undefined> {
    checkLoadOptions(options)
    return this.#reporting(id, () => readConversation(this.#client, this.#schema, id, options))
  }

  async commit(id: string, commit: Commit): Promise<void> {
    const checked = checkCommit(id, commit)
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      if ((await this.#write(checked)) || (await this.#reporting(id, () => this.#wasWritten(checked)))) return
    }
    throw new RevisionConflictError(id, commit.expectedRevision, commit.expectedRevision)
  }

  async lease(id: string, request: LeaseRequest): Promise<LeaseAnswer> {
    checkLeaseRequest(request)
    const token = randomUUID()
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const answer = await this.#tryLease(id, request, token)
      if (answer !== undefined) return answer
    }
    // Another process got it while this one asked, again and again, and no row told its name.
    return { granted: false, owner: '', expiresIn: null, head: null }
  }

  /** Gives undefined when another process was first in this very moment: the statement began before its lease did. */
  async #tryLease(id: string, request: LeaseRequest, token: string): Promise<LeaseAnswer | undefined> {
    try {
      const row = readLeaseRow((await this.#run(leaseStatement(this.#schema, id, request, token)))[0])
      const head = headOf(row)
      if (row.token !== null) return { granted: true, token, head, enqueued: enqueuedOf(row.enqueued) }
      return row.lease_owner === null ? undefined : { granted: false, owner: row.lease_owner, expiresIn: row.lease_expires_in, head }
    } catch (error) {
      if (isSerializationFailure(error)) return undefined
      throw error
    }
  }

  async renew(id: string, token: string, milliseconds: number): Promise<boolean> {
    checkLeaseTime(milliseconds)
    return (await this.#run(renewStatement(this.#schema, id, token, milliseconds))).length > 0
  }

  async release(id: string, token: string): Promise<void> {
    await this.#run(releaseStatement(this.#schema, id, token))
  }

  async enqueue(id: string, input: PendingInput): Promise<void> {
    await this.#run(enqueueStatement(this.#schema, id, decodePendingInput(input)))
  }

  async claimDue(options: ClaimOptions): Promise<readonly DueClaim[]> {
    checkClaimOptions(options)
    if (performance.now() >= this.#sweepsAt) {
      this.#sweepsAt = performance.now() + SWEEP_MILLISECONDS
      await this.#run(sweepStatement(this.#schema))
    }
    const rows = readClaimRows(await this.#run(claimStatement(this.#schema, options)))
    return rows.map(({ key, waits, attempts, revision }) => ({ id: idOf(key), kind: waits, attempts, revision }))
  }

  async putOff(id: string, putOff: PutOff): Promise<void> {
    await this.#run(putOffStatement(this.#schema, id, putOff))
  }

  async remove(id: string): Promise<void> {
    await this.#run(removeStatement(this.#schema, id))
  }

  async list(options: ListOptions = {}): Promise<readonly ConversationRecord[]> {
    const rows = readListedRows(await this.#run(listStatement(this.#schema, listLimit(options), options)))
    const records = rows.map(({ key, ...row }) => {
      const id = idOf(key)
      return this.#reporting(id, async () => recordOf(this.#schema, id, row))
    })
    return Promise.all(records)
  }

  async records(id: string, options: RecordsOptions): Promise<readonly ConversationRecord[]> {
    checkRecordsOptions(options)
    return this.#reporting(id, () => readRecords(this.#client, this.#schema, id, options))
  }

  async prune(id: string, options: PruneOptions): Promise<number> {
    const keepRevisions = keptRevisions(options)
    const first = await this.#reporting(id, () => this.#firstWhole(id, keepRevisions))
    if (first === undefined) return 0
    const [row] = await this.#run(forgetStatement(this.#schema, id, first, keepRevisions))
    return readForgottenCount(row)
  }

  /**
   * Returns the oldest revision that is to stay, when the ones before it can be forgotten.
   *
   * @throws DamagedRevision when it or the newest one is damaged, or lacks a message: what is left of the ones before may be all that can mend them
   */
  async #firstWhole(id: string, keepRevisions: number): Promise<number | undefined> {
    const first = ((await readConversation(this.#client, this.#schema, id, {}))?.record.revision ?? 0) - keepRevisions + 1
    if (first <= 1) return undefined
    return (await readConversation(this.#client, this.#schema, id, { revision: first }))?.record.revision
  }

  #run({ text, values }: Statement): Promise<readonly unknown[]> {
    return runQuery(this.#client, text, values)
  }

  /** Gives false when the commit does not build on the newest revision, or the server gave up under strict isolation. */
  async #write({ expectedCommitId, stored, token, release, taken }: CheckedCommit): Promise<boolean> {
    const { commitId, record, messages } = stored
    const { id, revision, messageCount, deadline } = record
    const isFirst = revision === 1
    if (isFirst) checkGrowth(0, stored)
    const positions = messages.map(({ position }) => position)
    const texts = messages.map(({ message }) => JSON.stringify(message))
    const head = [conversationKey(id), revision - 1, revision, messageCount, deadline]
    const [commit, content] = [JSON.stringify(commitId), JSON.stringify(record)]
    const checksums = messages.map(({ position }, index) => rowChecksum([id, position, revision], texts[index] ?? ''))
    const identity = [JSON.stringify(expectedCommitId), rowChecksum([id, revision, commit], content)]
    const lease = [token ?? null, release, taken.map((taken) => JSON.stringify(taken))]
    const work = [record.flow.name, record.turn, dueWork(record)?.kind ?? null]
    const values = [...head, commit, content, positions, texts, ...identity, checksums, ...lease, ...work]
    try {
      return (await this.#run({ text: commitText(this.#schema, isFirst), values })).length > 0
    } catch (error) {
      if (isSerializationFailure(error)) return false
      throw error
    }
  }

  /** Tells a repetition (true) from a commit to try again (false); throws what is wrong with any other. */
  async #wasWritten({ expectedCommitId, stored, token, release }: CheckedCommit): Promise<boolean> {
    const { id, revision } = stored.record
    const [row] = await this.#run(rivalStatement(this.#schema, id, revision, token))
    const rival = readRivalRow(row)
    if (rival.commit_id === JSON.stringify(stored.commitId)) {
      if (release && token !== undefined) await this.release(id, token)
      return true
    }
    const newest = rival.newest ?? 0
    if (rival.lease_owner !== null) throw new LeaseLostError(id, revision - 1, newest, rival.lease_owner)
    if (rival.newest !== null && rival.newest_commit_id === null) throw missingRecord(this.#schema, newest)
    const isSame = (rival.newest_commit_id ?? 'null') === JSON.stringify(expectedCommitId)
    if (newest !== revision - 1 || !isSame) throw new RevisionConflictError(id, revision - 1, newest)
    checkGrowth(rival.message_count ?? 0, stored)
    return false
  }

  async #reporting<Result>(id: string, operation: () => Promise<Result>): Promise<Result> {
    try {
      return await operation()
    } catch (error) {
      if (!DamagedRevision.isInstance(error)) throw error
      throw await corruptRecordError(id, error, {
        read: (revision) => readConversation(this.#client, this.#schema, id, { revision }),
        before: async (revision) => readRevision((await this.#run(revisionBeforeStatement(this.#schema, id, revision)))[0]),
      })
    }
  }
}

/** Returns the id that a key in hexadecimal digits stands for. */
const idOf = (key: string): string => Buffer.from(key, 'hex').swap16().toString('utf16le')

/** Returns the newest commit of which one of the rows tells. */
function headOf({ revision, commit_id, left_revision, left_commit_id }: LeaseRow): StoredHead | null {
  const isLeftNewer = (left_revision ?? 0) > (revision ?? 0)
  const newest = isLeftNewer ? left_revision : revision
  const commit = isLeftNewer ? left_commit_id : commit_id
  return newest === null ? null : { revision: newest, commitId: commit === null ? null : JSON.parse(commit) }
}
