import { createStore, type UseStore } from 'idb-keyval'
import { corruptRecordError, DamagedRevision } from '../codec/damaged-revision.js'
import { decodePendingInput } from '../codec/record-codec.js'
import { checkCommit } from '../contract/check-commit.js'
import {
  checkLeaseRequest,
  checkLeaseTime,
  checkLoadOptions,
  checkRecordsOptions,
  keptRevisions,
  listLimit,
} from '../contract/check-options.js'
import type {
  Commit,
  ConversationRecord,
  LeasableStore,
  LeaseRequest,
  ListOptions,
  LoadedConversation,
  LoadOptions,
  PendingInput,
  PrunableStore,
  PruneOptions,
  RecordsOptions,
  StoreChange,
  WatchableStore,
} from '../contract/conversation-store.js'
import { isListed } from '../contract/is-listed.js'
import { StoreUnavailableError } from '../contract/store-unavailable-error.js'
import { ChangeChannel } from './change-channel.js'
import { forgetRevisions } from './forget-rows.js'
import { browserLocks, HeldLocks } from './held-locks.js'
import { IdbLeases } from './idb-leases.js'
import { readConversation, readNewestRecord, readPage, readRecords, readRevisionBefore } from './read-rows.js'
import { deleteConversation, writeCommit } from './write-rows.js'

const OBJECT_STORE = 'conversations'

/** Says how an IndexedDB store works. */
export interface IdbStoreOptions {
  /** The database, which this store has for itself; `'talkchart'` by default. */
  readonly databaseName?: string
}

/**
 * Makes a store in the browser's IndexedDB, shared by all tabs of an origin. Each commit is one transaction, so a closed tab leaves it
 * done or not begun, and tabs hear of each other's commits. The database is opened at the first use.
 *
 * Besides `RevisionConflictError`, its methods throw `CorruptRecordError` (rows that can not be used), `UnsupportedRecordError` (rows of a
 * newer talkchart), `InvalidRecordError` (a commit that could not be loaded again) and `StoreUnavailableError` (no IndexedDB, no space).
 *
 * @example no-run: IndexedDB is the browser's
 * const conversation = await openConversation({ flow, store: idbStore(), id: 'user123-support' })
 */
export function idbStore(options: IdbStoreOptions = {}): PrunableStore & WatchableStore {
  const { databaseName = 'talkchart' } = options
  const useStore = reopeningStore(databaseName)
  const changes = new ChangeChannel(databaseName)
  const browser = browserLocks()
  const locks = browser && new HeldLocks(databaseName, browser)
  const leases = locks && new IdbLeases(useStore, locks)
  const read = (id: string, load: LoadOptions) => useStore('readonly', (rows) => readConversation(rows, id, load))

  return {
    key: `idb:${databaseName}`,

    async load(id: string, load: LoadOptions = {}) {
      checkLoadOptions(load)
      const loaded = await reporting(id, useStore, () => read(id, load))
      if (leases === undefined || loaded === undefined || load.revision !== undefined) return loaded
      return explainingFailures(() => withLease(loaded, leases))
    },

    async commit(id: string, commit: Commit) {
      const checked = checkCommit(id, commit)
      await reporting(id, useStore, () => useStore('readwrite', (rows) => writeCommit(rows, checked)))
      if (checked.release) await locks?.end(id, checked.token)
      changes.tell(checked.stored)
    },

    async remove(id: string) {
      await reporting(id, useStore, () => useStore('readwrite', (rows) => deleteConversation(rows, id)))
    },

    async list(list: ListOptions = {}): Promise<readonly ConversationRecord[]> {
      const limit = listLimit(list)
      const listed: ConversationRecord[] = []
      for (let after = list.after; listed.length < limit; ) {
        const page = after === undefined ? list : { ...list, after }
        const ids = await explainingFailures(() => useStore('readonly', (rows) => readPage(rows, limit, page)))
        const records = await Promise.all(
          ids.map((id) => reporting(id, useStore, () => useStore('readonly', (rows) => readNewestRecord(rows, id)))),
        )
        listed.push(...records.filter((record) => record !== undefined).filter((record) => isListed(record, list)))
        if (list.due === undefined || ids.length < limit) break
        after = ids.at(-1)
      }
      return listed.slice(0, limit)
    },

    async records(id: string, records: RecordsOptions) {
      checkRecordsOptions(records)
      return reporting(id, useStore, () => useStore('readonly', (rows) => readRecords(rows, id, records)))
    },

    async prune(id: string, prune: PruneOptions) {
      const keepRevisions = keptRevisions(prune)
      return reporting(id, useStore, () => useStore('readwrite', (rows) => forgetRevisions(rows, id, keepRevisions)))
    },

    watch(id: string, listener: (change: StoreChange) => void) {
      return changes.listen(id, listener)
    },

    ...(leases === undefined ? {} : leaseMethods(leases, useStore)),
  }
}

function leaseMethods(leases: IdbLeases, useStore: UseStore): Pick<LeasableStore, 'lease' | 'renew' | 'release' | 'enqueue'> {
  return {
    async lease(id: string, request: LeaseRequest) {
      checkLeaseRequest(request)
      return reporting(id, useStore, () => leases.lease(id, request))
    },

    async renew(id: string, token: string, milliseconds: number) {
      checkLeaseTime(milliseconds)
      return explainingFailures(() => leases.renew(id, token))
    },

    async release(id: string, token: string) {
      await explainingFailures(() => leases.release(id, token))
    },

    async enqueue(id: string, input: PendingInput) {
      const checked = decodePendingInput(input)
      await explainingFailures(() => leases.enqueue(id, checked))
    },
  }
}

async function withLease(loaded: LoadedConversation, leases: IdbLeases): Promise<LoadedConversation> {
  const { id } = loaded.record
  const lease = await leases.living(id)
  const enqueued = await leases.enqueued(id)
  return enqueued.length === 0 ? { ...loaded, lease } : { ...loaded, lease, enqueued }
}

/**
 * Opens the database anew, once, when its connection turns out to be closed: browsers on phones close connections of pages in the background, and
 * not all of them say so. Everything here may be repeated, commits too.
 */
function reopeningStore(databaseName: string): UseStore {
  let current = createStore(databaseName, OBJECT_STORE)
  return async (mode, operation) => {
    const used = current
    try {
      return await used(mode, operation)
    } catch (error) {
      if (!isLostConnection(error)) throw error
      // Others may have met the same closed connection and opened the database already.
      if (current === used) current = createStore(databaseName, OBJECT_STORE)
      return await current(mode, operation)
    }
  }
}

/** Tells whether a connection was closed under our hands. Safari calls it `UnknownError` when its database process was ended. */
function isLostConnection(error: unknown): boolean {
  if (!(error instanceof DOMException)) return false
  return error.name === 'InvalidStateError' || (error.name === 'UnknownError' && /connection/i.test(error.message))
}

async function reporting<Result>(id: string, useStore: UseStore, operation: () => Promise<Result>): Promise<Result> {
  return explainingFailures(async () => {
    try {
      return await operation()
    } catch (error) {
      if (!DamagedRevision.isInstance(error)) throw error
      throw await corruptRecordError(id, error, {
        read: (revision) => useStore('readonly', (rows) => readConversation(rows, id, { revision })),
        before: (revision) => useStore('readonly', (rows) => readRevisionBefore(rows, id, revision)),
      })
    }
  })
}

async function explainingFailures<Result>(operation: () => Promise<Result>): Promise<Result> {
  if (typeof indexedDB === 'undefined') {
    throw new StoreUnavailableError(
      'NoIndexedDB',
      'There is no IndexedDB here: idbStore works in browsers. On a server use fileStore or memoryStore.',
    )
  }
  try {
    return await operation()
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    const advice = error.name === 'QuotaExceededError' ? ' The browser gives this site no more space; remove old conversations.' : ''
    throw new StoreUnavailableError(error.name, `The browser's IndexedDB refused (${error.name}: ${error.message}).${advice}`, {
      cause: error,
    })
  }
}
