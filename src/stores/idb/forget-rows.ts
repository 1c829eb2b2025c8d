import { promisifyRequest } from 'idb-keyval'
import { messagePosition, messageRevision, revisionsBefore, rowsOf } from './idb-keys.js'
import { readConversation, readNewestRevision, readOldestRevision } from './read-rows.js'

/**
 * Deletes all but the newest revisions, and every version of a message that no kept revision has.
 *
 * @returns how many revisions were deleted
 * @throws DamagedRevision when the newest revision or the oldest that is to stay can not be used, or lacks a message; then nothing is deleted:
 * what is left of the revisions before may be all that can mend them
 */
export async function forgetRevisions(rows: IDBObjectStore, id: string, keepRevisions: number): Promise<number> {
  const first = (await readNewestRevision(rows, id)) - keepRevisions + 1
  const oldest = await readOldestRevision(rows, id)
  if (first <= oldest) return 0
  await readConversation(rows, id, {})
  const loaded = await readConversation(rows, id, { revision: first })
  if (loaded === undefined) return 0
  const { messageCount } = loaded.record
  rows.delete(revisionsBefore(id, first))
  await forgetCommits(rows, id, first)
  await forgetMessages(rows, id, first, messageCount)
  await promisifyRequest(rows.transaction)
  return first - oldest
}

async function forgetCommits(rows: IDBObjectStore, id: string, first: number): Promise<void> {
  const range = rowsOf('commit', id)
  const [keys, revisions] = await Promise.all([promisifyRequest(rows.getAllKeys(range)), promisifyRequest<unknown[]>(rows.getAll(range))])
  for (const [index, key] of keys.entries()) if (Number(revisions[index]) < first) rows.delete(key)
}

/** Of each position, the first revision that is kept has the newest version up to it, if it reaches that far. */
async function forgetMessages(rows: IDBObjectStore, id: string, first: number, messageCount: number): Promise<void> {
  const keys = await promisifyRequest(rows.getAllKeys(rowsOf('message', id)))
  const earlier = keys.filter((key) => messageRevision(key) <= first)
  for (const [index, key] of earlier.entries()) {
    const position = messagePosition(key)
    const next = earlier[index + 1]
    const isSuperseded = next !== undefined && messagePosition(next) === position
    if (isSuperseded || position >= messageCount) rows.delete(key)
  }
}
