import type { ConversationRecord, ConversationStore } from '../../stores/contract/conversation-store.js'

/** What was read before of a conversation. */
export interface KnownRecords {
  /** The newest record. */
  readonly newest: ConversationRecord
  /** The oldest record that is known. */
  readonly oldest: ConversationRecord
}

/**
 * Tells whether what is stored is the conversation that was read before, perhaps gone on, perhaps without its newest commits: a database that fails
 * over may lose them. A revision is only a count: what was removed and begun anew may have the same one, and the same id, and belong to somebody
 * else.
 *
 * @param found the newest record that is stored now
 */
export async function isSameConversation(
  store: ConversationStore,
  { newest, oldest }: KnownRecords,
  found: ConversationRecord | undefined,
): Promise<boolean> {
  if (found === undefined || found.createdAt !== newest.createdAt) return false
  for (const known of [newest, oldest]) {
    const then = await recordAt(store, known.revision, found)
    if (then?.commitId === known.commitId) return true
    // What was forgotten, or lost, can not be compared: then the time of the beginning has to tell.
    if (then === undefined && (known === oldest || found.revision > known.revision)) return true
  }
  return false
}

async function recordAt(store: ConversationStore, revision: number, found: ConversationRecord): Promise<ConversationRecord | undefined> {
  if (found.revision <= revision) return found.revision === revision ? found : undefined
  return (await store.load(found.id, { revision, messages: { last: 0 } }))?.record
}
