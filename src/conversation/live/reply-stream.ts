import type { Conversation, ReplyStream, Turn } from '../api/conversation.js'

/** Keeps pieces that came and were not taken yet, and readers who wait for one. */
class PieceQueue {
  readonly #pieces: string[] = []
  readonly #waiting: ((piece: string | undefined) => void)[] = []
  #isOver = false
  /** Whether no piece ever came. */
  isEmpty = true

  push(piece: string): void {
    this.isEmpty = false
    const waiting = this.#waiting.shift()
    if (waiting !== undefined) waiting(piece)
    else this.#pieces.push(piece)
  }

  end(): void {
    this.#isOver = true
    for (const waiting of this.#waiting.splice(0)) waiting(undefined)
  }

  next(): Promise<string | undefined> {
    const piece = this.#pieces.shift()
    if (piece !== undefined || this.#isOver) return Promise.resolve(piece)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}

/** Streams what is said in a turn, from its start to its end, in order. */
export function streamReply(
  conversation: Pick<Conversation, 'on'>,
  send: (onStart: () => void, onEnd: () => void) => Promise<Turn>,
): ReplyStream {
  const queue = new PieceQueue()
  const stops: (() => void)[] = []
  const stopListening = () => {
    for (const stop of stops.splice(0)) stop()
  }
  const turn = send(() => stops.push(...listen(conversation, queue)), stopListening)
  const end = () => {
    stopListening()
    queue.end()
  }
  const endWith = ({ reply }: Turn) => {
    // A message that had its turn before, or elsewhere, was answered without anything being heard here.
    if (queue.isEmpty && reply !== '') queue.push(reply)
    end()
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
function listen(conversation: Pick<Conversation, 'on'>, queue: PieceQueue): readonly (() => void)[] {
  let streamed = ''
  let isFirst = true
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
    if (rest !== '') queue.push(rest)
    streamed = ''
    isFirst = false
  })
  return [deltas, messages]
}
