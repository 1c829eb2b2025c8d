import type { ConversationRecord } from '../contract/conversation-store.js'
import { DamagedRevision } from './damaged-revision.js'

/**
 * Reads the rows of revisions that follow each other, the newest first, up to the first damaged one.
 *
 * @throws DamagedRevision when the first of them is damaged already
 */
export function wholeRecords<Row>(
  rows: readonly Row[],
  through: number,
  read: (row: Row, revision: number) => ConversationRecord,
): ConversationRecord[] {
  const records: ConversationRecord[] = []
  try {
    for (const row of rows) records.push(read(row, through - records.length))
  } catch (error) {
    if (records.length === 0 || !DamagedRevision.isInstance(error)) throw error
  }
  return records
}
