import type { ServerEvent } from '../protocol/events.js'
import { problemFrom } from '../protocol/problem.js'
import { within } from './within.js'

export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Proxies that buffer would turn the stream into one piece.
  'x-accel-buffering': 'no',
} as const

/** How long a client waits before it comes back, in milliseconds. */
const RETRY = 'retry: 1000\n\n'
const PING = ': ping\n\n'
const BYE: ServerEvent = { type: 'bye', data: {} }

interface StreamOptions {
  /** How long nothing may be sent before a comment is, in milliseconds. */
  readonly ping: number
  /** How long the stream may be, in milliseconds. */
  readonly longest: number
  /** Ends the events when the stream does. */
  readonly stop: () => void
  readonly onError: (error: unknown) => void
}

/** Writes events as a stream of server-sent events. What the events throw is the last event. */
export async function* writeEvents(events: AsyncIterator<ServerEvent>, options: StreamOptions): AsyncGenerator<string, void, undefined> {
  const { ping, longest, stop, onError } = options
  const end = Date.now() + longest
  try {
    yield RETRY
    let next = events.next()
    for (;;) {
      const left = end - Date.now()
      const result = await within(next, Math.min(ping, left))
      if (result === undefined) {
        yield left <= ping ? writeEvent(BYE) : PING
        if (left <= ping) return
        continue
      }
      if (result.done) return
      yield writeEvent(result.value)
      next = events.next()
    }
  } catch (error) {
    const problem = problemFrom(error)
    if (problem.status === 500) onError(error)
    yield writeEvent({ type: 'problem', data: problem })
  } finally {
    stop()
    void events.return?.()
  }
}

function writeEvent({ id, type, data }: ServerEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}
