import { Buffer } from 'node:buffer'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'

// An index entry holds about 2,700 bytes, of which the position and the revision need some.
const LONGEST_ID = 1000

/**
 * The id as the database keeps it: UTF-16, high byte first. A `text` column can hold neither every JavaScript string (no NUL, no lone
 * surrogate) nor the contract's order; these bytes compare as the string's code units do.
 *
 * @throws TalkchartError when the id is too long for an index
 */
export function conversationKey(id: string): Buffer {
  if (id.length > LONGEST_ID) {
    throw new TalkchartError('id-too-long', `postgresStore takes ids of at most ${LONGEST_ID} characters; this one has ${id.length}.`)
  }
  return Buffer.from(id, 'utf16le').swap16()
}
