import type { ConversationRecord, ListOptions } from './conversation-store.js'
import { dueWork, isDue } from './due-work.js'

/** Tells whether a record is among those that a list asks for. */
export function isListed(record: ConversationRecord, { after, dueBefore, due }: ListOptions): boolean {
  if (after !== undefined && record.id <= after) return false
  if (due !== undefined && !isDue(dueWork(record), due)) return false
  return dueBefore === undefined || (record.deadline !== null && record.deadline <= dueBefore)
}
