/**
 * Names what waits to be done in a conversation: a timer that will be due, messages (or an opening) whose turn is not over, a turn whose call failed.
 */
export type DueKind = 'timer' | 'pending' | 'failed'

/** Says which conversations are due: by when, and for what. */
export interface DueOptions {
  /** Due at or before this time, in milliseconds since the epoch: when the timer ends, or when what waits was stored. */
  readonly before: number
  /** All by default. */
  readonly kinds?: readonly DueKind[]
}

/** Says what is claimed. */
export interface ClaimOptions {
  /** The name of the flow whose conversations are claimed. */
  readonly flow: string
  /** At most so many. */
  readonly limit: number
  /** For so long nobody else is given them. */
  readonly holdMilliseconds: number
  /** The time by which they are due, in milliseconds since the epoch; now by default. */
  readonly now?: number
}

/** Names a conversation in which something is to be done, and was given to one who asked. */
export interface DueClaim {
  readonly id: string
  readonly kind: DueKind
  /** How often it was claimed before without any progress. */
  readonly attempts: number
  /** The newest revision; 0 for what can not be read. */
  readonly revision: number
}

/** Says when a conversation is given to somebody again. */
export interface PutOff {
  /** Milliseconds since the epoch; null for never, until its next commit. */
  readonly until: number | null
  readonly attempts: number
  /** The newest revision; with any other one nothing is put off: something new has happened. */
  readonly revision: number
}

/** Gives conversations in which something is due to one who asks, one after the other. It saves work; what is done is still done under the lease. */
export interface StoreClaims {
  /**
   * Finds conversations that are due, and whose lease nobody holds. What is claimed is put off at once for everybody, and counts as an attempt, so
   * that one which ends each process that takes it up is seen.
   */
  claimDue(options: ClaimOptions): Promise<readonly DueClaim[]>
  /**
   * Puts a conversation off. Every commit ends that, and sets the attempts to 0; only one that leaves the same turn failed keeps them.
   */
  putOff(id: string, putOff: PutOff): Promise<void>
}

/** Holds what waits in a conversation, and since or until when. */
export interface DueWork {
  readonly kind: DueKind
  readonly at: number
}
