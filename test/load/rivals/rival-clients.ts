import { remoteConversation } from 'talkchart/remote'

/** How a client reaches the servers: by turns, and giving up now and then. */
export interface Reach {
  readonly fetch: typeof fetch
  readonly requests: () => number
  readonly aborts: () => number
}

/**
 * Returns a `fetch` that asks one server after the other, whatever it was asked before, and breaks requests off at random.
 *
 * @param aborted the share of requests that are broken off
 */
export function alternating(urls: readonly string[], aborted: number): Reach {
  let [requests, aborts] = [0, 0]
  const reach: typeof fetch = async (input, init = {}) => {
    const url = urls[requests % urls.length]
    requests += 1
    const broken = new AbortController()
    const signals = [broken.signal, ...(init.signal ? [init.signal] : [])]
    if (Math.random() < aborted) {
      const breakOff = () => {
        if (signals.some((signal) => signal.aborted)) return
        aborts += 1
        broken.abort()
      }
      setTimeout(breakOff, Math.random() * 120)
    }
    return await fetch(`${url}${String(input)}`, { ...init, signal: AbortSignal.any(signals) })
  }
  return { fetch: reach, requests: () => requests, aborts: () => aborts }
}

/** A client of one conversation. */
export interface Client {
  /** Sends a message until it is answered. Gives what it was told. */
  send(id: string, text: string): Promise<readonly string[]>
  close(): Promise<void>
}

/** A page's client. What it shows in the end has to be what it was told. */
export function remoteClient(id: string, { fetch: reach }: Reach): Client {
  const chat = remoteConversation({ url: '/conversations', id, fetch: reach })
  return {
    async send(messageId, text) {
      for (;;) {
        try {
          const { reply, turn } = await chat.send(text, { id: messageId })
          const shown = chat.view.messages.filter((message) => message.role === 'assistant' && message.turn === turn)
          return [reply, ...shown.map((message) => message.text)]
        } catch (error) {
          if (Object(error).retryable !== true) throw error
        }
      }
    },
    close: () => chat.close(),
  }
}

/** A client that knows of nothing but requests: it asks for JSON and for events by turns. */
export function rawClient(id: string, { fetch: reach }: Reach): Client {
  let asked = 0
  const ask = async (messageId: string, text: string): Promise<readonly string[] | undefined> => {
    asked += 1
    const wantsEvents = asked % 2 === 0
    const response = await reach(`/conversations/${id}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(wantsEvents ? { accept: 'text/event-stream' } : {}) },
      body: JSON.stringify({ id: messageId, text }),
    })
    const answer = await response.text()
    if (response.status === 404) await reach(`/conversations/${id}`, { method: 'PUT' })
    if (response.status !== 200) return undefined
    return response.headers.get('content-type') === 'application/json' ? [JSON.parse(answer).turn.reply] : readTold(answer, messageId)
  }
  return {
    async send(messageId, text) {
      for (;;) {
        const told = await ask(messageId, text).catch(() => undefined)
        if (told !== undefined) return told
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    close: async () => undefined,
  }
}

/** Returns the reply of a stream's turn, and what its client has shown of it by then; undefined where the stream was cut. */
function readTold(stream: string, messageId: string): readonly string[] | undefined {
  const events = stream.split('\n\n').map((event) => {
    const [, type, data = 'null'] = /^event: (.*)\ndata: (.*)$/m.exec(event) ?? []
    return { type, data: JSON.parse(data) }
  })
  const turn = events.find(({ type }) => type === 'turn')
  if (turn === undefined) return undefined
  const shown = events.slice(events.findLastIndex(({ type }) => type === 'begin'))
  if (shown[0]?.data.messageId !== messageId) return [turn.data.turn.reply]
  const pieces = shown.flatMap(({ type, data }) => (type === 'delta' ? [data.text] : [])).join('')
  const whole = shown.flatMap(({ type, data }) => (type === 'message' ? [data.message.text] : []))
  return [turn.data.turn.reply, ...whole, ...(pieces === '' ? [] : [pieces])]
}
