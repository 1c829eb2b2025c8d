import { promisifyRequest } from 'idb-keyval'
import { buildsOn, type CheckedCommit, checkGrowth } from '../contract/check-commit.js'
import { RevisionConflictError } from '../contract/revision-conflict-error.js'
import { commitKey, conversationOfDueKey, dueKey, dueRange, historyRanges, messageKey, newestKey, revisionKey } from './idb-keys.js'
import { readNewestRecord } from './read-rows.js'

/** Writes all of a commit, when it builds on the newest revision. The transaction that it stands in makes it all or nothing. */
export async function writeCommit(rows: IDBObjectStore, commit: CheckedCommit): Promise<void> {
  const { commitId, record, messages } = commit.stored
  const { id, revision, deadline } = record
  if ((await promisifyRequest<unknown>(rows.get(commitKey(id, commitId)))) === revision) return
  const previous = await readNewestRecord(rows, id)
  if (!buildsOn(previous, commit)) throw new RevisionConflictError(id, revision - 1, previous?.revision ?? 0)
  checkGrowth(previous?.messageCount ?? 0, commit.stored)

  rows.put(revision, newestKey(id))
  rows.put(record, revisionKey(id, revision))
  rows.put(revision, commitKey(id, commitId))
  for (const row of messages) rows.put(row, messageKey(id, row.position, revision))
  if (previous !== undefined && previous.deadline !== null) rows.delete(dueKey(previous.deadline, id))
  if (deadline !== null) rows.put(revision, dueKey(deadline, id))
  await promisifyRequest(rows.transaction)
}

/** Deletes everything about a conversation, also one whose record is damaged. */
export async function deleteConversation(rows: IDBObjectStore, id: string): Promise<void> {
  const due = await promisifyRequest(rows.getAllKeys(dueRange(Number.POSITIVE_INFINITY)))
  for (const key of due) if (conversationOfDueKey(key) === id) rows.delete(key)
  for (const range of historyRanges(id)) rows.delete(range)
  rows.delete(newestKey(id))
  await promisifyRequest(rows.transaction)
}
