import { buildsOn, checkCommit, checkGrowth } from '../stores/contract/check-commit.js'
import { checkLoadOptions } from '../stores/contract/check-options.js'
import type {
  Commit,
  ConversationRecord,
  ConversationStore,
  LoadedConversation,
  LoadOptions,
  MessageRow,
  RecordsOptions,
} from '../stores/contract/conversation-store.js'
import { RevisionConflictError } from '../stores/contract/revision-conflict-error.js'
import type { SharedContext } from './restate-sdk.js'

/** How many messages stand in one page of the state. */
export const PAGE_SIZE = 50

/** The names under which a conversation stands in the state of its object. */
export const RECORD = 'record'
export const PAST = 'past'
export const pageKey = (page: number): string => `page-${page}`
export const pastKey = (revision: number): string => `revision-${revision}`

/** What a handler has changed, as it is written into the journal and then into the state. */
export interface Changes {
  readonly record: ConversationRecord
  readonly pages: readonly { readonly page: number; readonly rows: readonly MessageRow[] }[]
  /** The record that was the newest before, which can be returned to; null for a new conversation. */
  readonly earlier: ConversationRecord | null
}

/**
 * Shows the state of an object as a store, and keeps the commits of one handler over it, in memory. Nothing is written here: setting what was computed
 * would be another value when the handler is replayed.
 */
export class OverlayStore implements ConversationStore {
  readonly #context: Pick<SharedContext, 'get'>
  readonly #pages = new Map<number, Promise<readonly MessageRow[]>>()
  readonly #changedPages = new Set<number>()
  /** The newest record, and the earlier ones of this handler. */
  #records: Promise<readonly ConversationRecord[]> | undefined
  #stored: ConversationRecord | null = null

  constructor(context: Pick<SharedContext, 'get'>) {
    this.#context = context
  }

  /** Returns the newest record. */
  async newest(): Promise<ConversationRecord | undefined> {
    return (await this.#all()).at(-1)
  }

  async load(_id: string, options: LoadOptions = {}): Promise<LoadedConversation | undefined> {
    checkLoadOptions(options)
    const record = options.revision === undefined ? await this.newest() : await this.#at(options.revision)
    return record && { record, messages: await this.#rowsOf(record, options.messages?.last ?? record.messageCount) }
  }

  async commit(id: string, commit: Commit): Promise<void> {
    const checked = checkCommit(id, commit)
    const { record, messages, commitId } = checked.stored
    const records = await this.#all()
    const newest = records.at(-1)
    if (newest?.commitId === commitId) return
    if (!buildsOn(newest, checked)) throw new RevisionConflictError(id, commit.expectedRevision, newest?.revision ?? 0)
    checkGrowth(newest?.messageCount ?? 0, checked.stored)
    for (const row of messages) await this.#put(row)
    this.#records = Promise.resolve([...records, { ...record, commitId }])
  }

  async records(_id: string, { through, limit }: RecordsOptions): Promise<readonly ConversationRecord[]> {
    const own = (await this.#all()).filter(({ revision }) => revision <= through).toReversed()
    const kept = [...(await this.kept())].reverse().filter((revision) => revision <= through)
    const found: ConversationRecord[] = own.slice(0, limit)
    for (const revision of kept) {
      if (found.length >= limit) break
      const record = found.some((known) => known.revision === revision) ? undefined : await this.#kept(revision)
      if (record !== undefined) found.push(record)
    }
    return found
  }

  async list(): Promise<readonly ConversationRecord[]> {
    const newest = await this.newest()
    return newest === undefined ? [] : [newest]
  }

  /** Does nothing: an object is removed by its handler. */
  async remove(): Promise<void> {
    return undefined
  }

  /** Returns the earlier revisions that are kept, the oldest first. */
  async kept(): Promise<readonly number[]> {
    return ((await this.#context.get(PAST)) as readonly number[] | null) ?? []
  }

  /** Returns what has changed; null for nothing. */
  async changes(): Promise<Changes | null> {
    const record = await this.newest()
    if (record === undefined || record.revision === this.#stored?.revision) return null
    const pages = [...this.#changedPages].sort((left, right) => left - right)
    return {
      record,
      pages: await Promise.all(pages.map(async (page) => ({ page, rows: await this.#page(page) }))),
      earlier: this.#stored,
    }
  }

  #all(): Promise<readonly ConversationRecord[]> {
    this.#records ??= this.#read(RECORD).then((record) => {
      this.#stored = record ?? null
      return record === undefined ? [] : [record]
    })
    return this.#records
  }

  async #at(revision: number): Promise<ConversationRecord | undefined> {
    const own = (await this.#all()).find((record) => record.revision === revision)
    return own ?? (await this.#kept(revision))
  }

  async #kept(revision: number): Promise<ConversationRecord | undefined> {
    return await this.#read(pastKey(revision))
  }

  /** Reads a record that a handler has written: it was checked then. */
  async #read(name: string): Promise<ConversationRecord | undefined> {
    return ((await this.#context.get(name)) as ConversationRecord | null) ?? undefined
  }

  async #rowsOf({ messageCount }: ConversationRecord, last: number): Promise<readonly MessageRow[]> {
    const start = Math.max(0, messageCount - last)
    const rows: MessageRow[] = []
    for (let page = Math.floor(start / PAGE_SIZE); page * PAGE_SIZE < messageCount; page += 1) rows.push(...(await this.#page(page)))
    return rows.filter(({ position }) => position >= start && position < messageCount)
  }

  #page(page: number): Promise<readonly MessageRow[]> {
    const known = this.#pages.get(page) ?? this.#readPage(page)
    this.#pages.set(page, known)
    return known
  }

  async #readPage(page: number): Promise<readonly MessageRow[]> {
    return ((await this.#context.get(pageKey(page))) as readonly MessageRow[] | null) ?? []
  }

  async #put(row: MessageRow): Promise<void> {
    const page = Math.floor(row.position / PAGE_SIZE)
    const rows = (await this.#page(page)).filter(({ position }) => position !== row.position)
    this.#pages.set(page, Promise.resolve([...rows, row].sort((left, right) => left.position - right.position)))
    this.#changedPages.add(page)
  }
}
