import { waitFor } from 'xstate'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { PendingMessage } from '../../stores/contract/conversation-store.js'
import { RevisionConflictError } from '../../stores/contract/revision-conflict-error.js'
import type { Conversation, ReplyStream, SendOptions, Turn } from '../api/conversation.js'
import { ConversationFacts } from '../api/conversation-facts.js'
import { ConversationClosedError, ConversationDoneError, isHarmless, NothingToRetryError } from '../api/errors.js'
import { deadlineOf } from '../record/conversation-record.js'
import { leavePending } from '../record/leave-pending.js'
import { Past, rewoundRecord } from '../record/revision-history.js'
import { ActorListeners } from './actor-listeners.js'
import { adoptedJob, type Job, JobQueue, unaskedJob } from './job-queue.js'
import type { LiveParts, LiveSendOptions } from './live-parts.js'
import { hearOthers, loadSettled } from './remote-commits.js'
import { streamReply } from './reply-stream.js'
import type { Session } from './session.js'
import { isSettled } from './snapshot-facts.js'
import { repeatedTurn, TurnRecorder } from './turn-recorder.js'

/** For failures that somebody else hears of. */
const ignore = () => undefined

/** An open conversation: sends go through one queue, and every outcome is committed before it is told. */
export class LiveConversation extends ConversationFacts implements Conversation {
  readonly id: string
  /** Settles when a conversation that was closed has written all that it had to; undefined while it is open. */
  closing: Promise<void> | undefined
  readonly #parts: LiveParts
  protected readonly listeners: ActorListeners
  readonly #sending = new Map<string, Promise<Turn>>()
  protected readonly past: Past
  #session: Session
  readonly #jobs = new JobQueue({ onFailure: (error) => this.#isRetried(error), onRest: () => this.#commitUnasked(this.actor) })
  readonly #reloading = unaskedJob(() => this.#reload())
  readonly #following = unaskedJob(() => this.#follow())
  #isClosed = false
  #openers = 1
  /** Whether it was loaded again, so that what waits here may have had its turn elsewhere. */
  #mayBeSeen = false
  /** What the newest commit holds. */
  #committed: unknown
  #failure: unknown
  #stopHearing: (() => void) | undefined

  constructor(parts: LiveParts) {
    super()
    this.id = parts.id
    this.#parts = parts
    this.#session = parts.session
    this.past = new Past(parts.store, () => this.#session.committer)
    this.listeners = new ActorListeners(parts.session.actor)
  }

  get actor() {
    return this.#session.actor
  }
  get revision() {
    return this.#session.committer.revision
  }

  /** Brings the conversation to rest and runs messages that were left pending. */
  async open(): Promise<void> {
    await this.#begin()
    this.#jobs.start()
    await this.#jobs.atRest()
    this.#assertOpen()
    if (this.#parts.reloads) this.#stopHearing = hearOthers(this.#parts, () => this.#jobs.addOnce(this.#following))
  }

  /** Takes up what is pending, starts the actor, lets an overdue timer fire, and commits what came of it. */
  async #begin(): Promise<void> {
    const { actor, pending, isNew } = this.#session
    const isTaken = (message: PendingMessage) => this.messages.some(({ id }) => id === message.id)
    const adopt = (message: PendingMessage) => adoptedJob(message, (job) => this.#takeTurn(job))
    if (pending.length > 0 || !this.#jobs.isEmpty) this.#jobs.takeUp(pending, isTaken, adopt)
    actor.start()
    const overdue = this.#deadline()
    const first = pending[0]
    if (overdue !== null && overdue <= Date.now() && (first === undefined || first.at >= overdue))
      await waitFor(actor, () => this.#deadline() !== overdue)
    await this.#settled()
    if (isNew || overdue !== this.#deadline()) await this.#commitOutcome()
    else this.#committed = actor.getSnapshot()
    actor.subscribe({ next: () => this.#commitUnasked(actor), error: (error) => this.#end(error) })
  }

  send(text: string, { id, onDelta, onStart, onEnd, interrupt = false }: LiveSendOptions = {}): Promise<Turn> {
    if (typeof text !== 'string') {
      return Promise.reject(new TalkchartError('invalid-message', `A message is a string; this is ${quote(text)}.`))
    }
    // A fresh id was never seen before.
    if (id === undefined) return this.#enqueueNew({ text, id: crypto.randomUUID(), at: Date.now() }, interrupt, onDelta, onStart, onEnd)
    const sending = this.#sending.get(id)
    if (sending !== undefined) return sending
    const seen = this.messages.find((message) => message.id === id)
    if (seen !== undefined) return Promise.resolve(repeatedTurn(this.actor, seen))
    const turn = this.#enqueueNew({ text, id, at: Date.now() }, interrupt, onDelta, onStart, onEnd)
    this.#sending.set(id, turn)
    const forget = () => this.#sending.delete(id)
    turn.then(forget, forget)
    return turn
  }

  #enqueueNew(
    message: PendingMessage,
    interrupt: boolean,
    onDelta?: (delta: string) => void,
    onStart?: () => void,
    onEnd?: () => void,
  ): Promise<Turn> {
    const turn = this.#enqueueTurn(message, onDelta, onStart, onEnd)
    if (interrupt) void this.#session.committer.idle.then(() => this.#interruptFor(message.id))
    return turn
  }

  stream(text: string, options?: SendOptions): ReplyStream {
    return streamReply(this, (onStart, onEnd) => this.send(text, { ...options, onStart, onEnd }))
  }

  interrupt(): void {
    this.#assertOpen()
    this.actor.send({ type: 'conversation.interrupt' })
  }

  retry({ onDelta }: Pick<SendOptions, 'onDelta'> = {}): Promise<Turn> {
    return this.#enqueueTurn(undefined, onDelta)
  }

  async cancel(): Promise<void> {
    this.#assertOpen()
    this.#assertGoesOn()
    const isInTurn = this.phase === 'busy' && this.actor.getSnapshot().status === 'active'
    // A turn is cut off. Anything else that is being done may put another actor in the place of this one, and is waited for.
    if (isInTurn) this.actor.send({ type: 'conversation.cancel' })
    await this.#enqueue(undefined, () => this.#cancelAtRest())
  }

  async #cancelAtRest(): Promise<void> {
    await this.#settled()
    if (this.outcome === 'cancelled') return
    this.#assertGoesOn()
    this.actor.send({ type: 'conversation.cancel' })
    await this.#commitOutcome()
  }

  rewind(turn: number): Promise<void> {
    return this.#enqueue(undefined, async () => {
      await this.#settled()
      const target = await this.past.recordOf(turn)
      await this.#session.committer.commitRecord(rewoundRecord(await this.past.newest(), target, this.#jobs.messages()))
      await this.#reload()
    })
  }

  async fork(turn: number, newId: string): Promise<void> {
    this.#assertOpen()
    await this.past.fork(turn, newId)
  }

  /** Somebody else has opened it too, and will close it. */
  share(): this {
    this.#assertOpen()
    this.#openers++
    return this
  }

  async close(): Promise<void> {
    this.#openers--
    if (this.#openers <= 0 && !this.#isClosed) {
      const waiting = this.#jobs.ownMessages
      this.#end(undefined, () => leavePending(this.#parts, waiting))
    }
    await (this.closing ?? this.#session.committer.idle)
  }

  /** Cuts the running reply off for a message that is safe in the store and still waits. */
  #interruptFor(id: string): void {
    if (this.#jobs.isWaiting(id) && !this.#isClosed) this.actor.send({ type: 'conversation.interrupt' })
  }

  #enqueueTurn(
    message: PendingMessage | undefined,
    onDelta?: (delta: string) => void,
    onStart?: () => void,
    onEnd?: () => void,
  ): Promise<Turn> {
    return this.#enqueue(message, (job) => this.#takeTurn(job, onDelta, onStart, onEnd))
  }

  /** Puts work in the queue; it stays first in it until it is done. */
  async #enqueue<Result>(message: PendingMessage | undefined, work: (job: Job) => Promise<Result>): Promise<Result> {
    this.#assertOpen()
    if (message !== undefined) this.#assertGoesOn()
    const { isWorking } = this.#jobs
    const done = this.#jobs.add(message, work)
    // When this fails, so does the commit of the turn that runs, and tells.
    if (isWorking && message !== undefined) void this.#session.committer.commitPending(this.#jobs.messages()).catch(ignore)
    return await done
  }

  /** When somebody else was first, what they did is loaded, and what failed is done there. */
  #isRetried(error: unknown): boolean {
    if (this.#isOvertaken(error)) {
      this.#reloadFirst()
      return true
    }
    if (!isHarmless(error)) this.#end(error)
    return false
  }

  #reloadFirst(): void {
    if (!this.#jobs.isFirst(this.#reloading)) this.#jobs.addFirst(this.#reloading)
  }

  async #takeTurn(job: Job, onDelta?: (delta: string) => void, onStart?: () => void, onEnd?: () => void): Promise<Turn> {
    await this.#settled()
    this.#assertOpen()
    const { message } = job
    // After a reload: whoever was first may have given this very message its turn.
    const seen = message && this.#mayBeSeen ? this.messages.find(({ id }) => id === message.id) : undefined
    if (seen !== undefined) return repeatedTurn(this.actor, seen)
    this.#assertGoesOn()
    if (message === undefined && this.phase !== 'failed') throw new NothingToRetryError(this.id, this.phase)
    onStart?.()
    const { actor, committer, gate, heard } = this.#session
    const recorder = new TurnRecorder(actor.getSnapshot().context, onDelta)
    heard.recorder = recorder
    gate.close()
    this.actor.send(message === undefined ? { type: 'conversation.retry' } : { type: 'user.message', ...message })
    const isSettledAtOnce = isSettled(this.actor.getSnapshot())
    if (!isSettledAtOnce && message !== undefined) await committer.commitPending(this.#jobs.messages())
    gate.open()
    if (!isSettledAtOnce) await this.#settled()
    heard.recorder = undefined
    onEnd?.()
    const turn = recorder.turn(actor.getSnapshot())
    await this.#commitOutcome(job)
    return turn
  }

  /** Goes on from what is stored now; what waits in the queue is judged there. */
  async #reload(): Promise<void> {
    this.actor.stop()
    await this.#adopt(await this.#parts.load())
  }

  async #adopt(session: Session): Promise<void> {
    this.#assertOpen()
    this.actor.stop()
    this.#session = session
    this.#mayBeSeen = true
    this.listeners.move(this.actor)
    await this.#begin()
  }

  /** What somebody else did is loaded. What can not be loaded now is told to whoever sends the next message. */
  async #follow(): Promise<void> {
    const session = await loadSettled(this.#parts, this.revision).catch(ignore)
    if (session !== undefined) await this.#adopt(session)
  }

  /** Whether somebody else went on with this conversation, and it is to follow. */
  #isOvertaken(error: unknown): boolean {
    return this.#parts.reloads && !this.#isClosed && error instanceof RevisionConflictError
  }

  /** Commits where the conversation has come to rest, when that is what the job has done. */
  async #commitOutcome(done?: Job): Promise<void> {
    if (this.#isClosed) throw this.#reason()
    const snapshot = this.actor.getSnapshot()
    if (snapshot.status === 'error') throw snapshot.error
    const pending = snapshot.status === 'done' ? [] : this.#jobs.messages(done)
    this.#committed = snapshot
    await this.#session.committer.commitOutcome(snapshot, pending)
  }

  /** A timer, or somebody with the actor in hand, may cause a turn that nobody has asked for here. */
  #commitUnasked(actor: LiveConversation['actor']): void {
    if (this.#jobs.isWorking || this.#isClosed || actor !== this.actor || this.#committed === actor.getSnapshot()) return
    if (!isSettled(actor.getSnapshot())) return
    void this.#commitOutcome().catch((error) => {
      if (this.#isOvertaken(error)) this.#reloadFirst()
      else this.#end(error)
    })
  }

  async #settled(): Promise<void> {
    if (this.#isClosed) throw this.#reason()
    if (isSettled(this.actor.getSnapshot())) return
    await waitFor(this.actor, (snapshot) => isSettled(snapshot))
    if (this.#isClosed) throw this.#reason()
  }

  #deadline(): number | null {
    return deadlineOf(this.actor.getSnapshot())
  }

  #assertOpen(): void {
    if (this.#isClosed) throw this.#reason()
  }

  #assertGoesOn(): void {
    if (this.outcome !== null) throw new ConversationDoneError(this.id, this.outcome)
  }

  /** Why it is closed. Made when somebody asks: an error costs more than the closing. */
  #reason(): unknown {
    this.#failure ??= new ConversationClosedError(this.id)
    return this.#failure
  }

  /** After a commit that failed, or in a machine that broke, what stands in the store is the truth: the conversation is closed. */
  #end(reason: unknown, leave: () => Promise<void> = async () => undefined): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#failure = reason
    this.#stopHearing?.()
    this.actor.stop()
    if (!this.#jobs.isEmpty) this.#jobs.reject(this.#reason())
    this.closing = this.#session.committer.idle
      .then(leave)
      .catch(ignore)
      .then(() => this.#parts.onClose())
  }
}
