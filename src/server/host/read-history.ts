import { messageOf } from '../../conversation/record/conversation-record.js'
import type { ConversationStore } from '../../stores/contract/conversation-store.js'
import type { PlacedMessage } from './conversation-host.js'

/** Says which messages are read: the newest before that place, so many at most. */
export interface HistoryRange {
  readonly before: number
  readonly limit: number
}

/** Reads older messages with their places, in order. Undefined when there is no such conversation. */
export async function readHistory(
  store: Pick<ConversationStore, 'load'>,
  id: string,
  { before, limit }: HistoryRange,
): Promise<readonly PlacedMessage[] | undefined> {
  const record = (await store.load(id, { messages: { last: 0 } }))?.record
  if (record === undefined) return undefined
  const end = Math.min(before, record.messageCount)
  const start = Math.max(0, end - limit)
  const loaded = await store.load(id, { messages: { last: record.messageCount - start } })
  const rows = loaded?.messages.filter(({ position }) => position >= start && position < end)
  return rows?.map((row) => ({ position: row.position, message: messageOf(row) }))
}
