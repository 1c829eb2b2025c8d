import { createHash } from 'node:crypto'

/**
 * Returns the checksum that a row is stored with: SHA-256 over the exact text of its content and over what tells it from other rows, so that
 * neither an altered bit nor a row in another's place goes unnoticed.
 *
 * @param place what the row is of: the conversation, the revision, the position
 */
export function rowChecksum(place: readonly (string | number)[], content: string): string {
  return createHash('sha256').update(JSON.stringify(place)).update('\n').update(content).digest('base64')
}
