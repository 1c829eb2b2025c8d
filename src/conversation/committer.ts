import type { FlowMeta } from '../compile/machine-meta.js'
import type { ConversationRecord, ConversationStore, MessageRow, PendingMessage } from '../stores/conversation-store.js'
import { recordOf } from './conversation-record.js'
import type { MachineSnapshot } from './snapshot-facts.js'

/** Writes one conversation's commits, one after the other. */
export class Committer {
  readonly #store: ConversationStore
  readonly #id: string
  readonly #flow: FlowMeta['flow']
  readonly #createdAt: number
  #last: ConversationRecord | undefined
  #writing: Promise<void> = Promise.resolve()
  #rows: MessageRow[] = []

  constructor(store: ConversationStore, id: string, flow: FlowMeta['flow'], last: ConversationRecord | undefined) {
    this.#store = store
    this.#id = id
    this.#flow = flow
    this.#last = last
    this.#createdAt = last?.createdAt ?? Date.now()
  }

  get revision(): number {
    return this.#last?.revision ?? 0
  }

  /** Settles when everything asked for so far is written, or has failed. */
  get idle(): Promise<void> {
    return this.#writing.catch(() => undefined)
  }

  /** Keeps a message for the next outcome. */
  add(row: MessageRow): void {
    if (row.position >= (this.#last?.messageCount ?? 0)) this.#rows.push(row)
  }

  /** Commits messages that have arrived and whose turns are not over, on top of the last outcome. */
  commitPending(pending: () => readonly PendingMessage[]): Promise<void> {
    return this.#next(async () => {
      if (this.#last === undefined) return
      const record = { ...this.#last, pending: pending(), phase: 'busy' as const, revision: this.revision + 1, updatedAt: Date.now() }
      await this.#commit(record, [])
    })
  }

  /** Commits where the conversation has come to rest, with every message since the last time. */
  commitOutcome(snapshot: MachineSnapshot, persisted: unknown, pending: readonly PendingMessage[]): Promise<void> {
    const rows = this.#rows
    this.#rows = []
    return this.#next(async () => {
      const facts = { id: this.#id, flow: this.#flow, revision: this.revision + 1, createdAt: this.#createdAt, pending }
      await this.#commit(recordOf(facts, snapshot, persisted), rows)
    })
  }

  async #commit(record: ConversationRecord, messages: readonly MessageRow[]): Promise<void> {
    await this.#store.commit(this.#id, { commitId: crypto.randomUUID(), expectedRevision: this.revision, record, messages })
    this.#last = record
  }

  #next(write: () => Promise<void>): Promise<void> {
    // After a failure nothing more is written: the conversation has to be opened again.
    this.#writing = this.#writing.then(write)
    this.#writing.catch(() => undefined)
    return this.#writing
  }
}
