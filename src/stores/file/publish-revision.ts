import { randomUUID } from 'node:crypto'
import { link, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { StoredCommit } from '../codec/record-codec.js'
import { buildsOn, type CheckedCommit, checkGrowth } from '../contract/check-commit.js'
import { makeFolder, syncFolder, writeNewFile } from './durable-file.js'
import { errorCode } from './file-system-error.js'
import { livingLease } from './lease-files.js'
import { keepNewestCopy, requireNewest } from './newest-copy.js'
import { encodeRevisionFile, revisionFileName } from './revision-file.js'
import { firstKeptRevision, listRevisions, readRevision, TEMPORARY_SUFFIX } from './revision-folder.js'

const ATTEMPTS = 5

/**
 * Publishes a commit as the next revision, in one atomic step: the complete file gets its name by `link`, which fails when the
 * name is taken. So the file system itself is the compare-and-set, between processes too, with no lock to clean up after a crash.
 *
 * @returns false when the commit does not build on the newest revision
 */
export async function publishRevision(folder: string, commit: CheckedCommit, fsync: boolean, attempts = ATTEMPTS): Promise<boolean> {
  const { stored } = commit
  const { revision } = stored.record
  const temporary = join(folder, `${randomUUID()}${TEMPORARY_SUFFIX}`)
  if (revision === 1) await makeFolder(folder, fsync)
  try {
    await writeNewFile(temporary, encodeRevisionFile(stored), fsync)
    // Only now: if the conversation is removed after this look, the temporary file is gone with it and the link fails.
    if (!(await buildsOnNewest(folder, commit))) return false
    if (!(await isFenced(folder, commit))) return false
    await link(temporary, join(folder, revisionFileName(revision)))
    // This process may have looked, slept while others went on, and taken a name that is free because its revision is forgotten.
    if (revision < (await firstKeptRevision(folder))) return false
    await keepNewestCopy(temporary, folder)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'EEXIST') return false
    if (code !== 'ENOENT') throw error
    // The conversation was removed meanwhile, or this process slept so long that its file was swept as stale. Look again.
    return attempts > 1 ? publishRevision(folder, commit, fsync, attempts - 1) : false
  } finally {
    // What can not be deleted now is swept later; it must not hide the outcome.
    await rm(temporary, { force: true }).catch(() => undefined)
  }
  if (fsync) await syncPublished(folder, stored)
  return true
}

/** Makes a published revision outlast a power cut. */
export async function syncPublished(folder: string, { record }: StoredCommit): Promise<void> {
  await syncFolder(folder)
  // Whoever made the folder may have died before its name was safe.
  if (record.revision === 1) await syncFolder(dirname(folder))
}

/** Tells whether no other lease than the commit's own lives; one that has none is judged by what it builds on alone. */
async function isFenced(folder: string, { token }: CheckedCommit): Promise<boolean> {
  return token === undefined || ((await livingLease(folder))?.token ?? token) === token
}

async function buildsOnNewest(folder: string, commit: CheckedCommit): Promise<boolean> {
  const { revision } = commit.stored.record
  if (revision === 1 && (await listRevisions(folder)).newest > 0) return false
  const previous = revision === 1 ? undefined : (await readRevision(folder, revision - 1))?.record
  if (!buildsOn(previous, commit)) return false
  // A taken name is found out by `link`, but a commit that comes too late is a conflict, whatever else is wrong with it.
  if (await readRevision(folder, revision)) return false
  await requireNewest(folder, revision - 1)
  checkGrowth(previous?.messageCount ?? 0, commit.stored)
  return true
}
