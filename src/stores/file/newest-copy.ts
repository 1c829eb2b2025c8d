import { lstat, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DamagedRevision } from '../codec/damaged-revision.js'
import { decodeStoredCommit } from '../codec/record-codec.js'
import type { ConversationRecord } from '../contract/conversation-store.js'
import { decodeChecksummed } from './checksummed-file.js'
import { errorCode, unlessMissing } from './file-system-error.js'
import { revisionFileName } from './revision-file.js'
import { listRevisions } from './revision-folder.js'

/**
 * A second name of the newest revision's file. It costs nothing, and tells when that file is deleted: without it the conversation would silently
 * go on one turn back. It may lag behind, when its writer died or another one was faster, and is missing in folders from before it was written.
 */
export const NEWEST_COPY = 'newest.json'

/** Makes the file that was published under its revision's name the copy of the newest one. */
export async function keepNewestCopy(temporary: string, folder: string): Promise<void> {
  // The revision is published; what fails here only leaves an older copy.
  await rename(temporary, join(folder, NEWEST_COPY)).catch(() => rm(temporary, { force: true }).catch(() => undefined))
}

/**
 * Checks that no revision is missing after the newest one that is there.
 *
 * @throws DamagedRevision when the copy is of a later revision, whose own file is gone
 */
export async function requireNewest(folder: string, newest: number): Promise<void> {
  const revision = await copiedRevision(folder, newest)
  if (revision <= newest) return
  // Published since the folder was looked at.
  if ((await listRevisions(folder)).newest >= revision) return
  const path = join(folder, revisionFileName(revision))
  throw new DamagedRevision(
    revision,
    path,
    `is missing; ${NEWEST_COPY} beside it has its content: copy that to this name, or delete it too`,
  )
}

/** Returns the revision that the copy is of; 0 when it tells nothing. */
async function copiedRevision(folder: string, newest: number): Promise<number> {
  const path = join(folder, NEWEST_COPY)
  const [copy, original] = await Promise.all([inode(path), inode(join(folder, revisionFileName(newest)))])
  if (copy === undefined) return 0
  if (copy === original) return newest
  return (await readNewestCopy(folder))?.revision ?? 0
}

/** Returns the record in the copy; undefined when there is none, or it is damaged: that is told of the revision's own file. */
export async function readNewestCopy(folder: string): Promise<ConversationRecord | undefined> {
  const path = join(folder, NEWEST_COPY)
  try {
    const content = await unlessMissing(() => readFile(path))
    return content && decodeChecksummed({ content, revision: 0, path }, decodeStoredCommit).record
  } catch (error) {
    if (DamagedRevision.isInstance(error) || errorCode(error) === 'EISDIR') return undefined
    throw error
  }
}

async function inode(path: string): Promise<string | undefined> {
  const facts = await unlessMissing(() => lstat(path, { bigint: true }))
  return facts?.isFile() ? `${facts.dev} ${facts.ino}` : undefined
}
