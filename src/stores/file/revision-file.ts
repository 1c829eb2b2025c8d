import { createHash } from 'node:crypto'
import { DamagedRevision } from '../damaged-revision.js'
import { InvalidRecordError } from '../invalid-record-error.js'
import { decodeStoredCommit, type StoredCommit } from '../record-codec.js'

const NAME = /^(\d{10,16})\.json$/
const START = '{"checksum":"'
const MIDDLE = '","payload":'
const END = '}\n'
const CHECKSUM_LENGTH = 64
const PAYLOAD_START = START.length + CHECKSUM_LENGTH + MIDDLE.length

/** The file of a revision; zero-padded, so that a directory listing is in order. */
export function revisionFileName(revision: number): string {
  return `${String(revision).padStart(10, '0')}.json`
}

/** The revision that a file name stands for; undefined for any other file. */
export function revisionOfFileName(name: string): number | undefined {
  const digits = NAME.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** The file's content: JSON, with a SHA-256 over the exact bytes of its payload. */
export function encodeRevisionFile(commit: StoredCommit): Buffer {
  const payload = JSON.stringify(commit)
  return Buffer.from(`${START}${checksum(Buffer.from(payload))}${MIDDLE}${payload}${END}`)
}

/**
 * Reads a file's content back.
 *
 * @param path named in errors
 * @throws DamagedRevision when a single bit differs from what was written, or it holds another conversation or revision
 * @throws UnsupportedRecordError when a newer talkchart wrote it
 */
export function decodeRevisionFile(content: Buffer, revision: number, path: string): StoredCommit {
  const payload = content.subarray(PAYLOAD_START, content.length - END.length)
  const frame = `${START}${checksum(payload)}${MIDDLE}`
  if (content.length < PAYLOAD_START + END.length) throw new DamagedRevision(revision, path, `is cut off after ${content.length} bytes`)
  if (content.subarray(0, PAYLOAD_START).toString('latin1') !== frame || content.subarray(-END.length).toString('latin1') !== END) {
    throw new DamagedRevision(revision, path, 'is cut off or altered: its checksum does not match its content')
  }
  const commit = decodePayload(payload, revision, path)
  if (commit.record.revision !== revision) throw new DamagedRevision(revision, path, `holds revision ${commit.record.revision}`)
  return commit
}

function decodePayload(payload: Buffer, revision: number, path: string): StoredCommit {
  try {
    return decodeStoredCommit(JSON.parse(payload.toString('utf8')))
  } catch (error) {
    // The checksum matches, so this is no accident of the disk: somebody else's program, or hand, wrote it.
    if (error instanceof SyntaxError) throw new DamagedRevision(revision, path, `holds no JSON (${error.message})`, { cause: error })
    if (error instanceof InvalidRecordError) {
      throw new DamagedRevision(revision, path, `holds no record of talkchart (${error.problems.join('; ')})`, { cause: error })
    }
    throw error
  }
}

function checksum(payload: Buffer): string {
  return createHash('sha256').update(payload).digest('hex')
}
