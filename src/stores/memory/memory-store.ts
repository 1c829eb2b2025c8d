import { checkCommit, checkGrowth } from '../check-commit.js'
import { checkLoadOptions, listLimit } from '../check-options.js'
import type { Commit, ConversationRecord, ConversationStore, ListOptions, LoadedConversation, LoadOptions } from '../conversation-store.js'
import { MessageWindow } from '../message-window.js'
import type { StoredCommit } from '../record-codec.js'
import { RevisionConflictError } from '../revision-conflict-error.js'

/**
 * A store that lives as long as the process: the default, and the one for tests. What goes in and out is copied, so nothing
 * that a caller does to its objects changes what is stored.
 *
 * @example const conversation = await openConversation({ flow, store: memoryStore(), id: 'user123-support' })
 */
export function memoryStore(): ConversationStore {
  // The commit of revision n stands at index n - 1.
  const conversations = new Map<string, StoredCommit[]>()

  return {
    async load(id: string, options: LoadOptions = {}) {
      checkLoadOptions(options)
      return loadFrom(conversations.get(id) ?? [], options)
    },

    async commit(id: string, commit: Commit) {
      const stored = checkCommit(id, commit)
      const commits = conversations.get(id) ?? []
      if (commits[commit.expectedRevision]?.commitId === commit.commitId) return
      if (commits.length !== commit.expectedRevision) throw new RevisionConflictError(id, commit.expectedRevision, commits.length)
      checkGrowth(commits.at(-1)?.record.messageCount ?? 0, stored)
      commits.push(stored)
      conversations.set(id, commits)
    },

    async remove(id: string) {
      conversations.delete(id)
    },

    async list(options: ListOptions = {}) {
      const limit = listLimit(options)
      const { after, dueBefore } = options
      const records: ConversationRecord[] = []
      for (const id of [...conversations.keys()].sort()) {
        if (records.length === limit) break
        const record = conversations.get(id)?.at(-1)?.record
        if (record === undefined || (after !== undefined && id <= after)) continue
        if (dueBefore === undefined || (record.deadline !== null && record.deadline <= dueBefore)) records.push(structuredClone(record))
      }
      return records
    },
  }
}

function loadFrom(commits: readonly StoredCommit[], options: LoadOptions): LoadedConversation | undefined {
  const revision = options.revision ?? commits.length
  const record = commits[revision - 1]?.record
  if (record === undefined) return undefined
  const window = new MessageWindow(record.messageCount, options)
  for (let earlier = revision; earlier > 0 && !window.complete; earlier -= 1) window.add(commits[earlier - 1]?.messages ?? [])
  return structuredClone({ record, messages: window.rows() })
}
