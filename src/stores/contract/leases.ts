import type { PendingInput } from './pending-input.js'

/** Asks for a lease: the right to be the one who runs a conversation's turns, for a time. */
export interface LeaseRequest {
  /** Tells people who holds it. It has no other meaning. */
  readonly owner: string
  /** How long it lasts when it is not renewed. */
  readonly milliseconds: number
}

/** Names the newest commit of a conversation. */
export interface StoredHead {
  readonly revision: number
  /** Null for a record of early versions, which has none. */
  readonly commitId: string | null
}

/** Answers a lease request. */
export type LeaseAnswer =
  | {
      readonly granted: true
      /** Tells this lease from every other. */
      readonly token: string
      /** The newest commit; null where there is none. */
      readonly head: StoredHead | null
      /** What `enqueue` has left and no commit has taken in, in the order in which it came. */
      readonly enqueued: readonly PendingInput[]
    }
  | {
      readonly granted: false
      /** The owner of the lease that lives. */
      readonly owner: string
      /** After how many milliseconds it ends if it is not renewed; null where that is not known. */
      readonly expiresIn: number | null
      readonly head: StoredHead | null
    }

/** Describes a lease that lives. */
export interface LeaseState {
  readonly owner: string
  readonly expiresIn: number | null
}

/**
 * Gives leases of conversations: who holds one runs its turns, and all others wait. Leases save calls of the model. What is stored is right without them:
 * that a commit builds on the newest one is what counts.
 */
export interface StoreLeases {
  /** Takes the lease, unless another one lives. Answers at once. The conversation need not be there yet. */
  lease(id: string, request: LeaseRequest): Promise<LeaseAnswer>
  /** Makes a lease last for so long from now. False: it is lost for good. */
  renew(id: string, token: string, milliseconds: number): Promise<boolean>
  /** Ends a lease. Does nothing when the token is not that of the newest one. */
  release(id: string, token: string): Promise<void>
}
