import type { Turn } from '../../conversation/api/conversation.js'
import type { Message } from '../../model/message.js'
import type { HostEvent, HostOutcome } from '../host/channel.js'
import { newestTurn } from '../host/newest-turn.js'
import { problemOf } from '../protocol/problem.js'
import { publicError } from '../protocol/public-error.js'
import { failureChunks, type UiChunk } from './ui-chunk.js'
import { replyMessageId } from './ui-message.js'

/** Says which turn is told. */
export interface ToldTurn {
  /** The id of its user's message; undefined for whichever turn runs. */
  readonly messageId?: string | undefined
  /** What is stored already: the turn may have replies in it, from before a call that failed. */
  readonly stored: readonly Message[]
}

/** Tells one turn as chunks, until it is over. */
export async function* turnChunks(events: AsyncIterable<HostEvent>, told: ToldTurn): AsyncGenerator<UiChunk, void, undefined> {
  const writer = new TurnWriter(told.stored)
  let isTold = false
  for await (const event of events) {
    const outcome = outcomeOf(event)
    if (outcome !== undefined) return yield* writer.end(outcome.turn, told.messageId ?? newestUserId(outcome.view.messages))
    if (event.type === 'bye') return yield* failureChunks(problemOf('draining').title)
    if (event.type === 'begin') {
      // The turn of a message before it may run still.
      isTold = told.messageId === undefined || event.data.messageId === told.messageId
      if (isTold) yield* writer.begin(event.data.messageId, event.data.turn)
    } else if (isTold) yield* writer.tell(event)
  }
}

/** Returns what the turn came to; undefined while it is not over. Where its end could not be followed, where the conversation stands tells it. */
function outcomeOf(event: HostEvent): HostOutcome | undefined {
  if (event.type === 'turn') return event.data
  if (event.type !== 'snapshot' || event.data.status === 'busy' || event.data.running) return undefined
  return { turn: newestTurn(event.data), view: event.data }
}

function newestUserId(messages: readonly (Message & { readonly pending?: true })[]): string {
  return messages.findLast(({ role, pending }) => role === 'user' && pending !== true)?.id ?? 'opening'
}

/** Writes a turn as one message of the page, and begins it anew where what was written does not hold. */
class TurnWriter {
  readonly #stored: readonly Message[]
  /** Replies of the turn that are stored already. */
  #before: readonly Message[] = []
  #isBegun = false
  #texts: string[] = []
  #textId = 0
  #isOpen = false
  /** The parts beside the text, which go with it when it begins anew. */
  readonly #data = new Map<string, UiChunk>()

  constructor(stored: readonly Message[]) {
    this.#stored = stored
  }

  /** Begins the message; a second time, its turn is run anew. */
  *begin(userId: string, turn: number): Generator<UiChunk, void, undefined> {
    if (this.#isBegun) {
      this.#data.clear()
      return yield* this.#again(this.#before.map(({ text }) => text))
    }
    this.#isBegun = true
    this.#before = this.#stored.filter((message) => message.role === 'assistant' && message.by === undefined && message.turn === turn)
    yield { type: 'start', messageId: replyMessageId(userId) }
    yield { type: 'start-step' }
    for (const { text } of this.#before) yield* this.#whole(text)
  }

  *tell(event: HostEvent): Generator<UiChunk, void, undefined> {
    if (event.type === 'delta') yield* this.#delta(event.data.text)
    else if (event.type === 'message') yield* this.#message(event.data.message)
    else if (event.type === 'suggestions') {
      yield this.#keep({ type: 'data-suggestions', id: 'suggestions', data: { items: event.data.items } })
    } else if (event.type === 'state') {
      const { state, from, transition } = event.data
      yield this.#keep({ type: 'data-state', id: 'state', data: { state, from, transition } })
    }
  }

  /** Ends the message with what was stored, whatever was told of it before. */
  *end(turn: Turn, userId: string): Generator<UiChunk, void, undefined> {
    if (!this.#isBegun) yield* this.begin(userId, turn.turn)
    const earlier = this.#before.filter(({ id }) => !turn.replies.some((reply) => reply.id === id))
    const texts = [...earlier, ...turn.replies].map(({ text }) => text)
    const isSame = !this.#isOpen && texts.length === this.#texts.length && texts.every((text, index) => text === this.#texts[index])
    if (!isSame) yield* this.#again(texts)
    const { turn: number, state, transition, phase, outcome, usage, error } = turn
    const messageMetadata = { turn: number, state }
    yield { type: 'data-turn', id: 'turn', data: { turn: number, state, transition, phase, outcome, usage } }
    yield { type: 'finish-step' }
    if (error !== null) return yield* failureChunks(publicError(error).message, messageMetadata)
    const isInterrupted = turn.replies.some(({ interrupted }) => interrupted)
    if (isInterrupted) yield { type: 'abort', reason: 'interrupted' }
    yield { type: 'finish', finishReason: isInterrupted ? 'interrupted' : 'stop', messageMetadata }
  }

  *#delta(delta: string): Generator<UiChunk, void, undefined> {
    if (!this.#isOpen) yield* this.#openText()
    this.#texts.push(`${this.#texts.pop() ?? ''}${delta}`)
    yield { type: 'text-delta', id: this.#id, delta }
  }

  *#message({ text, id }: Message): Generator<UiChunk, void, undefined> {
    if (this.#before.some((message) => message.id === id)) return
    if (!this.#isOpen) return yield* this.#whole(text)
    const told = this.#texts.at(-1) ?? ''
    if (!text.startsWith(told)) return yield* this.#again([...this.#texts.slice(0, -1), text])
    if (text.length > told.length) yield* this.#delta(text.slice(told.length))
    yield this.#closeText()
  }

  *#whole(text: string): Generator<UiChunk, void, undefined> {
    yield* this.#openText()
    yield* this.#delta(text)
    yield this.#closeText()
  }

  /** Takes back what was told, and tells this. */
  *#again(texts: readonly string[]): Generator<UiChunk, void, undefined> {
    // An unfinished text is dropped too.
    this.#isOpen = false
    this.#texts = []
    yield { type: 'reset-step' }
    yield* this.#data.values()
    for (const text of texts) yield* this.#whole(text)
  }

  *#openText(): Generator<UiChunk, void, undefined> {
    this.#textId += 1
    this.#isOpen = true
    this.#texts.push('')
    yield { type: 'text-start', id: this.#id }
  }

  #closeText(): UiChunk {
    this.#isOpen = false
    return { type: 'text-end', id: this.#id }
  }

  #keep(chunk: UiChunk): UiChunk {
    this.#data.set(chunk.type, chunk)
    return chunk
  }

  get #id(): string {
    return `text-${this.#textId}`
  }
}
