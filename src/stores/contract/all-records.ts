import type { ConversationRecord, ConversationStore } from './conversation-store.js'

const PAGE = 100

/** Returns the newest record of every conversation in a store, page by page. */
export async function* allRecords(store: ConversationStore): AsyncGenerator<ConversationRecord> {
  for (let after: string | undefined; ; ) {
    const page = await store.list(after === undefined ? { limit: PAGE } : { after, limit: PAGE })
    yield* page
    after = page.at(-1)?.id
    if (page.length < PAGE) return
  }
}
