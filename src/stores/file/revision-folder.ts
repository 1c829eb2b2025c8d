import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DamagedRevision } from '../damaged-revision.js'
import type { StoredCommit } from '../record-codec.js'
import { unlessMissing } from './file-system-error.js'
import { decodeRevisionFile, revisionFileName, revisionOfFileName } from './revision-file.js'

/** How the name of a file ends that is not yet, or never was, part of the conversation. */
export const TEMPORARY_SUFFIX = '.tmp'

const STALE_AFTER_MILLISECONDS = 60 * 60 * 1000

/** The newest revision in a conversation's folder; 0 when there is none. */
export async function newestRevision(folder: string): Promise<number> {
  const names = (await unlessMissing(() => readdir(folder))) ?? []
  return names.reduce((newest, name) => Math.max(newest, revisionOfFileName(name) ?? 0), 0)
}

/**
 * Reads one revision.
 *
 * @returns undefined when there is no such file
 * @throws DamagedRevision when the file can not be used
 */
export async function readRevision(folder: string, revision: number): Promise<StoredCommit | undefined> {
  const path = join(folder, revisionFileName(revision))
  const content = await unlessMissing(() => readFile(path))
  return content === undefined ? undefined : decodeRevisionFile(content, revision, path)
}

/** Reads one revision that has to be there, of the conversation with this id, where the id is known. */
export async function requireRevision(folder: string, revision: number, id: string | undefined): Promise<StoredCommit> {
  const commit = await readRevision(folder, revision)
  const path = join(folder, revisionFileName(revision))
  if (commit === undefined) throw new DamagedRevision(revision, path, 'is missing')
  if (id !== undefined && commit.record.id !== id) {
    throw new DamagedRevision(revision, path, `holds the conversation ${JSON.stringify(commit.record.id)}`)
  }
  return commit
}

/**
 * Tells whether a folder is still the one it was: a removed conversation's folder is another than that of a new one with the
 * same id. Undefined when there is none.
 */
export async function folderIdentity(folder: string): Promise<string | undefined> {
  const facts = await unlessMissing(() => stat(folder, { bigint: true }))
  return facts && `${facts.ino} ${facts.birthtimeNs}`
}

/** Deletes what a process that died while writing has left. A file younger than an hour may still be somebody's work. */
export async function sweepTemporaryFiles(folder: string): Promise<void> {
  const names = (await unlessMissing(() => readdir(folder))) ?? []
  for (const name of names.filter((name) => name.endsWith(TEMPORARY_SUFFIX))) {
    const path = join(folder, name)
    const facts = await unlessMissing(() => stat(path))
    if (facts !== undefined && Date.now() - facts.mtimeMs > STALE_AFTER_MILLISECONDS) await rm(path, { force: true })
  }
}
