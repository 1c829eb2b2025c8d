import type { ServerEvent } from '../protocol/events.js'
import { isOfServer, type Problem, problemFrom } from '../protocol/problem.js'
import type { HandlerOptions } from './handler-options.js'
import type { HttpAnswer, HttpRequest } from './http-request.js'
import type { StreamLimits } from './stream-limits.js'
import { within } from './within.js'

const DEFAULT_PING = 15_000
const DEFAULT_STREAM_MILLISECONDS = 600_000
/** How long a stream waits for its first event before it begins: what is refused at once has a status of its own. */
const FIRST_EVENT_MILLISECONDS = 1_000
const PING = ': ping\n\n'

/** Headers of every stream of events. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Proxies that buffer would turn the stream into one piece.
  'x-accel-buffering': 'no',
} as const

/** How events are written. */
export interface StreamFormat<Event> {
  readonly headers: Readonly<Record<string, string>>
  /** Begins the stream. */
  readonly first: string
  /** Ends it when it has lasted as long as it may. */
  readonly bye: string
  /** Ends it when the events are over. */
  readonly last: string
  write(event: Event): string
  /** Ends it when something fails. */
  problem(problem: Problem): string
}

/** Events as a client of `conversationHandler` reads them. */
export const SERVER_EVENTS: StreamFormat<ServerEvent> = {
  headers: EVENT_STREAM_HEADERS,
  // How long a client waits before it comes back, in milliseconds.
  first: 'retry: 1000\n\n',
  bye: writeEvent({ type: 'bye', data: {} }),
  last: '',
  write: writeEvent,
  problem: (data) => writeEvent({ type: 'problem', data }),
}

/** What a stream is made for. */
interface Streamed {
  readonly request: HttpRequest
  readonly storeId: string
  readonly options: Pick<HandlerOptions, 'ping' | 'maxStreamMilliseconds' | 'onError'>
  readonly streams: StreamLimits
}

/**
 * Answers with a stream. What is refused at once is thrown, and no stream begins.
 *
 * @param begin gives the events; its signal aborts when nobody reads them any more
 */
export async function streamAnswer<Event>(
  { request, storeId, options, streams }: Streamed,
  begin: (signal: AbortSignal) => AsyncGenerator<Event, void, undefined>,
  format: StreamFormat<Event>,
): Promise<HttpAnswer> {
  const release = streams.take(storeId)
  const over = new AbortController()
  const stop = () => {
    over.abort()
    release()
  }
  request.signal.addEventListener('abort', stop, { once: true })
  try {
    const events = begin(over.signal)
    const first = events.next()
    await within(first, FIRST_EVENT_MILLISECONDS)
    return { status: 200, headers: format.headers, body: writeEvents(startingWith(first, events), options, format, stop) }
  } catch (error) {
    stop()
    throw error
  }
}

/** Writes events as a stream of server-sent events. */
async function* writeEvents<Event>(
  events: AsyncIterator<Event>,
  options: Streamed['options'],
  format: StreamFormat<Event>,
  stop: () => void,
): AsyncGenerator<string, void, undefined> {
  const { ping = DEFAULT_PING, maxStreamMilliseconds = DEFAULT_STREAM_MILLISECONDS, onError = console.error } = options
  const end = Date.now() + maxStreamMilliseconds
  try {
    yield format.first
    let next = events.next()
    for (;;) {
      const left = end - Date.now()
      const result = await within(next, Math.min(ping, left))
      if (result === undefined) {
        yield left <= ping ? format.bye : PING
        if (left <= ping) return
        continue
      }
      if (result.done) break
      yield format.write(result.value)
      next = events.next()
    }
    yield format.last
  } catch (error) {
    const problem = problemFrom(error)
    if (isOfServer(problem)) onError(error)
    yield format.problem(problem)
  } finally {
    stop()
    void events.return?.()
  }
}

/** Gives a generator its first result back. */
async function* startingWith<Item>(
  first: Promise<IteratorResult<Item, void>>,
  rest: AsyncGenerator<Item, void, undefined>,
): AsyncGenerator<Item, void, undefined> {
  try {
    for (let result = await first; !result.done; result = await rest.next()) yield result.value
  } finally {
    void rest.return()
  }
}

function writeEvent({ id, type, data }: ServerEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}
