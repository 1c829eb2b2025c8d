import type { ClaimableStore, ConversationStore, PrunableStore } from '../contract/conversation-store.js'
import { leasedMethods } from './leased-store.js'

/**
 * Adds leases to a store of somebody's own that has none. Only this process knows of them, so they keep apart what runs within it: several copies of
 * an open conversation, requests to one server. What `enqueue` keeps is lost with the process.
 *
 * @param store asked for all else; what it throws is thrown
 * @example
 * const leased = withLeases(memoryStore())
 * const answer = await leased.lease('user123-support', { owner: 'me', milliseconds: 10_000 })
 * answer.granted // true
 */
export function withLeases(store: PrunableStore): PrunableStore & ClaimableStore
export function withLeases(store: ConversationStore): ClaimableStore
export function withLeases(store: ConversationStore): ClaimableStore {
  const { prune, records, watch } = store
  return {
    list: (options) => store.list(options),
    ...(prune === undefined ? {} : { prune: (id, options) => prune.call(store, id, options) }),
    ...(records === undefined ? {} : { records: (id, options) => records.call(store, id, options) }),
    ...(watch === undefined ? {} : { watch: (id, listener) => watch.call(store, id, listener) }),
    ...leasedMethods(store),
  }
}
