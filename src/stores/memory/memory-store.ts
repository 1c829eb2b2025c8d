import { copyJson } from '../codec/copy-json.js'
import { MessageWindow } from '../codec/message-window.js'
import type { StoredCommit } from '../codec/record-codec.js'
import { buildsOn, checkCommit, checkGrowth } from '../contract/check-commit.js'
import { checkLoadOptions, keptRevisions, listLimit } from '../contract/check-options.js'
import type {
  Commit,
  ConversationRecord,
  ListOptions,
  LoadedConversation,
  LoadOptions,
  MessageRow,
  PrunableStore,
  PruneOptions,
} from '../contract/conversation-store.js'
import { isListed } from '../contract/is-listed.js'
import { RevisionConflictError } from '../contract/revision-conflict-error.js'

/**
 * Makes a store that lives as long as the process: the default, and the one for tests. What goes in and out is copied, so nothing
 * that a caller does to its objects changes what is stored. It has no leases, as one process shares what it has open; `withLeases(memoryStore())` has.
 *
 * @example const conversation = await openConversation({ flow, store: memoryStore(), id: 'user123-support' })
 */
export function memoryStore(): PrunableStore {
  // The commits of the revisions that are kept, oldest first; the first one also has the messages of those that were forgotten.
  const conversations = new Map<string, StoredCommit[]>()

  return {
    async load(id: string, options: LoadOptions = {}) {
      checkLoadOptions(options)
      return loadFrom(conversations.get(id) ?? [], options)
    },

    async commit(id: string, commit: Commit) {
      const checked = checkCommit(id, commit)
      const { stored } = checked
      const commits = conversations.get(id) ?? []
      if (findRevision(commits, stored.record.revision)?.commitId === stored.commitId) return
      const newest = commits.at(-1)?.record
      if (!buildsOn(newest, checked)) throw new RevisionConflictError(id, commit.expectedRevision, newest?.revision ?? 0)
      checkGrowth(newest?.messageCount ?? 0, stored)
      commits.push(stored)
      conversations.set(id, commits)
    },

    async remove(id: string) {
      conversations.delete(id)
    },

    async list(options: ListOptions = {}) {
      const limit = listLimit(options)
      const records: ConversationRecord[] = []
      for (const id of [...conversations.keys()].sort()) {
        if (records.length === limit) break
        const record = conversations.get(id)?.at(-1)?.record
        if (record !== undefined && isListed(record, options)) records.push(copyRecord(record))
      }
      return records
    },

    async prune(id: string, options: PruneOptions) {
      const keepRevisions = keptRevisions(options)
      const commits = conversations.get(id) ?? []
      const [oldest, ...later] = commits.slice(-keepRevisions)
      if (oldest === undefined || commits.length <= keepRevisions) return 0
      conversations.set(id, [{ ...oldest, messages: messagesAt(commits, oldest.record, {}) }, ...later])
      return commits.length - keepRevisions
    },
  }
}

type StoredCommits = readonly StoredCommit[]

function findRevision(commits: StoredCommits, revision: number): StoredCommit | undefined {
  return commits[revision - (commits[0]?.record.revision ?? 1)]
}

function loadFrom(commits: StoredCommits, options: LoadOptions): LoadedConversation | undefined {
  const record = (options.revision === undefined ? commits.at(-1) : findRevision(commits, options.revision))?.record
  return record && { record: copyRecord(record), messages: messagesAt(commits, record, options).map(copyRow) }
}

function messagesAt(commits: StoredCommits, { revision, messageCount }: ConversationRecord, options: LoadOptions): readonly MessageRow[] {
  const window = new MessageWindow(messageCount, options)
  for (let earlier = revision; !window.complete; earlier -= 1) {
    const commit = findRevision(commits, earlier)
    if (commit === undefined) break
    window.add(commit.messages)
  }
  return window.rows()
}

/** Copies a record. It was checked on its way in. */
function copyRecord(record: ConversationRecord): ConversationRecord {
  const { flow, snapshot, pending } = record
  return { ...record, flow: { ...flow }, snapshot: copyJson(snapshot), pending: pending.map((message) => ({ ...message })) }
}

function copyRow({ position, message }: MessageRow): MessageRow {
  return { position, message: { ...message } }
}
