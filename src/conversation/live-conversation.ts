import { type ActorRefFrom, waitFor } from 'xstate'
import type { ConversationMachine } from '../compile/index.js'
import { quote } from '../diagnostics/quote.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import type { Message } from '../model/message.js'
import type { ConversationStore, PendingMessage } from '../stores/conversation-store.js'
import type { Committer } from './committer.js'
import type { Conversation, ReplyStream, SendOptions, Turn } from './conversation.js'
import { deadlineOf } from './conversation-record.js'
import { ConversationClosedError, ConversationDoneError } from './errors.js'
import type { Gate } from './gate.js'
import { streamReply } from './reply-stream.js'
import { isSettled, phaseOf } from './snapshot-facts.js'
import { outcomeOf, repeatedTurn, TurnRecorder } from './turn-recorder.js'

/** `onStart` is called when the message's own turn begins, after those that it waited for. */
interface LiveSendOptions extends SendOptions {
  readonly onStart?: () => void
}

/** One thing to do when the conversation is at rest. */
interface Job {
  /** The message that is sent; undefined for a retry. */
  readonly message: PendingMessage | undefined
  readonly onDelta: ((delta: string) => void) | undefined
  readonly onStart: (() => void) | undefined
  readonly resolve: (turn: Turn) => void
  readonly reject: (error: unknown) => void
}

export interface LiveParts {
  readonly id: string
  readonly actor: ActorRefFrom<ConversationMachine>
  readonly store: ConversationStore
  readonly committer: Committer
  readonly gate: Gate
  readonly onClose: () => void
}

/** An open conversation: sends go through one queue, and every outcome is committed before it is told. */
export class LiveConversation implements Conversation {
  readonly id: string
  readonly actor: ActorRefFrom<ConversationMachine>
  readonly #parts: LiveParts
  readonly #jobs: Job[] = []
  readonly #sending = new Map<string, Promise<Turn>>()
  #isPumping = false
  #isClosed = false
  #failure: unknown

  constructor(parts: LiveParts) {
    this.id = parts.id
    this.actor = parts.actor
    this.#parts = parts
    parts.actor.on('message.added', ({ message, position }) => parts.committer.add({ message, position }))
  }

  get #context() {
    return this.actor.getSnapshot().context
  }
  get state() {
    return this.#context.state
  }
  get phase() {
    return phaseOf(this.actor.getSnapshot())
  }
  get data() {
    return this.#context.data
  }
  get messages() {
    return this.#context.messages
  }
  get turn() {
    return this.#context.turn
  }
  get visits() {
    return this.#context.visits
  }
  get usage() {
    return this.#context.usage
  }
  get error() {
    return this.#context.error
  }
  get outcome() {
    return outcomeOf(this.actor.getSnapshot())
  }
  get revision() {
    return this.#parts.committer.revision
  }

  /** Starts the actor, lets an overdue timer fire, runs messages that were left pending, and commits. */
  async open(pending: readonly PendingMessage[], isNew: boolean): Promise<void> {
    this.actor.start()
    const overdue = this.#deadline()
    const first = pending[0]
    if (overdue !== null && overdue <= Date.now() && (first === undefined || first.at >= overdue)) await this.#firing(overdue)
    await this.#settled()
    if (isNew || overdue !== this.#deadline()) await this.#commitOutcome()
    this.actor.subscribe({ next: () => this.#commitUnasked(), error: (error) => this.#fail(error) })
    await Promise.all(pending.map((message) => this.#enqueue(message)))
  }

  send(text: string, { id = crypto.randomUUID(), onDelta, onStart, interrupt = false }: LiveSendOptions = {}): Promise<Turn> {
    if (typeof text !== 'string') {
      return Promise.reject(new TalkchartError('invalid-message', `A message is a string; this is ${quote(text)}.`))
    }
    const seen = this.#context.messages.find((message) => message.id === id)
    if (seen !== undefined) return Promise.resolve(repeatedTurn(this.actor, seen))
    const sending = this.#sending.get(id)
    if (sending !== undefined) return sending
    const turn = this.#enqueue({ text, id, at: Date.now() }, onDelta, onStart)
    if (interrupt) void this.#parts.committer.idle.then(() => this.#interruptFor(id))
    this.#sending.set(id, turn)
    void turn.catch(() => undefined).finally(() => this.#sending.delete(id))
    return turn
  }

  stream(text: string, options?: SendOptions): ReplyStream {
    return streamReply(this.actor, (onStart) => this.send(text, { ...options, onStart }))
  }

  interrupt(): void {
    this.#assertOpen()
    this.actor.send({ type: 'conversation.interrupt' })
  }

  retry({ onDelta }: Pick<SendOptions, 'onDelta'> = {}): Promise<Turn> {
    return this.#enqueue(undefined, onDelta)
  }

  async cancel(): Promise<void> {
    this.#assertOpen()
    if (this.phase === 'done') throw new ConversationDoneError(this.id, this.outcome ?? 'completed')
    this.actor.send({ type: 'conversation.cancel' })
    if (!this.#isPumping) await this.#commitOutcome()
    await this.#parts.committer.idle
  }

  subscribe(listener: Parameters<Conversation['subscribe']>[0]): () => void {
    const subscription = this.actor.subscribe((snapshot) => listener(snapshot.context, phaseOf(snapshot)))
    return () => subscription.unsubscribe()
  }

  on: Conversation['on'] = (type, listener) => {
    const subscription = this.actor.on(type, listener as never)
    return () => subscription.unsubscribe()
  }

  async history(): Promise<readonly Message[]> {
    await this.#parts.committer.idle
    const loaded = await this.#parts.store.load(this.id)
    return (loaded?.messages ?? []).map(({ message }) => message)
  }

  async close(): Promise<void> {
    this.#end(new ConversationClosedError(this.id))
    await this.#parts.committer.idle
  }

  /** Cuts the running reply off for a message that is safe in the store and still waits. */
  #interruptFor(id: string): void {
    const waits = this.#jobs.some(({ message }, index) => index > 0 && message?.id === id)
    if (waits && !this.#isClosed) this.actor.send({ type: 'conversation.interrupt' })
  }

  #enqueue(message: PendingMessage | undefined, onDelta?: (delta: string) => void, onStart?: () => void): Promise<Turn> {
    return new Promise((resolve, reject) => {
      this.#assertOpen()
      this.#jobs.push({ message, onDelta, onStart, resolve, reject })
      if (!this.#isPumping) void this.#pump()
      else if (message !== undefined) void this.#parts.committer.commitPending(() => this.#pending()).catch((error) => this.#fail(error))
    })
  }

  /** Works through the queue, one turn at a time. */
  async #pump(): Promise<void> {
    this.#isPumping = true
    for (let job = this.#jobs[0]; job !== undefined && !this.#isClosed; job = this.#jobs[0]) {
      try {
        const turn = await this.#run(job)
        job.resolve(turn)
      } catch (error) {
        job.reject(error)
        if (!(error instanceof ConversationDoneError)) this.#fail(error)
      }
      if (this.#jobs[0] === job) this.#jobs.shift()
    }
    this.#isPumping = false
  }

  async #run({ message, onDelta, onStart }: Job): Promise<Turn> {
    await this.#settled()
    if (this.outcome !== null) throw new ConversationDoneError(this.id, this.outcome)
    onStart?.()
    const recorder = new TurnRecorder(this.actor, onDelta)
    this.#parts.gate.close()
    this.actor.send(message === undefined ? { type: 'conversation.retry' } : { type: 'user.message', ...message })
    if (!isSettled(this.actor.getSnapshot()) && message !== undefined) {
      await this.#parts.committer.commitPending(() => this.#pending())
    }
    this.#parts.gate.open()
    await this.#settled()
    const turn = recorder.finish()
    this.#jobs.shift()
    await this.#commitOutcome()
    return turn
  }

  /** What the user sent and no outcome tells of yet. */
  #pending(): readonly PendingMessage[] {
    return this.#jobs.flatMap(({ message }) => (message === undefined ? [] : [message]))
  }

  async #commitOutcome(): Promise<void> {
    const snapshot = this.actor.getSnapshot()
    if (snapshot.status === 'error') throw snapshot.error
    const pending = snapshot.status === 'done' ? [] : this.#pending()
    await this.#parts.committer.commitOutcome(snapshot, this.actor.getPersistedSnapshot(), pending)
  }

  /** A timer, or somebody with the actor in hand, may cause a turn that nobody has asked for here. */
  #commitUnasked(): void {
    if (this.#isPumping || this.#isClosed || !isSettled(this.actor.getSnapshot())) return
    void this.#commitOutcome().catch((error) => this.#fail(error))
  }

  async #settled(): Promise<void> {
    if (this.#isClosed) throw this.#failure
    await waitFor(this.actor, (snapshot) => isSettled(snapshot))
    if (this.#isClosed) throw this.#failure
  }

  #deadline(): number | null {
    return deadlineOf(this.actor.getPersistedSnapshot())
  }

  async #firing(deadline: number): Promise<void> {
    await waitFor(this.actor, () => this.#deadline() !== deadline)
  }

  #assertOpen(): void {
    if (this.#isClosed) throw this.#failure
  }

  /** A commit that failed, or a machine that broke: what stands in the store is the truth, so the conversation is closed. */
  #fail(error: unknown): void {
    this.#end(error)
  }

  #end(reason: unknown): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#failure = reason
    this.actor.stop()
    for (const job of this.#jobs.splice(0)) job.reject(reason)
    this.#parts.onClose()
  }
}
