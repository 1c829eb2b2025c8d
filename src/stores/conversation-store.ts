import type { JsonValue } from '../diagnostics/json.js'
import type { Message } from '../model/message.js'

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

/** Where conversations are kept. Every store passes the same contract suite. */
export interface ConversationStore {
  /** The newest (or the given) revision; undefined when there is none. */
  load(id: string, options?: LoadOptions): Promise<LoadedConversation | undefined>
  /** A compare-and-set. Throws `RevisionConflictError` and writes nothing when the stored revision is not `expectedRevision`. */
  commit(id: string, commit: Commit): Promise<void>
  /** Removes every trace of the conversation; does nothing when there is none. */
  remove(id: string): Promise<void>
  /** Newest records, in code-unit order of their ids. */
  list(options?: ListOptions): Promise<readonly ConversationRecord[]>
}
