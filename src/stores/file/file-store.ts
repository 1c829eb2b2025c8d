import { join, resolve } from 'node:path'
import { corruptRecordError, DamagedRevision } from '../codec/damaged-revision.js'
import { decodePendingInput } from '../codec/record-codec.js'
import { type CheckedCommit, checkCommit } from '../contract/check-commit.js'
import {
  checkClaimOptions,
  checkLeaseRequest,
  checkLeaseTime,
  checkLoadOptions,
  checkRecordsOptions,
  keptRevisions,
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
} from '../contract/conversation-store.js'
import { CorruptRecordError } from '../contract/corrupt-record-error.js'
import { dueWork } from '../contract/due-work.js'
import { LeaseLostError } from '../contract/lease-lost-error.js'
import { RevisionConflictError } from '../contract/revision-conflict-error.js'
import { UnsupportedRecordError } from '../contract/unsupported-record-error.js'
import { claimByWalk, type StoredPutOff } from '../leases/claim-by-walk.js'
import { enqueueFile, hasEnqueued, readEnqueued, takeInFiles } from './enqueued-files.js'
import { explainingFailures } from './file-system-error.js'
import { folderName } from './folder-name.js'
import { forgetRevisions } from './forget-revisions.js'
import { WorkMemory } from './known-work.js'
import { livingLease, releaseLease, renewLease, takeLease } from './lease-files.js'
import { dueCandidates, listConversations, UNUSABLE } from './list-conversations.js'
import { loadConversation, readNewestRecord, readRecords } from './load-conversation.js'
import { publishRevision, syncPublished } from './publish-revision.js'
import { readPutOff, writePutOff } from './put-off-file.js'
import { deleteRemoved, takeOut } from './removed-folders.js'
import { listRevisions, readRevision, revisionBefore, sweepTemporaryFiles } from './revision-folder.js'

/** Says how a file store works. */
export interface FileStoreOptions {
  /**
   * Waits until each commit is on the disk itself, so that it outlasts a power cut; true by default. Without it a commit still
   * outlasts the death of the process, and costs a small part of the time.
   */
  readonly fsync?: boolean
  /**
   * Called by `list` for each damaged conversation, which is then left out. By default `list` throws the error, so that damage
   * is never overlooked.
   */
  readonly onCorrupt?: (error: CorruptRecordError) => void
}

/**
 * Makes a store in a directory of this machine, for any number of processes at once. Each commit is one new file that is never changed
 * again; it is there completely or not at all, whenever the process is killed. The directory is made at the first commit, for
 * this user alone.
 *
 * Besides `RevisionConflictError`, its methods throw `CorruptRecordError` (damaged files), `UnsupportedRecordError` (files of a newer
 * talkchart), `InvalidRecordError` (a commit that could not be loaded again) and `StoreUnavailableError` (no permission, no space).
 *
 * @param directory a path; relative ones start at the working directory of now
 * @example const conversation = await openConversation({ flow, store: fileStore('conversations'), id: 'user123-support' })
 */
export function fileStore(directory: string, options: FileStoreOptions = {}): PrunableStore & ClaimableStore {
  return new FileStore(resolve(directory), options)
}

class FileStore implements PrunableStore, ClaimableStore {
  readonly #directory: string
  readonly #fsync: boolean
  readonly #work = new WorkMemory()
  readonly #onCorrupt: ((error: CorruptRecordError) => void) | undefined

  constructor(directory: string, options: FileStoreOptions) {
    this.#directory = directory
    this.#fsync = options.fsync ?? true
    this.#onCorrupt = options.onCorrupt
  }

  async load(id: string, options: LoadOptions = {}) {
    checkLoadOptions(options)
    const folder = this.#folder(folderName(id))
    return this.#reporting(id, folder, async () => {
      const loaded = await loadConversation(folder, id, options)
      // Where only reading is allowed, what is stale stays; that does no harm.
      await sweepTemporaryFiles(folder).catch(() => undefined)
      return loaded === undefined || options.revision !== undefined ? loaded : await withLease(folder, loaded)
    })
  }

  async commit(id: string, commit: Commit): Promise<void> {
    const checked = checkCommit(id, commit)
    const { token, release, taken } = checked
    const folder = this.#folder(folderName(id))
    await this.#reporting(id, folder, async () => {
      if (!(await publishRevision(folder, checked, this.#fsync))) await this.#settleRefused(folder, checked)
      await takeInFiles(folder, taken)
      if (release && token !== undefined) await releaseLease(folder, token)
    })
  }

  /** Tells a repetition, which is fine, from any other commit that was not published; throws what is wrong with that. */
  async #settleRefused(folder: string, { stored, token }: CheckedCommit): Promise<void> {
    const { oldest, newest } = await listRevisions(folder)
    const { id, revision } = stored.record
    const rival = revision < oldest ? undefined : await readRevision(folder, revision)
    if (rival?.commitId !== stored.commitId) {
      const lease = token === undefined ? undefined : await livingLease(folder)
      if (lease !== undefined && lease.token !== token) throw new LeaseLostError(id, revision - 1, newest, lease.owner)
      throw new RevisionConflictError(id, revision - 1, newest)
    }
    // This very commit was published before, but perhaps its process died before the disk had it.
    if (this.#fsync) await syncPublished(folder, rival)
  }

  async lease(id: string, request: LeaseRequest): Promise<LeaseAnswer> {
    checkLeaseRequest(request)
    const folder = this.#folder(folderName(id))
    return this.#reporting(id, folder, async () => {
      const taken = await takeLease(folder, request, this.#fsync)
      const isGranted = typeof taken === 'string'
      try {
        const record = await readNewestRecord(folder, id)
        const head = record === undefined ? null : { revision: record.revision, commitId: record.commitId ?? null }
        if (isGranted) return { granted: true, token: taken, head, enqueued: await readEnqueued(folder) }
        return { granted: false, owner: taken.owner, expiresIn: taken.expiresIn, head }
      } catch (error) {
        if (isGranted) await releaseLease(folder, taken)
        throw error
      }
    })
  }

  async renew(id: string, token: string, milliseconds: number): Promise<boolean> {
    checkLeaseTime(milliseconds)
    const folder = this.#folder(folderName(id))
    return explainingFailures(folder, () => renewLease(folder, token, milliseconds))
  }

  async release(id: string, token: string): Promise<void> {
    const folder = this.#folder(folderName(id))
    await explainingFailures(folder, () => releaseLease(folder, token))
  }

  async enqueue(id: string, input: PendingInput): Promise<void> {
    const checked = decodePendingInput(input)
    const folder = this.#folder(folderName(id))
    await explainingFailures(folder, () => enqueueFile(folder, checked, this.#fsync))
  }

  async claimDue(options: ClaimOptions): Promise<readonly DueClaim[]> {
    checkClaimOptions(options)
    const { now = Date.now() } = options
    const folderOf = (id: string) => this.#folder(folderName(id))
    return explainingFailures(this.#directory, () => {
      const candidates = dueCandidates(this.#directory, now, (name, id) => this.#usableRecord(name, id), this.#work)
      const book = {
        isLeased: async (id: string) => (await livingLease(folderOf(id))) !== undefined,
        read: (id: string) => readPutOff(folderOf(id)),
        write: (id: string, putOff: StoredPutOff) => writePutOff(folderOf(id), putOff),
      }
      return claimByWalk(candidates, book, { ...options, now })
    })
  }

  async putOff(id: string, putOff: PutOff): Promise<void> {
    const name = folderName(id)
    const folder = this.#folder(name)
    await explainingFailures(folder, async () => {
      const found = await this.#usableRecord(name, id)
      const record = found === UNUSABLE ? undefined : found
      if ((record?.revision ?? 0) !== putOff.revision) return
      const kind = record && dueWork(record, await hasEnqueued(folder))?.kind
      await writePutOff(folder, { ...putOff, turn: record?.turn ?? 0, kind })
    })
  }

  /** A removal that was interrupted is finished by repeating it, by removing anything else, or by `list`. */
  async remove(id: string): Promise<void> {
    await explainingFailures(this.#directory, async () => {
      await takeOut(this.#directory, folderName(id), this.#fsync)
      await deleteRemoved(this.#directory)
    })
  }

  async list(options: ListOptions = {}): Promise<readonly ConversationRecord[]> {
    return explainingFailures(this.#directory, async () => {
      await deleteRemoved(this.#directory).catch(() => undefined)
      return listConversations(this.#directory, options, (name, id) => this.#newestRecord(name, id), this.#work)
    })
  }

  async records(id: string, options: RecordsOptions): Promise<readonly ConversationRecord[]> {
    checkRecordsOptions(options)
    const folder = this.#folder(folderName(id))
    return this.#reporting(id, folder, () => readRecords(folder, id, options))
  }

  async prune(id: string, options: PruneOptions): Promise<number> {
    const keepRevisions = keptRevisions(options)
    const folder = this.#folder(folderName(id))
    return this.#reporting(id, folder, () => forgetRevisions(folder, id, keepRevisions, this.#fsync))
  }

  async #newestRecord(name: string, id: string | undefined): Promise<ConversationRecord | undefined> {
    const folder = this.#folder(name)
    try {
      return await this.#reporting(id ?? name, folder, async () => readNewestRecord(folder, id))
    } catch (error) {
      if (this.#onCorrupt === undefined || !CorruptRecordError.isInstance(error)) throw error
      this.#onCorrupt(error)
      return undefined
    }
  }

  /** A conversation that is damaged, or of a newer talkchart, keeps nobody from the others. */
  async #usableRecord(name: string, id: string | undefined): Promise<ConversationRecord | typeof UNUSABLE | undefined> {
    try {
      return await readNewestRecord(this.#folder(name), id)
    } catch (error) {
      if (DamagedRevision.isInstance(error) || UnsupportedRecordError.isInstance(error)) return UNUSABLE
      throw error
    }
  }

  #folder(name: string): string {
    return join(this.#directory, name)
  }

  async #reporting<Result>(id: string, folder: string, operation: () => Promise<Result>): Promise<Result> {
    return explainingFailures(folder, async () => {
      try {
        return await operation()
      } catch (error) {
        if (!DamagedRevision.isInstance(error)) throw error
        throw await corruptRecordError(id, error, {
          read: (revision) => loadConversation(folder, undefined, { revision }),
          before: (revision) => revisionBefore(folder, revision),
        })
      }
    })
  }
}

async function withLease(folder: string, loaded: LoadedConversation): Promise<LoadedConversation> {
  const lease = await livingLease(folder)
  const enqueued = await readEnqueued(folder)
  const state = { lease: lease === undefined ? null : { owner: lease.owner, expiresIn: lease.expiresIn } }
  return enqueued.length === 0 ? { ...loaded, ...state } : { ...loaded, ...state, enqueued }
}
