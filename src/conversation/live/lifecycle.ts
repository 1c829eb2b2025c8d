import { waitFor } from 'xstate'
import { isSeen } from '../../machine/message-ids.js'
import type { ConversationRecord, PendingMessage } from '../../stores/contract/conversation-store.js'
import { RevisionConflictError } from '../../stores/contract/revision-conflict-error.js'
import type { ConversationPhase } from '../api/conversation.js'
import { isHarmless } from '../api/errors.js'
import type { Redact } from '../api/open-options.js'
import { leavePending } from '../record/leave-pending.js'
import type { RevisionHistory } from '../record/revision-history.js'
import { deadlineOf, phaseOf } from '../record/snapshot-facts.js'
import { ActorListeners } from './actor-listeners.js'
import { type ClosingReason, type ConversationStatus, IN_TURN, OPENING, RELOADING, RESTING, refusalOf } from './conversation-status.js'
import { HeldTimer, isDueBefore } from './held-timer.js'
import { backgroundJob, Deferred, type Job, onlyLoads } from './job.js'
import { isFinal, namedError, unlessRemoved } from './job-errors.js'
import { JobQueue } from './job-queue.js'
import type { LeaseKeeper } from './lease-keeper.js'
import { loadRemoteCommits, loadSame, type StoredConversation, watchRemoteCommits } from './remote-commits.js'
import { runTurn } from './run-turn.js'
import type { Session } from './session.js'
import { isHead, needsLease, TurnLease } from './turn-lease.js'

/** What an open conversation is made of. */
export interface LiveParts extends StoredConversation {
  /** The conversation as it was loaded for the opening. */
  readonly session: Session
  readonly past: RevisionHistory
  readonly redact: Redact | undefined
  /** Whether the conversation is loaded anew when another writer went on with it. Otherwise it is closed. */
  readonly reloads: boolean
  /** Holds the lease while something runs; undefined for a conversation without one. */
  readonly lease: LeaseKeeper | undefined
  /** Called when the conversation is closed and all of it is written. */
  readonly onClosed: () => void
}

/** Runs the life of an open conversation, from the opening to the close: its status, its session, and its jobs, one after the other. */
export class Lifecycle {
  readonly queue = new JobQueue()
  readonly listeners: ActorListeners
  readonly #parts: LiveParts
  readonly #reloading = backgroundJob(() => this.reload())
  readonly #following = backgroundJob(() => this.#follow())
  readonly #notice = () => this.listeners.notice()
  readonly #lease: TurnLease | undefined
  readonly #timer: HeldTimer | undefined
  #status: ConversationStatus = OPENING
  #session: Session
  /** The oldest record that was loaded or written, in whichever session. */
  #oldest: ConversationRecord | undefined
  #stopWatching: (() => void) | undefined

  constructor(parts: LiveParts) {
    this.#parts = parts
    this.#session = parts.session
    this.listeners = new ActorListeners(parts.session.actor)
    this.#takeIn(parts.session)
    const { lease } = parts
    if (lease === undefined) return
    lease.onLost = () => this.#lose()
    lease.isCurrent = (grant) => isHead(grant, this.#session.committer)
    this.#lease = new TurnLease(lease, parts, this.queue)
    this.#timer = new HeldTimer(this, (job) => this.#addBackground(job))
  }

  get session(): Session {
    return this.#session
  }

  /** Whether what is in memory is known to be what is stored, or on the way there. */
  get isAtHand(): boolean {
    return !this.isClosed && this.#status.name !== 'unsaved'
  }

  /** Returns what it is doing, as callers are told. What is only in memory is never told as what is. */
  get phase(): ConversationPhase {
    if (!this.isAtHand) return 'closed'
    return this.#status.name === 'reloading' ? 'busy' : phaseOf(this.#session.snapshot)
  }

  /** Returns the messages that wait for their turn. */
  get waiting(): readonly PendingMessage[] {
    const { context } = this.#session.snapshot
    return this.queue.messages().filter((input): input is PendingMessage => 'text' in input && !isSeen(context, input.id))
  }

  get status(): ConversationStatus {
    return this.#status
  }

  get isClosed(): boolean {
    return this.#status.name === 'closing' || this.#status.name === 'closed'
  }

  /** @throws the reason why the conversation was closed */
  assertOpen(): void {
    const status = this.#status
    if (status.name === 'closing' || status.name === 'closed') throw refusalOf(this.#parts.id, status.reason)
  }

  /** Resolves when everything asked for so far is written, or has failed; after a close, when all of it is done. */
  get written(): Promise<void> {
    if (this.#status.name === 'closing') return this.#status.written
    return this.#session.committer.idle
  }

  /** Brings the conversation to rest, and runs messages that were left pending. */
  async open(): Promise<void> {
    if (this.#lease !== undefined && needsLease(this.#session)) await this.#beginUnder(this.#lease)
    else await this.#begin()
    if (this.queue.isEmpty) this.#rest()
    else await this.#runJobs()
    this.assertOpen()
    if (this.#status.name === 'unsaved') throw this.#status.error
    if (this.#parts.reloads) this.#stopWatching = watchRemoteCommits(this.#parts, () => this.#addBackground(this.#following))
  }

  /** Puts a job in the queue. It runs when everything before it is done, and never in the call that adds it. */
  add(job: Job): void {
    const isWaiting = !this.queue.isEmpty
    this.queue.addLast(job)
    // What is loaded while something is written may be older than that: then a message waits in memory, until it has its turn.
    const isKept = this.isAtHand && this.#status.name !== 'reloading'
    this.#wake()
    if (job.message !== undefined) this.listeners.tell()
    if (!isWaiting || !isKept || job.message === undefined) return
    // A message that waits is stored at once. When that fails, so does the commit of the turn that runs, and tells.
    this.#session.committer.commitPending(this.queue.messages()).catch(ignore)
  }

  /** Goes on from what is stored now. What waits in the queue is judged there. */
  async reload(): Promise<void> {
    this.#lease?.hasLoaded()
    this.#become(RELOADING)
    this.#session.stop()
    await this.#replaceSession(await this.#load())
  }

  /** Goes on from what is stored when a write has failed. Otherwise does nothing. */
  async recover(): Promise<void> {
    if (this.#status.name !== 'unsaved') return
    const caller = new Deferred<void>()
    this.add({ kind: 'task', status: 'reloading', run: async () => undefined, caller })
    await caller.promise
  }

  /** Closes the conversation. What was sent and not answered stays pending in the store. */
  close(): void {
    const waiting = this.queue.sentMessages()
    const isHeld = this.#lease?.isHeld === true
    const { createdAt, timeAndIds } = this.#session.committer
    this.#end({ by: 'opener' }, () => leavePending({ ...this.#parts, isHeld, createdAt, timeAndIds }, waiting))
  }

  #addBackground(job: Job): void {
    this.queue.addOnce(job)
    this.#wake()
  }

  #wake(): void {
    if (this.#status.name === 'resting' || this.#status.name === 'unsaved') void this.#runJobs()
  }

  /** Runs jobs until none is left. */
  async #runJobs(): Promise<void> {
    const { generation } = this.queue
    const isGivenUp = () => this.queue.generation !== generation
    for (let job = this.queue.first; job !== undefined && !isGivenUp(); job = this.queue.first) {
      const losses = this.#lease?.losses
      try {
        const tell = await this.#runFirst(job)
        if (tell === undefined) continue
        // In one step, up to the look at the queue: whoever is told may send the next message, which begins a run of its own.
        this.#finish(job)
        tell()
      } catch (thrown) {
        // Otherwise who waited was told already.
        if (!isGivenUp()) this.#fail(job, namedError(thrown, this.#parts.id), losses)
      }
    }
    // What waited in the store may have had its turn elsewhere by the time when the lease was held.
    if (!isGivenUp() && this.#status.name === 'turn') this.#rest()
  }

  /** Tells that a job has failed, unless it is to be done again: another writer was first, or the lease was lost. */
  #fail(job: Job, thrown: unknown, losses: number | undefined): void {
    const error = this.#lease === undefined ? thrown : this.#lease.failureOf(thrown, losses)
    if (error === undefined) this.#session.stop()
    if (error === undefined || this.#isRepeated(error)) return
    this.#finish(job)
    job.caller?.reject(error)
  }

  /**
   * Runs the first job and returns what tells its caller; undefined when what is stored had to be loaded before: there may be others then that come
   * first.
   */
  async #runFirst(job: Job): Promise<(() => void) | undefined> {
    const isUnsaved = this.#status.name === 'unsaved'
    // What a turn came to whose lease was lost is not shown as what is: another process may have come to something else.
    const isLoading = isUnsaved || this.#lease?.isOutdated || (job.kind === 'task' && job.status === 'reloading')
    this.#become(isLoading ? RELOADING : IN_TURN)
    // No step is taken in the call that adds the job: a caller who sends a message twice at once gets one turn.
    await undefined
    if (!onlyLoads(job) && !(await this.#takeLease())) return undefined
    if (!isUnsaved) return await this.#run(job)
    await this.reload()
    return undefined
  }

  /** Does a job and returns what tells its caller. */
  async #run(job: Job): Promise<() => void> {
    if (job.kind === 'task') {
      await job.run()
      return () => job.caller?.resolve()
    }
    const turn = await runTurn(this.#session, job, { queue: this.queue, past: this.#parts.past })
    return () => job.caller?.resolve(turn)
  }

  /** Comes to rest before the caller is told: whoever hears of a turn may have the next one to ask for. */
  #finish(job: Job): void {
    this.queue.remove(job)
    if (!onlyLoads(job)) this.#lease?.succeed()
    if (this.queue.isEmpty && this.#status.name !== 'unsaved') this.#rest()
    else this.listeners.notice()
  }

  #rest(): void {
    this.#lease?.rest()
    this.#become(RESTING)
    this.#commitUnasked(this.#session)
  }

  /** Tells whether a job that failed runs again: when another writer was first, what it did is loaded, and the job is judged there. */
  #isRepeated(error: unknown): boolean {
    if (this.#parts.reloads && !this.isClosed && RevisionConflictError.isInstance(error)) {
      this.queue.addFirst(this.#reloading)
      return true
    }
    // Where the lease was lost in the middle of a turn, what is in memory is not what is stored.
    if (isHarmless(error) && !this.#lease?.isOutdated) return false
    if (isFinal(error)) this.#end({ by: 'failure', error })
    else this.#stopUnsaved(error)
    return false
  }

  /**
   * Stops after a write that failed. What is stored now nobody knows: the next job loads it. What waits is told, as it may not be stored either,
   * and would be run again and again while the store fails.
   */
  #stopUnsaved(error: unknown): void {
    if (!this.isAtHand) return
    this.#status = { name: 'unsaved', error }
    this.#session.stop()
    for (const job of this.queue.removeAll()) job.caller?.reject(error)
    this.listeners.tell()
  }

  /** Takes in what is pending in a session that was loaded, before anything runs in it. */
  #takeIn(session: Session): void {
    const { context } = session.snapshot
    this.queue.adoptStored(session.pending, ({ id }) => isSeen(context, id))
    session.committer.onWritten = this.#notice
  }

  /** Starts the actor, lets an overdue timer fire, and commits what came of it. */
  async #begin(): Promise<void> {
    const session = this.#session
    const { actor, pending, isNew } = session
    const lease = this.#lease
    this.#timer?.hold(session)
    actor.start()
    const isAsked = session.askAnew()
    const overdue = deadlineOf(session.snapshot)
    if (overdue !== null && overdue <= session.committer.timeAndIds.clock() && isDueBefore(overdue, pending[0])) {
      if (lease === undefined) await waitFor(actor, (snapshot) => deadlineOf(snapshot) !== overdue)
      else if (lease.isHeld) session.fireTimer()
    }
    if (!session.isSettled) await session.settled()
    if (isNew || isAsked || overdue !== deadlineOf(session.snapshot)) await session.commitOutcome(this.queue.messages(), this.queue.isEmpty)
    else session.markCommitted()
    actor.subscribe({ next: () => this.#commitUnasked(session), error: (error) => this.#end({ by: 'failure', error }) })
  }

  /** @throws {ConversationRemovedError} when what is stored is not this conversation any more */
  async #load(): Promise<Session> {
    const { committer } = this.#session
    const session = await loadSame(this.#parts, committer, this.#oldest)
    this.#oldest ??= committer.oldest
    return session
  }

  async #replaceSession(session: Session): Promise<void> {
    this.assertOpen()
    this.#session.stop()
    this.#session = session
    this.#takeIn(session)
    // What is loaded is told as it is, and not as something that is still to come: nobody may be told of it a second time.
    this.#become(IN_TURN)
    this.listeners.move(session.actor)
    await this.#begin()
  }

  /** Loads what another writer did. What can not be loaded now is told to whoever sends the next message. */
  async #follow(): Promise<void> {
    const session = await loadRemoteCommits(this.#parts, this.#session.committer, () => this.#load()).catch(unlessRemoved)
    if (session !== undefined) await this.#replaceSession(session)
  }

  /** Brings the conversation to rest under the lease. When that is lost meanwhile, it is waited for anew. */
  async #beginUnder(lease: TurnLease): Promise<void> {
    for (;;) {
      const { losses } = lease
      try {
        const isCurrent = await this.#takeLease()
        this.assertOpen()
        return isCurrent ? await this.#begin() : undefined
      } catch (error) {
        const failure = this.isClosed ? error : lease.failureOf(error, losses)
        if (failure !== undefined) throw failure
      }
    }
  }

  /**
   * Takes the lease, where there is one.
   *
   * @returns false when the conversation was loaded anew: what waits has to be judged there
   */
  async #takeLease(): Promise<boolean> {
    if (this.#lease === undefined) return true
    const isCurrent = await this.#lease.take(this.#session)
    if (this.isClosed || (isCurrent && !this.#lease.isOutdated)) return true
    await this.reload()
    return false
  }

  /** The lease is lost: another process may run the conversation by now. Whatever runs here is given up, and its job waits for the lease anew. */
  #lose(): void {
    if (!this.isAtHand) return
    this.#lease?.lose()
    this.#session.stop()
  }

  /** Commits a turn that no job asked for: that of a timer, or of somebody who sent an event to the actor. */
  #commitUnasked(session: Session): void {
    if (this.#status.name !== 'resting' || session !== this.#session || session.isCommitted || !session.isSettled) return
    void this.#commitOutcome(session)
  }

  async #commitOutcome(session: Session): Promise<void> {
    try {
      await session.commitOutcome(this.queue.messages())
    } catch (error) {
      if (session === this.#session && this.#isRepeated(namedError(error, this.#parts.id))) this.#wake()
    }
  }

  /**
   * Closes the conversation. After a commit that failed, and in a machine that broke, what stands in the store is the truth.
   *
   * @param finish writes what is still to be written
   */
  #end(reason: ClosingReason, finish: () => Promise<void> = async () => undefined): void {
    if (this.isClosed) return
    const { lease } = this.#parts
    lease?.close()
    const written = this.#session.committer.idle
      .then(finish)
      .catch(ignore)
      .then(() => lease?.release())
      .then(() => {
        this.#status = { name: 'closed', reason }
        this.#parts.onClosed()
      })
    this.#status = { name: 'closing', reason, written }
    this.listeners.notice()
    this.#stopWatching?.()
    this.#session.stop()
    if (reason.by === 'failure') this.listeners.tell()
    // An error costs more than the closing: it is made when somebody is refused.
    if (this.queue.isEmpty) return
    const refusal = refusalOf(this.#parts.id, reason)
    for (const job of this.queue.removeAll()) job.caller?.reject(refusal)
  }

  #become(status: ConversationStatus): void {
    if (this.isClosed) return
    this.#status = status
    this.listeners.notice()
  }
}

/** For failures that somebody else is told of. */
const ignore = (): undefined => undefined
