import { NotJsonError, takeIn } from '../../diagnostics/copy-json.js'
import type { JsonValue } from '../../diagnostics/json.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { LONGEST_NAME } from '../../machine/event-facts.js'
import type { OperatorMessageEvent, UserMessageEvent } from '../../machine/events.js'
import { isOwnId, isSeen, LONGEST_MESSAGE_ID, sentId } from '../../machine/message-ids.js'
import { totalListener } from '../../machine/total-listener.js'
import type { PendingInput } from '../../stores/contract/conversation-store.js'
import type { Conversation, ConversationPhase, ReplyStream, SendOptions, Turn } from '../api/conversation.js'
import { ConversationClosedError, ConversationDoneError, InboxFullError } from '../api/errors.js'
import { rewoundRecord } from '../record/revisions.js'
import { givenOptions } from './given-options.js'
import { interruptReply } from './interrupt-reply.js'
import { Deferred, type Job, type TaskJob, type TurnListeners } from './job.js'
import { ReadableConversation } from './readable-conversation.js'
import { streamReply } from './reply-stream.js'

/** How many messages may wait for the turn that runs. */
const MOST_WAITING = 100

/** A conversation as one caller has opened it. Turns the caller's requests into jobs of the conversation's life. */
export class ConversationOpener extends ReadableConversation implements Conversation {
  /** Called when it is closed. */
  onClosed: (() => void) | undefined
  #isClosed = false

  get phase(): ConversationPhase {
    return this.#isClosed ? 'closed' : this.#life.phase
  }

  /** @param sent the id and the time of a message that was sent before the conversation was open */
  async send(text: string, given?: SendOptions & TurnListeners, sent?: Pick<PendingInput, 'id' | 'at'>): Promise<Turn> {
    const options = givenOptions(given)
    const { id: fresh, at } = sent ?? this.#stamp(sentId)
    const { id = fresh, interrupt = false } = options
    const turn = this.#submit(options, () => {
      this.#assertText({ type: 'user.message', text, ...idOf(options) })
      return { text, id, at }
    })
    if (interrupt) void this.#life.session.committer.idle.then(() => this.#interruptFor(id))
    return await turn
  }

  async notify(type: string, payload?: JsonValue, given?: Pick<SendOptions, 'id' | 'onDelta'>): Promise<Turn> {
    const options = givenOptions(given)
    return await this.#submit(options, () => {
      const taken = this.#takenPayload(type, payload)
      const { id, at } = this.#stamp()
      return { type, ...(taken === undefined ? {} : { payload: taken }), id: options.id ?? id, at }
    })
  }

  async say(text: string, given?: Pick<SendOptions, 'id'> & { readonly name?: string }): Promise<Turn> {
    const options = givenOptions(given)
    const { id: fresh, at } = this.#stamp()
    const { id = fresh, name } = options
    return await this.#submit(options, () => {
      if (this.live.events === undefined) throw undeclared('Nobody can speak in the place of this flow: it has no "events".')
      if (name !== undefined) assertName(name)
      this.#assertText({ type: 'operator.message', text, ...idOf(options) })
      return { text, id, at, by: 'operator', ...(name === undefined ? {} : { name }) }
    })
  }

  /**
   * Gives what comes from outside its turn, when it may have one.
   *
   * @param take makes what the store keeps; throws when that is not fit
   */
  #submit(options: SendOptions & TurnListeners, take: () => PendingInput): Promise<Turn> {
    const caller = new Deferred<Turn>()
    try {
      this.#assertOpen()
      const message = take()
      const { id } = options
      const known = id === undefined ? undefined : this.#known(id, this.#total(options), caller)
      if (known !== undefined) return known
      if (id !== undefined) assertMessageId(id)
      if (this.#life.isAtHand) this.#assertNotDone()
      if (this.#life.queue.waitingCount >= MOST_WAITING) throw new InboxFullError(this.id, MOST_WAITING)
      this.#life.add({ kind: 'turn', message, listeners: this.#total(options), caller })
    } catch (error) {
      return Promise.reject(error)
    }
    return caller.promise
  }

  #assertText(message: UserMessageEvent | OperatorMessageEvent): void {
    const { text } = message
    if (typeof text !== 'string') throw invalidMessage(`A message is a string; this is ${quote(text)}.`)
    if (text.length > this.live.maxMessageLength) throw this.#tooLong(message)
  }

  /** Takes in the payload of a declared event as it is now: the caller may change the object later. */
  #takenPayload(type: string, payload: JsonValue | undefined): JsonValue | undefined {
    const { events = [] } = this.live
    if (!events.includes(type)) {
      const known = events.length === 0 ? 'It declares none' : `It declares ${quoteList(events, 'and')}`
      throw undeclared(`The flow declares no event ${quote(type)} under "events". ${known}.`)
    }
    if (payload === undefined) return undefined
    try {
      return takeIn(payload, 'the payload')
    } catch (error) {
      const problem = NotJsonError.isInstance(error) ? error.problem : 'it can not be read'
      throw new TalkchartError('event-refused', `The payload of ${quote(type)} can not be stored: ${problem}.`, { cause: error })
    }
  }

  stream(text: string, options?: SendOptions): ReplyStream {
    return streamReply(this, async (onStart, onEnd) => await this.send(text, { ...givenOptions(options), onStart, onEnd }))
  }

  async interrupt(): Promise<boolean> {
    this.#assertOpen()
    return interruptReply(this.#life)
  }

  async retry(given?: Pick<SendOptions, 'onDelta'>): Promise<Turn> {
    const { onDelta } = givenOptions(given)
    const caller = new Deferred<Turn>()
    return await this.#add({ kind: 'turn', message: undefined, listeners: this.#total({ onDelta }), caller }, caller)
  }

  async cancel(): Promise<void> {
    this.#assertOpen()
    if (this.#life.isAtHand) this.#assertNotDone()
    const isInTurn = this.phase === 'busy' && this.actor.getSnapshot().status === 'active'
    // A turn is cut off. Anything else that is being done may put another actor in the place of this one, and is waited for.
    if (isInTurn) this.actor.send({ type: 'conversation.cancel' })
    await this.#addTask('turn', () => this.#cancelAtRest())
  }

  rewind(turn: number): Promise<void> {
    return this.#rewind(turn, [])
  }

  /** Goes back, and sends a message in the same commit: nobody ever finds the one without the other. Its id is a new one. */
  async rewindAndSend(turn: number, text: string, id: string): Promise<Turn> {
    this.#assertText({ type: 'user.message', text, id })
    assertMessageId(id)
    await this.#rewind(turn, [{ text, id, at: this.#stamp().at }])
    return await this.send(text, { id })
  }

  #rewind(turn: number, sent: readonly PendingInput[]): Promise<void> {
    return this.#addTask('reloading', async () => {
      const { queue, session } = this.#life
      await session.settled()
      const target = await this.live.past.recordOf(turn)
      // It may have been closed meanwhile, and opened anew: then nothing is written from here any more.
      session.assertRunning()
      await session.committer.commitRecord((newest) => rewoundRecord(newest, target, [...queue.messages(), ...sent], this.#stamp().at))
      await this.#life.reload()
    })
  }

  async fork(turn: number, newId: string): Promise<void> {
    this.#assertOpen()
    await this.live.past.fork(turn, newId)
  }

  async close(): Promise<void> {
    if (this.#isClosed) return await this.#life.written
    this.#isClosed = true
    const closed = this.live.leave()
    this.stopListening()
    this.onClosed?.()
    await closed
  }

  /** Returns an id and the time, for what comes now. */
  #stamp(idOf = (newId: () => string) => newId()): Pick<PendingInput, 'id' | 'at'> {
    const { clock, newId } = this.#life.session.committer.timeAndIds
    return { id: idOf(newId), at: clock() }
  }

  get #life() {
    return this.live.life
  }

  /** Returns the turn of a message that was sent before; undefined for a new one. */
  #known(id: string, listeners: TurnListeners, caller: Deferred<Turn>): Promise<Turn> | undefined {
    const { queue, session } = this.#life
    // What is being sent is looked for first: in the middle of its turn, a message stands among the others already.
    const sent = queue.sentTurn(id)
    if (sent !== undefined) return sent
    if (queue.adopt(id, listeners, caller)) return caller.promise
    // What is in memory only is not taken for what is stored: then it is looked up when it is loaded.
    const isKnown = this.#life.isAtHand && (isSeen(session.snapshot.context, id) || queue.first?.message?.id === id)
    return isKnown ? this.#add({ kind: 'repeat', repeats: id, listeners, caller }, caller) : undefined
  }

  /** Lets the machine tell its listeners that a message is too long, and returns the error for its sender. */
  #tooLong(message: UserMessageEvent | OperatorMessageEvent): TalkchartError {
    this.actor.send(message)
    const longest = this.live.maxMessageLength
    return new TalkchartError(
      'message-too-long',
      `A message may have ${longest} characters; this one has ${message.text.length}. Send a shorter one, or give the flow a larger maxMessageLength.`,
    )
  }

  /** Keeps a caller's `onDelta` from breaking the turn. */
  #total(listeners: TurnListeners): TurnListeners {
    const { onDelta } = listeners
    return onDelta === undefined ? listeners : { ...listeners, onDelta: totalListener('onDelta', onDelta, this.live.report) }
  }

  /** Cuts the running reply off for a message that is safe in the store and still waits. */
  #interruptFor(id: string): void {
    if (this.#life.queue.isWaiting(id) && this.#life.isAtHand) this.actor.send({ type: 'conversation.interrupt' })
  }

  async #cancelAtRest(): Promise<void> {
    const { queue, session } = this.#life
    await session.settled()
    if (this.outcome === 'cancelled') return
    this.#assertNotDone()
    this.actor.send({ type: 'conversation.cancel' })
    await session.commitOutcome(queue.messages(), queue.isLast(queue.first))
  }

  #addTask(status: TaskJob['status'], run: () => Promise<void>): Promise<void> {
    const caller = new Deferred<void>()
    return this.#add({ kind: 'task', status, run, caller }, caller)
  }

  #add<Result>(job: Job, { promise }: Deferred<Result>): Promise<Result> {
    try {
      this.#assertOpen()
    } catch (error) {
      return Promise.reject(error)
    }
    this.#life.add(job)
    return promise
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new ConversationClosedError(this.id)
    this.#life.assertOpen()
  }

  #assertNotDone(): void {
    const { outcome } = this
    if (outcome !== null) throw new ConversationDoneError(this.id, outcome)
  }
}

function idOf({ id }: Pick<SendOptions, 'id'>): Pick<SendOptions, 'id'> {
  return id === undefined ? {} : { id }
}

function invalidMessage(message: string): TalkchartError {
  return new TalkchartError('invalid-message', message)
}

function undeclared(message: string): TalkchartError {
  return new TalkchartError('undeclared-event', message)
}

/** Refuses a person's name that is none, or that a record does not hold. */
function assertName(name: unknown): void {
  if (typeof name !== 'string') throw invalidMessage(`A person's name is a string; this is ${quote(name)}.`)
  if (name.length <= LONGEST_NAME) return
  throw invalidMessage(`A person's name has at most ${LONGEST_NAME} characters; this one has ${name.length}.`)
}

/** Tells whether a sender may give this id: not one that could be taken for one of talkchart's own, or that costs too much to remember. */
export function isSenderId(id: unknown): boolean {
  return typeof id === 'string' && id.length >= 1 && id.length <= LONGEST_MESSAGE_ID && !isOwnId(id)
}

function assertMessageId(id: unknown): void {
  if (isSenderId(id)) return
  const found = typeof id === 'string' && id.length > LONGEST_MESSAGE_ID ? `has ${id.length} characters` : `is ${quote(id)}`
  throw new TalkchartError(
    'invalid-message',
    `A message's id is a text of 1 to ${LONGEST_MESSAGE_ID} characters that does not look like an id of talkchart's own, such as "a.1", "opening", "turn-1" or "sent-…"; this ${found}. A UUID will do.`,
  )
}
