import type { ConversationRecord, ConversationStore } from '../../stores/contract/conversation-store.js'
import { ConversationRemovedError } from '../api/errors.js'
import type { Committer } from '../record/committer.js'
import { isSameConversation } from '../record/same-conversation.js'
import type { Session } from './session.js'

/** A conversation in a store, which other writers may go on with too: other tabs, other processes. */
export interface StoredConversation {
  readonly id: string
  readonly store: ConversationStore
  /** Loads what is stored now. */
  readonly load: () => Promise<Session>
}

/**
 * Calls the listener when another writer has settled a turn, and once at the beginning, since one may have gone on unheard before.
 *
 * @returns a function that stops it; undefined for a store that hears nothing of others
 */
export function watchRemoteCommits({ id, store }: StoredConversation, listener: () => void): (() => void) | undefined {
  const stop: unknown = store.watch?.(id, ({ isSettled }) => {
    if (isSettled) listener()
  })
  // A store of somebody's own that watches asynchronously hears nothing of others.
  if (stop instanceof Promise) stop.catch(() => undefined)
  if (typeof stop !== 'function') return undefined
  listener()
  return () => void Reflect.apply(stop, undefined, [])
}

/**
 * Loads what other writers have settled since the newest commit that is known here.
 *
 * @returns undefined when there is nothing new, or when a turn still runs there, which is left to those who run it
 * @throws {ConversationRemovedError} when what is stored now is another conversation; `load` tells
 */
export async function loadRemoteCommits(
  { id, store }: StoredConversation,
  { newest }: Pick<Committer, 'newest'>,
  load: () => Promise<Session>,
): Promise<Session | undefined> {
  const record = (await store.load(id, { messages: { last: 0 } }))?.record
  if (record === undefined || record.commitId === newest.commitId || record.pending.length > 0) return undefined
  const session = await load()
  return session.pending.length === 0 ? session : undefined
}

/**
 * Loads a conversation that was open before, as it is stored now.
 *
 * @param first the oldest record that is known of it, where that is none of this committer's
 * @throws {ConversationRemovedError} when what is stored is not this conversation any more
 */
export async function loadSame(
  { id, store, load }: StoredConversation,
  committer: Committer,
  first: ConversationRecord | undefined,
): Promise<Session> {
  // What is still being written would be taken for lost.
  await committer.idle
  const session = await load()
  const oldest = first ?? committer.oldest
  if (oldest === undefined) return session
  const found = session.isNew ? undefined : session.committer.newest
  if (await isSameConversation(store, { newest: committer.newest, oldest }, found)) return session
  throw new ConversationRemovedError(id)
}
