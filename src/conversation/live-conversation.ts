import { waitFor } from 'xstate'
import { quote } from '../diagnostics/quote.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import type { Message } from '../model/message.js'
import type { PendingMessage } from '../stores/conversation-store.js'
import { RevisionConflictError } from '../stores/revision-conflict-error.js'
import { ActorListeners } from './actor-listeners.js'
import type { Conversation, ReplyStream, SendOptions, Turn } from './conversation.js'
import { ConversationFacts } from './conversation-facts.js'
import { deadlineOf } from './conversation-record.js'
import { ConversationClosedError, ConversationDoneError, isHarmless, NothingToRetryError, unlessDone } from './errors.js'
import type { Job, LiveParts, LiveSendOptions } from './live-parts.js'
import { forkConversation, recordOfTurn, rewoundRecord } from './past.js'
import { streamReply } from './reply-stream.js'
import type { Session } from './session.js'
import { isSettled, phaseOf } from './snapshot-facts.js'
import { repeatedTurn, TurnRecorder } from './turn-recorder.js'

/** For failures that somebody else hears of. */
const ignore = () => undefined

/** An open conversation: sends go through one queue, and every outcome is committed before it is told. */
export class LiveConversation extends ConversationFacts implements Conversation {
  readonly id: string
  /** Settles when a conversation that was closed has written all that it had to; undefined while it is open. */
  closing: Promise<void> | undefined
  readonly #parts: LiveParts
  readonly #listeners: ActorListeners
  readonly #sending = new Map<string, Promise<Turn>>()
  #session: Session
  readonly #jobs: Job[] = []
  #isPumping = false
  #isStale = false
  #isClosed = false
  #openers = 1
  /** What the newest commit holds. */
  #committed: unknown
  #failure: unknown

  constructor(parts: LiveParts) {
    super()
    this.id = parts.id
    this.#parts = parts
    this.#session = parts.session
    this.#listeners = new ActorListeners(parts.session.actor)
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
    await Promise.all(this.#session.pending.map((message) => this.#enqueueTurn(message).catch(unlessDone)))
  }

  /** Starts the actor, lets an overdue timer fire, and commits what came of it. */
  async #begin(): Promise<void> {
    const { actor, pending, isNew } = this.#session
    actor.start()
    const overdue = this.#deadline()
    const first = pending[0]
    if (overdue !== null && overdue <= Date.now() && (first === undefined || first.at >= overdue))
      await waitFor(actor, () => this.#deadline() !== overdue)
    await this.#settled()
    if (isNew || overdue !== this.#deadline()) await this.#commitOutcome()
    actor.subscribe({ next: () => this.#commitUnasked(actor), error: (error) => this.#end(error) })
  }

  send(text: string, { id = crypto.randomUUID(), onDelta, onStart, interrupt = false }: LiveSendOptions = {}): Promise<Turn> {
    if (typeof text !== 'string') {
      return Promise.reject(new TalkchartError('invalid-message', `A message is a string; this is ${quote(text)}.`))
    }
    const seen = this.messages.find((message) => message.id === id)
    if (seen !== undefined) return Promise.resolve(repeatedTurn(this.actor, seen))
    const sending = this.#sending.get(id)
    if (sending !== undefined) return sending
    const turn = this.#enqueueTurn({ text, id, at: Date.now() }, onDelta, onStart)
    if (interrupt) void this.#session.committer.idle.then(() => this.#interruptFor(id))
    this.#sending.set(id, turn)
    void turn.catch(() => undefined).finally(() => this.#sending.delete(id))
    return turn
  }

  stream(text: string, options?: SendOptions): ReplyStream {
    return streamReply(this, (onStart) => this.send(text, { ...options, onStart }))
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
    if (this.phase === 'done') throw new ConversationDoneError(this.id, this.outcome ?? 'completed')
    this.actor.send({ type: 'conversation.cancel' })
    if (!this.#isPumping && this.#committed !== this.actor.getSnapshot()) {
      await this.#commitOutcome().catch((error) => {
        this.#end(error)
        throw error
      })
    }
    await this.#session.committer.idle
  }

  subscribe(listener: Parameters<Conversation['subscribe']>[0]): () => void {
    return this.#listeners.add((actor) => actor.subscribe((snapshot) => listener(snapshot.context, phaseOf(snapshot))))
  }

  on: Conversation['on'] = (type, listener) => this.#listeners.add((actor) => actor.on(type, listener as never))

  async history(): Promise<readonly Message[]> {
    await this.#session.committer.idle
    const loaded = await this.#parts.store.load(this.id)
    return (loaded?.messages ?? []).map(({ message }) => message)
  }

  rewind(turn: number): Promise<void> {
    return this.#enqueue(undefined, async () => {
      await this.#settled()
      const { committer } = this.#session
      const { newest } = committer
      const target = await recordOfTurn(this.#parts.store, newest, turn)
      await committer.commitRecord(rewoundRecord(newest, target, this.#pending()))
      await this.#reload()
    })
  }

  async fork(turn: number, newId: string): Promise<void> {
    this.#assertOpen()
    await this.#session.committer.idle
    await forkConversation(this.#parts.store, await recordOfTurn(this.#parts.store, this.#session.committer.newest, turn), newId)
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
      const waiting = this.outcome === null ? this.#pending() : []
      if (waiting.length > 0) void this.#session.committer.commitPending(waiting).catch(ignore)
      this.#end(new ConversationClosedError(this.id))
    }
    await (this.closing ?? this.#session.committer.idle)
  }

  /** Cuts the running reply off for a message that is safe in the store and still waits. */
  #interruptFor(id: string): void {
    const waits = this.#jobs.some(({ message }, index) => index > 0 && message?.id === id)
    if (waits && !this.#isClosed) this.actor.send({ type: 'conversation.interrupt' })
  }

  #enqueueTurn(message: PendingMessage | undefined, onDelta?: (delta: string) => void, onStart?: () => void): Promise<Turn> {
    return this.#enqueue(message, (job) => this.#takeTurn(job, onDelta, onStart))
  }

  /** Puts work in the queue; it stays first in it until it is done. */
  #enqueue<Result>(message: PendingMessage | undefined, work: (job: Job) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#assertOpen()
      if (message !== undefined && this.outcome !== null) throw new ConversationDoneError(this.id, this.outcome)
      this.#jobs.push({ message, run: async (job) => resolve(await work(job)), reject })
      if (!this.#isPumping) void this.#pump()
      // When this fails, so does the commit of the turn that runs, and tells.
      else if (message !== undefined) void this.#session.committer.commitPending(this.#pending()).catch(ignore)
    })
  }

  /** Works through the queue, one thing at a time. */
  async #pump(): Promise<void> {
    this.#isPumping = true
    while (!this.#isClosed && (this.#isStale || this.#jobs.length > 0)) await this.#step()
    this.#isPumping = false
    // A timer may have gone off after the last outcome was taken down.
    if (this.#committed !== this.actor.getSnapshot()) this.#commitUnasked(this.actor)
  }

  async #step(): Promise<void> {
    const job = this.#jobs[0]
    try {
      if (this.#isStale) return await this.#reload()
      await job?.run(job)
    } catch (error) {
      if (this.#isOvertaken(error)) {
        this.#isStale = true
        if (job !== undefined && !this.#jobs.includes(job)) this.#jobs.unshift(job)
        return
      }
      job?.reject(error)
      if (!isHarmless(error)) this.#end(error)
    }
    this.#drop(job)
  }

  async #takeTurn(job: Job, onDelta?: (delta: string) => void, onStart?: () => void): Promise<Turn> {
    await this.#settled()
    const { message } = job
    // After a reload: whoever was first may have given this very message its turn.
    const seen = message && this.messages.find(({ id }) => id === message.id)
    if (seen !== undefined) return repeatedTurn(this.actor, seen)
    if (this.outcome !== null) throw new ConversationDoneError(this.id, this.outcome)
    if (message === undefined && this.phase !== 'failed') throw new NothingToRetryError(this.id, this.phase)
    onStart?.()
    const { committer, gate } = this.#session
    const recorder = new TurnRecorder(this.actor, onDelta)
    gate.close()
    this.actor.send(message === undefined ? { type: 'conversation.retry' } : { type: 'user.message', ...message })
    if (!isSettled(this.actor.getSnapshot()) && message !== undefined) await committer.commitPending(this.#pending())
    gate.open()
    await this.#settled()
    const turn = recorder.finish()
    this.#drop(job)
    await this.#commitOutcome()
    return turn
  }

  #drop(job: Job | undefined): void {
    if (job !== undefined && this.#jobs[0] === job) this.#jobs.shift()
  }

  /** Goes on from what is stored now; what waits in the queue is judged there. */
  async #reload(): Promise<void> {
    this.actor.stop()
    this.#session = await this.#parts.load()
    this.#isStale = false
    this.#listeners.move(this.actor)
    await this.#begin()
    const own = new Set(this.#jobs.map(({ message }) => message?.id))
    const others = this.#session.pending.filter(({ id }) => !own.has(id))
    const run = async (job: Job) => void (await this.#takeTurn(job))
    this.#jobs.unshift(...others.map((message) => ({ message, run, reject: ignore })))
  }

  /** Whether somebody else went on with this conversation, and it is to follow. */
  #isOvertaken(error: unknown): boolean {
    return this.#parts.reloads && error instanceof RevisionConflictError
  }

  /** What the user sent and no outcome tells of yet. */
  #pending(): readonly PendingMessage[] {
    return this.#jobs.flatMap(({ message }) => (message === undefined ? [] : [message]))
  }

  async #commitOutcome(): Promise<void> {
    if (this.#isClosed) throw this.#failure
    const snapshot = this.actor.getSnapshot()
    if (snapshot.status === 'error') throw snapshot.error
    const pending = snapshot.status === 'done' ? [] : this.#pending()
    this.#committed = snapshot
    await this.#session.committer.commitOutcome(snapshot, this.actor.getPersistedSnapshot(), pending)
  }

  /** A timer, or somebody with the actor in hand, may cause a turn that nobody has asked for here. */
  #commitUnasked(actor: LiveConversation['actor']): void {
    if (this.#isPumping || this.#isClosed || actor !== this.actor || !isSettled(actor.getSnapshot())) return
    void this.#commitOutcome().catch((error) => {
      if (!this.#isOvertaken(error)) return this.#end(error)
      this.#isStale = true
      if (!this.#isPumping) void this.#pump()
    })
  }

  async #settled(): Promise<void> {
    if (this.#isClosed) throw this.#failure
    await waitFor(this.actor, (snapshot) => isSettled(snapshot))
    if (this.#isClosed) throw this.#failure
  }

  #deadline(): number | null {
    return deadlineOf(this.actor.getPersistedSnapshot())
  }

  #assertOpen(): void {
    if (this.#isClosed) throw this.#failure
  }

  /** After a commit that failed, or in a machine that broke, what stands in the store is the truth: the conversation is closed. */
  #end(reason: unknown): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#failure = reason
    this.actor.stop()
    for (const job of this.#jobs.splice(0)) job.reject(reason)
    this.closing = this.#session.committer.idle.then(() => this.#parts.onClose())
  }
}
