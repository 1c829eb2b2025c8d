import { readSnapshot } from '../../conversation/record/stored-snapshot.js'
import type { StoredConversation } from '../../page/protocol.js'
import { allRecords } from '../../stores/contract/all-records.js'
import type { ConversationRecord, ConversationStore } from '../../stores/contract/conversation-store.js'

/** How many conversations are listed, and how many are looked at for them. */
const MOST_LISTED = 100
const MOST_LOOKED_AT = 2_000

/** Lists the conversations with a flow, the newest first. A damaged one ends the search: it is told when it is opened. */
export async function storedConversations(store: ConversationStore, flowName: string): Promise<readonly StoredConversation[]> {
  const found: StoredConversation[] = []
  let count = 0
  try {
    for await (const record of allRecords(store)) {
      count += 1
      if (record.flow.name === flowName) found.push(conversationOf(record))
      if (count >= MOST_LOOKED_AT) break
    }
  } catch {
    // What was found is of use all the same.
  }
  return found.toSorted((left, right) => right.updatedAt - left.updatedAt).slice(0, MOST_LISTED)
}

function conversationOf(record: ConversationRecord): StoredConversation {
  const { id, turn, phase, updatedAt, snapshot } = record
  return { id, state: snapshot === null ? null : readSnapshot(record).context.state, turn, phase, updatedAt }
}
