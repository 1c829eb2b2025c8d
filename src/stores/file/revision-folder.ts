import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DamagedRevision } from '../codec/damaged-revision.js'
import type { StoredCommit } from '../codec/record-codec.js'
import type { MessageRow } from '../contract/conversation-store.js'
import { errorCode, unlessMissing } from './file-system-error.js'
import { decodeMessagesFile, MESSAGES_FOLDER } from './messages-file.js'
import { decodeRevisionFile, revisionFileName, revisionOfFileName } from './revision-file.js'

/** How the name of a file or folder ends that is not yet, or no longer, part of the conversation. */
export const TEMPORARY_SUFFIX = '.tmp'

/** What the file system says of something else in a file's place. */
const WRONG_KINDS: Readonly<Record<string, string>> = {
  EISDIR: 'is a directory',
  ELOOP: 'is a symbolic link that leads back to itself',
  ENOTDIR: 'is within something that is no directory',
  ENXIO: 'is no regular file',
}

const STALE_AFTER_MILLISECONDS = 60 * 60 * 1000

/** The revisions that are kept in a conversation's folder, from the oldest to the newest; both 0 when there is none. */
export interface RevisionRange {
  readonly oldest: number
  readonly newest: number
}

/** Looks which revisions are kept. Files of older ones may still be there, and do not count. */
export async function listRevisions(folder: string): Promise<RevisionRange> {
  const names = await namesIn(folder)
  const written = highestRevision(names)
  const forgotten = names.includes(MESSAGES_FOLDER) ? await firstKeptRevision(folder) : 0
  const newest = Math.max(written, forgotten)
  return { oldest: newest === 0 ? 0 : Math.max(1, forgotten), newest }
}

/** Returns the newest revision that has a file and is older than the given one; undefined when no such revision is kept. */
export async function revisionBefore(folder: string, revision: number): Promise<number | undefined> {
  const names = await namesIn(folder)
  const oldest = await firstKeptRevision(folder)
  const before = highestRevision(names.filter((name) => (revisionOfFileName(name) ?? revision) < revision))
  return before < Math.max(1, oldest) ? undefined : before
}

/** Returns the oldest revision that is kept when those before it are forgotten; 0 when none is. */
export async function firstKeptRevision(folder: string): Promise<number> {
  return highestRevision(await namesIn(join(folder, MESSAGES_FOLDER)))
}

/** Returns what is in a folder. A file in its place is not ours: where a folder was replaced by one, what it held is missed elsewhere. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || (code === 'ENOTDIR' && basename(folder) === MESSAGES_FOLDER)) return []
    throw error
  }
}

function highestRevision(names: readonly string[]): number {
  return names.reduce((highest, name) => Math.max(highest, revisionOfFileName(name) ?? 0), 0)
}

/**
 * Reads one revision.
 *
 * @returns undefined when there is no such file
 * @throws DamagedRevision when the file can not be used
 */
export async function readRevision(folder: string, revision: number): Promise<StoredCommit | undefined> {
  const path = join(folder, revisionFileName(revision))
  const content = await readContent(revision, path)
  return content === undefined ? undefined : decodeRevisionFile(content, revision, path)
}

/** Reads one revision that has to be there, of the conversation with this id, where the id is known. */
export async function requireRevision(folder: string, revision: number, id: string | undefined): Promise<StoredCommit> {
  const commit = await readRevision(folder, revision)
  const path = join(folder, revisionFileName(revision))
  if (commit === undefined) throw new DamagedRevision(revision, path, 'is missing')
  requireConversation(commit.record.id, id, revision, path)
  return commit
}

/** Reads all messages of the oldest revision, when the revisions before it are forgotten. */
export async function requireMessages(folder: string, revision: number, id: string | undefined): Promise<readonly MessageRow[]> {
  const path = join(folder, MESSAGES_FOLDER, revisionFileName(revision))
  const content = await readContent(revision, path)
  if (content === undefined) throw new DamagedRevision(revision, path, 'is missing')
  const kept = decodeMessagesFile(content, revision, path)
  requireConversation(kept.id, id, revision, path)
  return kept.messages
}

async function readContent(revision: number, path: string): Promise<Buffer | undefined> {
  try {
    return await unlessMissing(() => readFile(path))
  } catch (error) {
    const reason = WRONG_KINDS[errorCode(error) ?? '']
    if (reason === undefined) throw error
    throw new DamagedRevision(revision, path, reason, { cause: error })
  }
}

function requireConversation(found: string, expected: string | undefined, revision: number, path: string): void {
  if (expected !== undefined && found !== expected) {
    throw new DamagedRevision(revision, path, `holds the conversation ${JSON.stringify(found)}`)
  }
}

/** Deletes what a process that died at its work has left. What is younger than an hour may still be somebody's work. */
export async function sweepTemporaryFiles(folder: string): Promise<void> {
  const names = (await unlessMissing(() => readdir(folder))) ?? []
  for (const name of names.filter((name) => name.endsWith(TEMPORARY_SUFFIX))) {
    const path = join(folder, name)
    const facts = await unlessMissing(() => stat(path))
    if (facts !== undefined && Date.now() - facts.mtimeMs > STALE_AFTER_MILLISECONDS) await rm(path, { recursive: true, force: true })
  }
}
