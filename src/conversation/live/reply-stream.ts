import type { Conversation, ReplyStream, Turn } from '../api/conversation.js'
import { ReplyRestartedError } from '../api/reply-restarted-error.js'

/** Keeps pieces that came and were not taken yet, and readers who wait for one. What was taken can not be taken back. */
class PieceQueue {
  readonly #conversationId: string
  readonly #waiting: (() => void)[] = []
  #pieces: string[] = []
  #taken = ''
  /** What was taken already and has to come again, when the reply was begun anew. */
  #expected = ''
  #isOver = false
  #error: ReplyRestartedError | undefined

  constructor(conversationId: string) {
    this.#conversationId = conversationId
  }

  /** Begins anew: what comes now has to begin with what was taken. */
  restart(): void {
    this.#pieces = []
    this.#expected = this.#taken
  }

  push(piece: string): void {
    if (this.#isOver) return
    const known = Math.min(piece.length, this.#expected.length)
    const rest = piece.slice(known)
    const isKept = this.#expected.startsWith(piece.slice(0, known))
    this.#expected = this.#expected.slice(known)
    if (rest !== '') this.#pieces.push(rest)
    if (!isKept) this.#fail()
    else if (rest !== '') this.#wake()
  }

  /** Ends with what was recorded. What was heard of a reply that failed is recorded nowhere. */
  endWith({ reply, phase }: Turn): void {
    if (this.#isOver) return
    const isKept = reply.startsWith(this.#taken)
    if (!isKept && phase !== 'failed') this.#fail()
    else if (isKept && this.#taken + this.#pieces.join('') !== reply)
      this.#pieces = [reply.slice(this.#taken.length)].filter((rest) => rest !== '')
    this.end()
  }

  end(): void {
    this.#isOver = true
    this.#wake()
  }

  /** @throws {ReplyRestartedError} when what was taken is not what is said */
  async next(): Promise<string | undefined> {
    while (this.#pieces.length === 0 && !this.#isOver) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    if (this.#error !== undefined) throw this.#error
    const piece = this.#pieces.shift()
    this.#taken += piece ?? ''
    return piece
  }

  #fail(): void {
    this.#pieces = []
    this.#error = new ReplyRestartedError(this.#conversationId)
    this.end()
  }

  #wake(): void {
    for (const waiting of this.#waiting.splice(0)) waiting()
  }
}

/** Streams what is said in a turn, from its start to its end, in order. */
export function streamReply(
  conversation: Pick<Conversation, 'id' | 'on'>,
  send: (onStart: (said: string) => void, onEnd: () => void) => Promise<Turn>,
): ReplyStream {
  const queue = new PieceQueue(conversation.id)
  const stops: (() => void)[] = []
  const stopListening = () => {
    for (const stop of stops.splice(0)) stop()
  }
  const start = (said: string) => {
    stopListening()
    queue.restart()
    queue.push(said)
    stops.push(...listen(conversation, queue, said === ''))
  }
  const turn = send(start, stopListening)
  const end = () => {
    stopListening()
    queue.end()
  }
  const endWith = (result: Turn) => {
    stopListening()
    queue.endWith(result)
  }
  turn.then(endWith, end)
  return {
    turn,
    async *[Symbol.asyncIterator]() {
      for (let piece = await queue.next(); piece !== undefined; piece = await queue.next()) yield piece
      // A rejected turn is the reader's too.
      await turn
    },
  }
}

/** Queues the model's pieces, and replies that were said in one piece. A blank line stands between two replies. */
function listen(conversation: Pick<Conversation, 'on'>, queue: PieceQueue, isNew: boolean): readonly (() => void)[] {
  let streamed = ''
  let isFirst = isNew
  const separate = () => {
    if (streamed === '' && !isFirst) queue.push('\n\n')
  }
  const deltas = conversation.on('reply.delta', ({ delta }) => {
    separate()
    streamed += delta
    queue.push(delta)
  })
  const messages = conversation.on('assistant.message', ({ message }) => {
    separate()
    const rest = message.text.startsWith(streamed) ? message.text.slice(streamed.length) : ''
    queue.push(rest)
    streamed = ''
    isFirst = false
  })
  return [deltas, messages]
}
