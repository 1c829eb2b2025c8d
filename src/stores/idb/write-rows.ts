import { promisifyRequest } from 'idb-keyval'
import { buildsOn, type CheckedCommit, checkGrowth } from '../contract/check-commit.js'
import type { ConversationRecord } from '../contract/conversation-store.js'
import { LeaseLostError } from '../contract/lease-lost-error.js'
import { RevisionConflictError } from '../contract/revision-conflict-error.js'
import {
  commitKey,
  conversationOfDueKey,
  dueKey,
  dueRange,
  enqueuedKey,
  enqueuedRange,
  historyRanges,
  leaseKey,
  messageKey,
  newestKey,
  revisionKey,
} from './idb-keys.js'
import { readLease } from './idb-leases.js'
import { readNewestRecord } from './read-rows.js'

/**
 * Writes all of a commit, when it builds on the newest revision. The transaction that it stands in makes it all or nothing. A lease that was not
 * released lives, or its tab died and nobody has it since: then this commit's lease has ended too.
 */
export async function writeCommit(rows: IDBObjectStore, commit: CheckedCommit): Promise<void> {
  const { token, release, stored } = commit
  const { commitId, record } = stored
  const { id, revision } = record
  const lease = token === undefined ? undefined : await readLease(rows, id)
  const isWritten = (await promisifyRequest<unknown>(rows.get(commitKey(id, commitId)))) === revision
  if (!isWritten) {
    const previous = await readNewestRecord(rows, id)
    if (lease !== undefined && lease.token !== token) throw new LeaseLostError(id, revision - 1, previous?.revision ?? 0, lease.owner)
    if (!buildsOn(previous, commit)) throw new RevisionConflictError(id, revision - 1, previous?.revision ?? 0)
    checkGrowth(previous?.messageCount ?? 0, stored)
    putCommit(rows, commit, previous)
  }
  if (release && lease !== undefined && lease.token === token) rows.delete(leaseKey(id))
  await promisifyRequest(rows.transaction)
}

function putCommit(rows: IDBObjectStore, { stored, taken }: CheckedCommit, previous: ConversationRecord | undefined): void {
  const { commitId, record, messages } = stored
  const { id, revision, deadline } = record
  rows.put(revision, newestKey(id))
  rows.put(record, revisionKey(id, revision))
  rows.put(revision, commitKey(id, commitId))
  for (const row of messages) rows.put(row, messageKey(id, row.position, revision))
  if (previous !== undefined && previous.deadline !== null) rows.delete(dueKey(previous.deadline, id))
  if (deadline !== null) rows.put(revision, dueKey(deadline, id))
  for (const inputId of taken) rows.delete(enqueuedKey(id, inputId))
}

/** Deletes everything about a conversation, also one whose record is damaged. */
export async function deleteConversation(rows: IDBObjectStore, id: string): Promise<void> {
  const due = await promisifyRequest(rows.getAllKeys(dueRange(Number.POSITIVE_INFINITY)))
  for (const key of due) if (conversationOfDueKey(key) === id) rows.delete(key)
  for (const range of historyRanges(id)) rows.delete(range)
  rows.delete(newestKey(id))
  rows.delete(leaseKey(id))
  rows.delete(enqueuedRange(id))
  await promisifyRequest(rows.transaction)
}
