import { isSeen } from '../../machine/message-ids.js'
import type { ConversationStore, PendingInput } from '../../stores/contract/conversation-store.js'
import { LeaseLostError } from '../../stores/contract/lease-lost-error.js'
import { LeaseTooShortError } from '../api/errors.js'
import type { Redact } from '../api/open-options.js'
import { redactPending } from '../record/redact-record.js'
import { deadlineOf } from '../record/snapshot-facts.js'
import type { JobQueue } from './job-queue.js'
import type { Grant, LeaseKeeper } from './lease-keeper.js'
import type { Session } from './session.js'

interface LeasedConversation {
  readonly id: string
  readonly store: ConversationStore
  readonly redact: Redact | undefined
}

/** How often in a row a lease may be lost before its job is given up: each time, the calls of a turn are made once more. */
const MOST_LOSSES = 3

/** Takes the lease for what waits in a conversation's queue. */
export class TurnLease {
  readonly keeper: LeaseKeeper
  readonly #conversation: LeasedConversation
  readonly #queue: JobQueue
  /** What was left in the store for whoever holds the lease, by its ids. */
  #left: Set<string> | undefined
  /** How often the lease was lost since something was done under it. */
  #losses = 0
  /** Whether the lease was lost in the middle of something, so that what is in memory is not what is stored. */
  #isOutdated = false

  constructor(keeper: LeaseKeeper, conversation: LeasedConversation, queue: JobQueue) {
    this.keeper = keeper
    this.#conversation = conversation
    this.#queue = queue
  }

  get isHeld(): boolean {
    return this.keeper.token !== undefined
  }

  get losses(): number {
    return this.#losses
  }

  get isOutdated(): boolean {
    return this.#isOutdated
  }

  /** Notes that what is stored is being loaded. */
  hasLoaded(): void {
    this.#isOutdated = false
  }

  /** Notes that the lease has passed to somebody else. */
  lose(): void {
    this.#losses += 1
    this.#isOutdated = true
    this.keeper.forget()
  }

  /** Notes that something was done under the lease. */
  succeed(): void {
    this.#losses = 0
  }

  /**
   * Tells what has failed; undefined when it was the lease that was lost: then it is to be done again, under another one.
   *
   * @param before the losses when it was begun
   */
  failureOf(error: unknown, before = 0): unknown {
    if (LeaseLostError.isInstance(error) && this.#losses === before) this.lose()
    if (this.#losses === before) return error
    return this.#losses < MOST_LOSSES ? undefined : new LeaseTooShortError(this.#conversation.id, this.keeper.milliseconds, this.#losses)
  }

  /**
   * Waits for the lease, unless it is held already.
   *
   * @returns whether what is stored is what is known here. Otherwise it has to be loaded, and what waits has to be judged there
   * @throws {ConversationBusyError} when it was not to be had within the time that it may take
   */
  async take({ committer, snapshot }: Session): Promise<boolean> {
    if (this.isHeld) return true
    await committer.idle
    // As soon as the lease is held, what waits may be committed on top of this.
    const known = { revision: committer.revision, commitId: committer.commitId }
    const grant = await this.keeper.acquire(() => this.#leaveMessages())
    // Closed meanwhile, and whoever waited was told.
    if (grant === undefined) return true
    const { enqueued } = grant
    if (!isHead(grant, known)) return false
    if (enqueued.length > 0) {
      committer.takeIn(enqueued)
      this.#queue.adoptEnqueued(enqueued.filter(({ id }) => !isSeen(snapshot.context, id)))
    }
    return true
  }

  /** Ends the lease at rest. As a rule it has ended with the last commit. */
  rest(): void {
    this.#left = undefined
    if (this.isHeld) void this.keeper.release()
  }

  /** Leaves what waits in the store, for whoever runs the conversation now, so that it is not lost with this process. */
  async #leaveMessages(): Promise<void> {
    const { store } = this.#conversation
    if (store.enqueue === undefined) return
    const left = this.#left ?? new Set()
    this.#left = left
    for (const message of this.#queue.sentMessages()) {
      if (left.has(message.id)) continue
      await store.enqueue(this.#conversation.id, this.#redacted(message))
      left.add(message.id)
    }
  }

  #redacted(message: PendingInput): PendingInput {
    const { redact } = this.#conversation
    return redact === undefined ? message : redactPending(message, redact)
  }
}

/** Tells whether an opening changes something: a new conversation is begun, what waits is run, an overdue timer fires. What is at rest needs no lease. */
export function needsLease({ isNew, asksAnew, pending, snapshot, committer }: Session): boolean {
  const deadline = deadlineOf(snapshot)
  return isNew || asksAnew || pending.length > 0 || (deadline !== null && deadline <= committer.timeAndIds.clock())
}

/** Tells whether the newest commit that a lease has found is the newest one that is known here. */
export function isHead({ head }: Grant, { revision, commitId }: Pick<Session['committer'], 'revision' | 'commitId'>): boolean {
  return head === null ? revision === 0 : head.revision === revision && head.commitId === (commitId ?? null)
}
