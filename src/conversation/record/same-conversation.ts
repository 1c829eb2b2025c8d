import type { ConversationRecord, ConversationStore } from '../../stores/contract/conversation-store.js'

/**
 * Tells whether what is stored is the conversation that was read before, perhaps gone on. A revision is only a count: what was removed and begun
 * anew may have the same one, and the same id, and belong to somebody else.
 *
 * @param known the record that was read before
 * @param found the newest record that is stored now
 */
export async function isSameConversation(
  store: ConversationStore,
  known: ConversationRecord,
  found: ConversationRecord | undefined,
): Promise<boolean> {
  if (found === undefined || found.createdAt !== known.createdAt || found.revision < known.revision) return false
  if (found.revision === known.revision) return found.commitId === known.commitId
  const then = (await store.load(known.id, { revision: known.revision, messages: { last: 0 } }))?.record
  // What was forgotten can not be compared: then the time of the beginning has to tell.
  return then === undefined || then.commitId === known.commitId
}
