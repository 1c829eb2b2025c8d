import { DamagedRevision } from '../codec/damaged-revision.js'
import { decodeStoredCommit, type StoredCommit } from '../codec/record-codec.js'
import { decodeChecksummed, encodeChecksummed } from './checksummed-file.js'

const NAME = /^(\d{10})\.json$/

/** Returns the file of a revision; zero-padded, so that a directory listing is in order. */
export function revisionFileName(revision: number): string {
  return `${String(revision).padStart(10, '0')}.json`
}

/** Returns the revision that a file name stands for; undefined for any other file. */
export function revisionOfFileName(name: string): number | undefined {
  const digits = NAME.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** Returns the content of a revision's file. */
export function encodeRevisionFile(commit: StoredCommit): Buffer {
  return encodeChecksummed(commit)
}

/**
 * Reads a file's content back.
 *
 * @param path named in errors
 * @throws DamagedRevision when a single bit differs from what was written, or it holds another revision
 * @throws UnsupportedRecordError when a newer talkchart wrote it
 */
export function decodeRevisionFile(content: Buffer, revision: number, path: string): StoredCommit {
  const commit = decodeChecksummed({ content, revision, path }, decodeStoredCommit)
  if (commit.record.revision !== revision) throw new DamagedRevision(revision, path, `holds revision ${commit.record.revision}`)
  return commit
}
