import { positionId } from '../../machine/message-ids.js'
import type { Message } from '../../model/message.js'
import type { MessageRow } from '../../stores/contract/conversation-store.js'

/** Returns a stored message as it is shown: one that was stored without an id has that of its place. */
export function messageOf({ position, message }: MessageRow): Message {
  return { ...message, id: message.id ?? positionId(position) }
}
