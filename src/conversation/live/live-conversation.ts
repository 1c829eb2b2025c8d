import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { PendingMessage } from '../../stores/contract/conversation-store.js'
import type { Conversation, ReplyStream, SendOptions, Turn } from '../api/conversation.js'
import { ConversationDoneError } from '../api/errors.js'
import { RevisionHistory, rewoundRecord } from '../record/revision-history.js'
import { Deferred, type Job, type TaskJob, type TurnListeners } from './job.js'
import { Lifecycle, type LiveParts } from './lifecycle.js'
import { ReadableConversation } from './readable-conversation.js'
import { streamReply } from './reply-stream.js'
import { repeatedTurn } from './turn-recorder.js'

/** Turns the requests of callers into jobs of the conversation's life. */
export class LiveConversation extends ReadableConversation implements Conversation {
  readonly id: string
  readonly #life: Lifecycle
  protected readonly past: RevisionHistory
  #openers = 1

  constructor(parts: LiveParts) {
    super()
    this.id = parts.id
    this.#life = new Lifecycle(parts)
    this.past = new RevisionHistory(parts.store, () => this.#life.session.committer)
  }

  get actor() {
    return this.#life.session.actor
  }
  get revision() {
    return this.#life.session.committer.revision
  }
  get isClosed() {
    return this.#life.isClosed
  }
  /** Resolves when everything asked for so far is written, or has failed. */
  get written() {
    return this.#life.written
  }
  protected get listeners() {
    return this.#life.listeners
  }

  open(): Promise<void> {
    return this.#life.open()
  }

  send(text: string, options: SendOptions & TurnListeners = {}): Promise<Turn> {
    if (typeof text !== 'string') {
      return Promise.reject(new TalkchartError('invalid-message', `A message is a string; this is ${quote(text)}.`))
    }
    const { id, interrupt = false } = options
    // A fresh id was never seen before.
    if (id === undefined) return this.#sendNew({ text, id: crypto.randomUUID(), at: Date.now() }, options, interrupt)
    // What is being sent is looked for first: in the middle of its turn, a message stands among the others already.
    const sent = this.#life.queue.sentJob(id)?.caller?.promise
    if (sent !== undefined) return sent
    const answered = this.messages.find((message) => message.id === id)
    if (answered !== undefined) return Promise.resolve(repeatedTurn(this.actor.getSnapshot(), answered))
    return this.#sendNew({ text, id, at: Date.now() }, options, interrupt)
  }

  stream(text: string, options?: SendOptions): ReplyStream {
    return streamReply(this, (onStart, onEnd) => this.send(text, { ...options, onStart, onEnd }))
  }

  interrupt(): void {
    this.#life.assertOpen()
    this.actor.send({ type: 'conversation.interrupt' })
  }

  retry({ onDelta }: Pick<SendOptions, 'onDelta'> = {}): Promise<Turn> {
    const caller = new Deferred<Turn>()
    return this.#add({ kind: 'turn', message: undefined, listeners: { onDelta }, caller }, caller)
  }

  async cancel(): Promise<void> {
    this.#life.assertOpen()
    this.#assertNotDone()
    const isInTurn = this.phase === 'busy' && this.actor.getSnapshot().status === 'active'
    // A turn is cut off. Anything else that is being done may put another actor in the place of this one, and is waited for.
    if (isInTurn) this.actor.send({ type: 'conversation.cancel' })
    await this.#addTask('turn', () => this.#cancelAtRest())
  }

  rewind(turn: number): Promise<void> {
    return this.#addTask('reloading', async () => {
      const { queue, session } = this.#life
      await session.settled()
      const target = await this.past.recordOf(turn)
      await session.committer.commitRecord(rewoundRecord(await this.past.newest(), target, queue.messages()))
      await this.#life.reload()
    })
  }

  async fork(turn: number, newId: string): Promise<void> {
    this.#life.assertOpen()
    await this.past.fork(turn, newId)
  }

  /** Counts one more opener, who will close the conversation too. */
  share(): this {
    this.#life.assertOpen()
    this.#openers++
    return this
  }

  async close(): Promise<void> {
    this.#openers--
    if (this.#openers <= 0) this.#life.close()
    await this.written
  }

  #sendNew(message: PendingMessage, listeners: TurnListeners, interrupt: boolean): Promise<Turn> {
    const caller = new Deferred<Turn>()
    const turn = this.#add({ kind: 'turn', message, listeners, caller }, caller)
    if (interrupt) void this.#life.session.committer.idle.then(() => this.#interruptFor(message.id))
    return turn
  }

  /** Cuts the running reply off for a message that is safe in the store and still waits. */
  #interruptFor(id: string): void {
    if (this.#life.queue.isWaiting(id) && !this.isClosed) this.actor.send({ type: 'conversation.interrupt' })
  }

  async #cancelAtRest(): Promise<void> {
    const { queue, session } = this.#life
    await session.settled()
    if (this.outcome === 'cancelled') return
    this.#assertNotDone()
    this.actor.send({ type: 'conversation.cancel' })
    await session.commitOutcome(queue.messages())
  }

  #addTask(status: TaskJob['status'], run: () => Promise<void>): Promise<void> {
    const caller = new Deferred<void>()
    return this.#add({ kind: 'task', status, run, caller }, caller)
  }

  #add<Result>(job: Job, { promise }: Deferred<Result>): Promise<Result> {
    try {
      this.#life.assertOpen()
      if (job.message !== undefined) this.#assertNotDone()
    } catch (error) {
      return Promise.reject(error)
    }
    this.#life.add(job)
    return promise
  }

  #assertNotDone(): void {
    const { outcome } = this
    if (outcome !== null) throw new ConversationDoneError(this.id, outcome)
  }
}
