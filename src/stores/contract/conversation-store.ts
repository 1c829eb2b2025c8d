import type { JsonValue } from '../../diagnostics/json.js'
import type { Message } from '../../model/message.js'

/** One message of a conversation, as stored and as shown. */
export type StoredMessage = Message

/** A user's message that was received and whose turn is not over. */
export interface PendingMessage {
  readonly text: string
  readonly id: string
  readonly at: number
}

/** Everything a store keeps of one conversation at one revision, apart from its messages. Plain JSON. */
export interface ConversationRecord {
  /** The version of this format. */
  readonly format: 1
  readonly id: string
  readonly flow: { readonly name: string; readonly version: string; readonly hash: string }
  /** The store's count of commits: 1 for the first. */
  readonly revision: number
  /** The machine's persisted snapshot without its messages; null until the opening is spoken. */
  readonly snapshot: JsonValue
  readonly pending: readonly PendingMessage[]
  /** When a timer is due, in milliseconds since the epoch. */
  readonly deadline: number | null
  /** How many messages the conversation has at this revision. */
  readonly messageCount: number
  readonly turn: number
  readonly phase: 'busy' | 'listening' | 'failed' | 'done'
  readonly createdAt: number
  readonly updatedAt: number
}

/** A message and its place in the conversation, counted from 0. */
export interface MessageRow {
  readonly position: number
  readonly message: StoredMessage
}

export interface LoadOptions {
  /** An earlier revision; the newest by default. */
  readonly revision?: number
  /** Only so many of the newest messages; all by default. */
  readonly messages?: { readonly last: number }
}

export interface LoadedConversation {
  readonly record: ConversationRecord
  /** In order; the last row is at `record.messageCount - 1`. */
  readonly messages: readonly MessageRow[]
}

export interface Commit {
  /** Unique to this commit; repeating a commit that was already written succeeds and writes nothing. */
  readonly commitId: string
  /** The revision this commit builds on; 0 for a new conversation. `record.revision` is one more. */
  readonly expectedRevision: number
  readonly record: ConversationRecord
  /**
   * Messages new at this revision. A row at a position that an earlier revision also has replaces it from this
   * revision on; the earlier revision keeps its own.
   */
  readonly messages: readonly MessageRow[]
}

export interface ListOptions {
  /** Ids greater than this one, in code-unit order. */
  readonly after?: string
  /** 100 by default. */
  readonly limit?: number
  /** Only conversations with a deadline at or before this time (milliseconds since the epoch). */
  readonly dueBefore?: number
}

export interface PruneOptions {
  /** How many of the newest revisions are kept: a whole number from 1 on. */
  readonly keepRevisions: number
}

/** Somebody else's commit. */
export interface StoreChange {
  readonly revision: number
  /** Whether a turn is over; false while messages wait for theirs. */
  readonly isSettled: boolean
}

/** Where conversations are kept. Every store passes the same contract suite. */
export interface ConversationStore {
  /** The newest (or the given) revision; undefined when there is none. */
  load(id: string, options?: LoadOptions): Promise<LoadedConversation | undefined>
  /**
   * A compare-and-set. Throws `RevisionConflictError` and writes nothing when the stored revision is not `expectedRevision`, unless this very
   * commit made a revision that is still kept.
   */
  commit(id: string, commit: Commit): Promise<void>
  /** Removes every trace of the conversation; does nothing when there is none. */
  remove(id: string): Promise<void>
  /** Newest records, in code-unit order of their ids. */
  list(options?: ListOptions): Promise<readonly ConversationRecord[]>
  /**
   * Forgets all but the newest revisions, and the messages that no kept revision has. What is kept loads as before; what is forgotten is as
   * if it had never been there. Gives how many revisions were forgotten. A store that can not forget has no such method.
   */
  prune?(id: string, options: PruneOptions): Promise<number>
  /**
   * Calls the listener after each commit to a conversation that was made through another instance of the store: another tab. Gives a function
   * that stops it. A store that hears nothing of others has no such method.
   */
  watch?(id: string, listener: (change: StoreChange) => void): () => void
}

/** A store that can forget old revisions, as all of talkchart's can. */
export interface PrunableStore extends ConversationStore {
  prune(id: string, options: PruneOptions): Promise<number>
}

/** A store that hears of commits made through other instances of it: other tabs. */
export interface WatchableStore extends ConversationStore {
  watch(id: string, listener: (change: StoreChange) => void): () => void
}
