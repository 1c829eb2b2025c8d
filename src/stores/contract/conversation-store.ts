import type { JsonValue } from '../../diagnostics/json.js'
import type { Message } from '../../model/message.js'
import type { DueOptions, StoreClaims } from './claims.js'
import type { LeaseState, StoreLeases } from './leases.js'
import type { PendingInput } from './pending-input.js'

export type { ClaimOptions, DueClaim, DueKind, DueOptions, PutOff, StoreClaims } from './claims.js'
export type { LeaseAnswer, LeaseRequest, LeaseState, StoredHead, StoreLeases } from './leases.js'
export type { PendingEvent, PendingInput, PendingMessage } from './pending-input.js'

/** Holds one message of a conversation as stored. Those of early versions may have no id. */
export type StoredMessage = Omit<Message, 'id'> & {
  readonly id?: string
  /** The first transition that a user's message fired, null when none did. It is missing in what was stored before messages had it. */
  readonly transition?: string | null
}

/** Holds everything that a store keeps of one conversation at one revision, apart from its messages. Plain JSON. */
export interface ConversationRecord {
  /** The version of this format. */
  readonly format: 1
  readonly id: string
  readonly flow: { readonly name: string; readonly version: string; readonly hash: string }
  /** The store's count of commits: 1 for the first. */
  readonly revision: number
  /** The commit that made this revision. It is missing in what was stored before records had it. */
  readonly commitId?: string
  /** The machine's persisted snapshot without its messages; null until the opening is spoken. */
  readonly snapshot: JsonValue
  readonly pending: readonly PendingInput[]
  /** When a timer is due, in milliseconds since the epoch. */
  readonly deadline: number | null
  /** How many messages the conversation has at this revision. */
  readonly messageCount: number
  readonly turn: number
  readonly phase: 'busy' | 'listening' | 'failed' | 'done'
  readonly createdAt: number
  readonly updatedAt: number
}

/** Holds a message and its place in the conversation, counted from 0. */
export interface MessageRow {
  readonly position: number
  readonly message: StoredMessage
}

/** Says which revision of a conversation is loaded, with how many of its messages. */
export interface LoadOptions {
  /** An earlier revision; the newest by default. */
  readonly revision?: number
  /** Only so many of the newest messages; all by default. */
  readonly messages?: { readonly last: number }
}

/** Holds a conversation as loaded from a store: its record, and its messages in order. */
export interface LoadedConversation {
  readonly record: ConversationRecord
  /** In order; the last row is at `record.messageCount - 1`. */
  readonly messages: readonly MessageRow[]
  /** The lease that lives; null for none. Only with the newest revision, of a store that has leases. */
  readonly lease?: LeaseState | null
  /** What `enqueue` has left and no commit has taken in. Only with the newest revision, and only where there is something. */
  readonly enqueued?: readonly PendingInput[]
}

/** Describes one change of a conversation, which a store writes as a whole or not at all. */
export interface Commit {
  /** Unique to this commit; repeating a commit that was already written succeeds and writes nothing. The stored record carries it. */
  readonly commitId: string
  /** The revision this commit builds on; 0 for a new conversation. `record.revision` is one more. */
  readonly expectedRevision: number
  /**
   * The `commitId` of the record this commit builds on; null for a new conversation, and for a record without one. A revision is only a count:
   * a conversation that was removed and begun anew may have the same one.
   */
  readonly expectedCommitId: string | null
  readonly record: ConversationRecord
  /**
   * Messages new at this revision. A row at a position that an earlier revision also has replaces it from this
   * revision on; the earlier revision keeps its own.
   */
  readonly messages: readonly MessageRow[]
  /** The lease under which it is made: it is refused with `LeaseLostError` while another lease lives. Without one it is judged by what it builds on alone. */
  readonly token?: string
  /** Ends the lease of the token in the same write. */
  readonly release?: boolean
  /** The ids of what `enqueue` has left and this commit takes in: they are no longer enqueued then. */
  readonly taken?: readonly string[]
}

/** Says which records a store lists: after which id, how many at most, and due before when. */
export interface ListOptions {
  /** Ids greater than this one, in code-unit order. */
  readonly after?: string
  /** 100 by default. */
  readonly limit?: number
  /** Only conversations with a deadline at or before this time (milliseconds since the epoch). */
  readonly dueBefore?: number
  /** Only conversations in which something waits to be done since that time. */
  readonly due?: DueOptions
}

/** Says how many of the revisions of one conversation are kept. */
export interface PruneOptions {
  /** How many of the newest revisions are kept: a whole number from 1 on. */
  readonly keepRevisions: number
}

/** Names the records that are read together. */
export interface RecordsOptions {
  /** The newest revision wanted. */
  readonly through: number
  /** At most so many. */
  readonly limit: number
}

/** Describes somebody else's commit. */
export interface StoreChange {
  readonly revision: number
  /** Whether a turn is over; false while messages wait for theirs. */
  readonly isSettled: boolean
}

/** Keeps conversations. Every store passes the same contract suite. */
export interface ConversationStore extends Partial<StoreLeases>, Partial<StoreClaims> {
  /** Names the place where it keeps conversations: stores of the same key are one to `useConversation`, so that they may be made in a component. */
  readonly key?: string
  /** The newest (or the given) revision; undefined when there is none. */
  load(id: string, options?: LoadOptions): Promise<LoadedConversation | undefined>
  /**
   * A compare-and-set. Throws `RevisionConflictError` and writes nothing when the newest stored revision is not `expectedRevision`, or was not
   * made by `expectedCommitId`; unless this very commit made a revision that is still kept. With a `token` it throws `LeaseLostError` while another
   * lease lives. The record is stored with `commitId`, whatever
   * `record.commitId` says.
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
   * Reads the records of the revisions that are kept, from one back, the newest first; none where nothing is kept. They end before a damaged one,
   * which is thrown when it is the first. A store without this method is asked for one revision after the other.
   */
  records?(id: string, options: RecordsOptions): Promise<readonly ConversationRecord[]>
  /**
   * Calls the listener after each commit to a conversation that was made through another instance of the store: another tab. Gives a function
   * that stops it. A store that hears nothing of others has no such method.
   */
  watch?(id: string, listener: (change: StoreChange) => void): () => void
  /**
   * Keeps what came for a conversation while another process holds its lease, beside its revisions, until a commit takes it in. What is enqueued
   * already, by its id, stays as it is. A store without this method leaves it to the sender to try again.
   */
  enqueue?(id: string, input: PendingInput): Promise<void>
}

/** Keeps conversations in a store that has leases and keeps what comes meanwhile, as all of talkchart's do. */
export interface LeasableStore extends ConversationStore, StoreLeases {
  lease: StoreLeases['lease']
  renew: StoreLeases['renew']
  release: StoreLeases['release']
  enqueue(id: string, input: PendingInput): Promise<void>
}

/** Keeps conversations in a store that gives those in which something is due to workers. */
export interface ClaimableStore extends LeasableStore, StoreClaims {
  claimDue: StoreClaims['claimDue']
  putOff: StoreClaims['putOff']
}

/** Keeps conversations in a store that can forget old revisions, as all of talkchart's can. */
export interface PrunableStore extends ConversationStore {
  prune(id: string, options: PruneOptions): Promise<number>
}

/** Keeps conversations in a store that hears of commits made through other instances of it: other tabs. */
export interface WatchableStore extends ConversationStore {
  watch(id: string, listener: (change: StoreChange) => void): () => void
}
