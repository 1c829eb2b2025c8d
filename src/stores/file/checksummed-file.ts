import { createHash } from 'node:crypto'
import { DamagedRevision } from '../codec/damaged-revision.js'
import { InvalidRecordError } from '../contract/invalid-record-error.js'

const START = '{"checksum":"'
const MIDDLE = '","payload":'
const END = '}\n'
const CHECKSUM_LENGTH = 64
const PAYLOAD_START = START.length + CHECKSUM_LENGTH + MIDDLE.length

/** Returns a file's content: JSON, with a SHA-256 over the exact bytes of its payload. */
export function encodeChecksummed(value: object): Buffer {
  const payload = JSON.stringify(value)
  return Buffer.from(`${START}${checksum(Buffer.from(payload))}${MIDDLE}${payload}${END}`)
}

/** A file that was read, and what to say of it. */
export interface ReadFile {
  readonly content: Buffer
  /** The revision that can not be used when the file can not. */
  readonly revision: number
  /** Named in errors. */
  readonly path: string
}

/**
 * Reads a file's payload back.
 *
 * @param decode gives what the payload stands for; it throws `InvalidRecordError` for what talkchart never writes
 * @throws DamagedRevision when a single bit differs from what was written, or the payload can not be decoded
 */
export function decodeChecksummed<Value>({ content, revision, path }: ReadFile, decode: (payload: unknown) => Value): Value {
  const payload = content.subarray(PAYLOAD_START, content.length - END.length)
  const frame = `${START}${checksum(payload)}${MIDDLE}`
  if (content.length < PAYLOAD_START + END.length) throw new DamagedRevision(revision, path, `is cut off after ${content.length} bytes`)
  if (content.subarray(0, PAYLOAD_START).toString('latin1') !== frame || content.subarray(-END.length).toString('latin1') !== END) {
    throw new DamagedRevision(revision, path, 'is cut off or altered: its checksum does not match its content')
  }
  try {
    return decode(JSON.parse(payload.toString('utf8')))
  } catch (error) {
    // The checksum matches, so this is no accident of the disk: somebody else's program, or hand, wrote it.
    if (error instanceof SyntaxError) throw new DamagedRevision(revision, path, `holds no JSON (${error.message})`, { cause: error })
    if (InvalidRecordError.isInstance(error)) {
      throw new DamagedRevision(revision, path, `holds no record of talkchart (${error.problems.join('; ')})`, { cause: error })
    }
    throw error
  }
}

function checksum(payload: Buffer): string {
  return createHash('sha256').update(payload).digest('hex')
}
