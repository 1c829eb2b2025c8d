import type { FlowMeta } from '../../machine/meta.js'
import type { Commit, ConversationRecord, ConversationStore, MessageRow, PendingInput } from '../../stores/contract/conversation-store.js'
import { NoSuchTurnError } from '../api/errors.js'
import type { Redact } from '../api/open-options.js'
import { recordOf, withPending } from './conversation-record.js'
import { NewMessages } from './new-messages.js'
import { redactRecord, redactRow } from './redact-record.js'
import type { Retention } from './retention.js'
import { type MachineSnapshot, phaseOf } from './snapshot-facts.js'
import type { TimeAndIds } from './time-and-ids.js'

/** What a committer starts from. */
export interface CommitterParts {
  readonly flow: FlowMeta['flow']
  /** The newest record; undefined for a new conversation. */
  readonly last: ConversationRecord | undefined
  readonly redact: Redact | undefined
  readonly retention: Retention | undefined
  readonly lease: CommitLease | undefined
  readonly timeAndIds: TimeAndIds
}

/** The lease under which commits are made. */
export interface CommitLease {
  readonly token: string | undefined
  /** Notes that a commit has ended it, or that it is lost. */
  forget(): void
  /** Runs a commit while no other lease is being taken in its place. */
  alone<Result>(commit: () => Promise<Result>): Promise<Result>
}

/** Writes one conversation's commits, one after the other. */
export class Committer {
  readonly id: string
  readonly createdAt: number
  readonly timeAndIds: TimeAndIds
  readonly #store: ConversationStore
  readonly #flow: FlowMeta['flow']
  readonly #redact: Redact | undefined
  readonly #retention: Retention | undefined
  /** What the next outcome stores, and what was fired. */
  readonly messages = new NewMessages()
  /** Called after each write. */
  onWritten: (() => void) | undefined
  readonly #lease: CommitLease | undefined
  /** What came while another process held the lease, and the next commit takes in. */
  #taken: readonly string[] = []
  #last: ConversationRecord | undefined
  #oldest: ConversationRecord | undefined
  /** The newest of the writes that are not done; it stays when it has failed. */
  #writing: Promise<void> | undefined

  constructor(store: ConversationStore, id: string, { flow, last, redact, retention, lease, timeAndIds }: CommitterParts) {
    this.id = id
    this.#store = store
    this.#flow = flow
    this.#last = last
    this.#oldest = last
    this.#lease = lease
    this.#redact = redact
    this.#retention = retention
    this.timeAndIds = timeAndIds
    this.createdAt = last?.createdAt ?? timeAndIds.clock()
  }

  /**
   * The newest record that was written or loaded.
   *
   * @throws {NoSuchTurnError} before the first
   */
  get newest(): ConversationRecord {
    if (this.#last === undefined) throw new NoSuchTurnError(this.id, 0, 0)
    return this.#last
  }

  /** The oldest record that was written or loaded; undefined before the first. */
  get oldest(): ConversationRecord | undefined {
    return this.#oldest
  }

  /** The newest commit that was written or loaded; undefined before the first, and for a record of early versions. */
  get commitId(): string | undefined {
    return this.#last?.commitId
  }

  get revision(): number {
    return this.#last?.revision ?? 0
  }

  /** Resolves when everything asked for so far is written; rejects when it could not be. */
  get written(): Promise<void> {
    return this.#writing ?? Promise.resolve()
  }

  /** Settles when everything asked for so far is written, or has failed. */
  get idle(): Promise<void> {
    return this.#writing?.catch(ignore) ?? Promise.resolve()
  }

  /** Keeps a message for the next outcome. */
  add(row: MessageRow): void {
    if (row.position >= (this.#last?.messageCount ?? 0)) this.messages.add(row)
  }

  /** Lets the next commit take in what the store has kept beside the conversation. */
  takeIn(enqueued: readonly PendingInput[]): void {
    this.#taken = enqueued.map(({ id }) => id)
  }

  /**
   * Commits messages that have arrived and whose turns are not over, on top of the last outcome. Nothing is written where another process may hold
   * the lease: it would run its turn in vain.
   */
  commitPending(waiting: readonly PendingInput[]): Promise<void> {
    return this.#next(async () => {
      if (this.#lease !== undefined && this.#lease.token === undefined) return
      if (this.#last === undefined || isSame(this.#last.pending, waiting)) return
      await this.#commit(withPending(this.#last, waiting, this.timeAndIds.clock()), [])
    })
  }

  /**
   * Commits where the conversation has come to rest, with every message since the last time.
   *
   * @param isLast whether nothing else is to be done, so that the lease ends with it
   */
  commitOutcome(snapshot: MachineSnapshot, pending: readonly PendingInput[], isLast: boolean): Promise<void> {
    const rows = this.messages.take(snapshot.context.messages, phaseOf(snapshot) === 'failed')
    return this.#next(() => {
      const { id, createdAt } = this
      const updatedAt = this.timeAndIds.clock()
      const facts = { id, flow: this.#flow, revision: this.revision + 1, createdAt, pending, updatedAt }
      return this.#commit(recordOf(facts, snapshot), rows, isLast)
    })
  }

  /**
   * Commits a record as it is, without messages of its own.
   *
   * @param after makes it of the newest one, when all before is written: a message that comes meanwhile is stored at once
   */
  commitRecord(after: (newest: ConversationRecord) => ConversationRecord): Promise<void> {
    return this.#next(async () => await this.#commit(after(this.newest), []))
  }

  async #commit(whole: ConversationRecord, rows: readonly MessageRow[], isLast = false): Promise<void> {
    const redact = this.#redact
    const record = redact === undefined ? whole : redactRecord(whole, redact)
    const redacted = (row: MessageRow, by: Redact) => (this.messages.isAsStored(row) ? row : redactRow(row, by))
    const messages = redact === undefined ? rows : rows.map((row) => redacted(row, redact))
    const commitId = this.timeAndIds.newId()
    const expectedCommitId = this.#last?.commitId ?? null
    const commit: Commit = { commitId, expectedRevision: this.revision, expectedCommitId, record, messages }
    const lease = this.#lease
    if (lease === undefined) await this.#store.commit(this.id, commit)
    else await lease.alone(() => this.#commitUnder(lease, commit, isLast))
    this.#taken = []
    // Not by spreading: each such copy has a shape of its own, which takes more than what it holds.
    this.#last = Object.assign({}, record, { commitId })
    this.#oldest ??= this.#last
    this.onWritten?.()
    const retention = this.#retention
    if (retention?.isDue(record)) void this.#next(() => retention.forget(this.#store, this.id))
  }

  async #commitUnder(lease: CommitLease, commit: Commit, isLast: boolean): Promise<void> {
    const { token } = lease
    await this.#store.commit(this.id, {
      ...commit,
      ...(token === undefined ? {} : { token, release: isLast }),
      ...(this.#taken.length === 0 ? {} : { taken: this.#taken }),
    })
    if (isLast) lease.forget()
  }

  /** Writes at once, or after what is being written. After a failure nothing more is written: the conversation has to be loaded anew. */
  #next(write: () => Promise<void>): Promise<void> {
    const writing = this.#writing === undefined ? write() : this.#writing.then(write)
    this.#writing = writing
    writing.then(() => {
      if (this.#writing === writing) this.#writing = undefined
    }, ignore)
    return writing
  }
}

/** Tells whether the same messages wait: their ids tell, also where their texts are redacted. */
function isSame(left: readonly PendingInput[], right: readonly PendingInput[]): boolean {
  return left.length === right.length && left.every(({ id }, index) => id === right[index]?.id)
}

/** For failures that the caller is told of. */
const ignore = (): undefined => undefined
