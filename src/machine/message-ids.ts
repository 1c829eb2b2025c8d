import type { ConversationContext } from './context.js'
import { randomId } from './random-id.js'

/** How many of the newest ids that senders gave are remembered. A message with one of them is never taken up again. */
export const MOST_SEEN_IDS = 1000

/** The longest id that a sender may give to a message. */
export const LONGEST_MESSAGE_ID = 200

/** Stands for the user message before the first one. */
export const OPENING_ID = 'opening'

const SENT = 'sent-'

/** Ids that talkchart makes. An id of a sender's own may not look like one, so that no two messages have the same. */
const OWN_FORM = /^(?:opening|(?:turn|position)-\d+)(?:~\d+)?$|^sent-|\.[1-9]\d{0,4}(?:~\d+)?$/

/** Makes an id for a message whose sender gave none. */
export function sentId(newId: () => string = randomId): string {
  return SENT + newId()
}

/** Tells whether talkchart makes such ids itself. */
export function isOwnId(id: string): boolean {
  return OWN_FORM.test(id)
}

/** Returns the id of a user message that came without one, as a machine alone takes it up. */
export function turnId(turn: number, context: ConversationContext): string {
  return `turn-${turn}${line(context)}`
}

/** Returns the id of the reply that is added next. It is the same when the turn runs again, after a failure or a crash. */
export function replyId(context: ConversationContext): string {
  return `${context.lastUserId}.${context.replyCount + 1}${line(context)}`
}

/** Returns the id of a message that was stored without one. */
export function positionId(position: number): string {
  return `position-${position}`
}

/** Tells whether a message with that id was taken up before. */
export function isSeen({ messages, seenIds }: ConversationContext, id: string): boolean {
  return seenIds.includes(id) || messages.some((message) => message.id === id && message.role === 'user')
}

/** Adds an id to those that were seen. One that nobody sends again is not kept, nor one that is too long. */
export function withSeenId(seenIds: readonly string[], id: string): readonly string[] {
  return id.startsWith(SENT) || id.length > LONGEST_MESSAGE_ID ? seenIds : [...seenIds, id].slice(-MOST_SEEN_IDS)
}

/** What was said at the same place before a rewind has another id. */
function line({ branch }: ConversationContext): string {
  return branch === undefined ? '' : `~${branch}`
}
