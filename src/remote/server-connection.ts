import type { ServerEvent } from '../server/protocol/events.js'
import type { Problem } from '../server/protocol/problem.js'
import { readEvents } from './read-events.js'
import { RemoteConversationError } from './remote-error.js'

const MOST_ATTEMPTS = 8
const FIRST_WAIT = 100
const LONGEST_WAIT = 2_000

/** Holds the headers of each request, or makes them for each, such as one with a token that is fresh. */
export type RemoteHeaders =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>)

export interface RemoteRequest {
  readonly method: 'GET' | 'PUT' | 'POST'
  /** What follows the conversation's own URL. */
  readonly path: string
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** Sends requests about one conversation. */
export class ServerConnection {
  readonly #url: string
  readonly #headers: RemoteHeaders
  readonly #fetch: typeof fetch

  constructor(url: string, headers: RemoteHeaders, ownFetch: typeof fetch) {
    this.#url = url
    this.#headers = headers
    this.#fetch = ownFetch
  }

  /** Reads JSON. @throws {RemoteConversationError} */
  async json<Answer>(request: RemoteRequest): Promise<Answer> {
    return await (await this.#send(request)).json()
  }

  /** Reads JSON of what may not be there. @throws {RemoteConversationError} */
  async find<Answer>(request: RemoteRequest): Promise<Answer | undefined> {
    const response = await this.#send(request)
    return response.status === 204 ? undefined : await response.json()
  }

  /** Reads events until the stream ends. @throws {RemoteConversationError} */
  async *events(request: RemoteRequest): AsyncGenerator<ServerEvent, void, undefined> {
    const response = await this.#send({ ...request, headers: { accept: 'text/event-stream', ...request.headers } })
    // A stream that is over already has no body.
    if (response.body !== null && response.status === 200) yield* readEvents(response.body)
  }

  async #send({ method, path, body, headers, signal }: RemoteRequest): Promise<Response> {
    const own = typeof this.#headers === 'function' ? await this.#headers() : this.#headers
    const response = await this.#fetch(this.#url + path, {
      method,
      headers: { ...own, ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    }).catch(() => {
      // Whoever closed it is told that, and not how the request ended.
      signal.throwIfAborted()
      throw new RemoteConversationError()
    })
    if (response.ok) return response
    const { status } = response
    const unknown = { code: 'http', title: `The server answered with ${status}.`, status, retryable: status >= 500 || status === 429 }
    throw problemError({ ...unknown, ...(await response.json().catch(() => ({}))) })
  }
}

/**
 * Does what is harmless to repeat, until it succeeds or is refused for good, 8 times at most.
 *
 * @param isTaken tells whether it is known to have arrived, so that it is not given up
 * @throws what it throws in the end
 */
export async function repeatedly<Result>(signal: AbortSignal, work: () => Promise<Result>, isTaken?: () => boolean): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      const { retryable = true, retryAfter = 0 }: Partial<RemoteConversationError> = Object(error)
      if (signal.aborted || !retryable || (attempt >= MOST_ATTEMPTS && !isTaken?.())) throw error
      await pause(Math.max(retryAfter, waitAfter(attempt)), signal)
    }
  }
}

/** How long to wait after so many failures, in milliseconds: longer each time, and never all clients at once. */
export function waitAfter(failures: number): number {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1)) * (0.5 + Math.random() / 2)
}

export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
  })
}

/** Makes the error of a problem, whether it came as an answer or as an event. */
export function problemError({
  code,
  title,
  status,
  retryable,
  retryAfter = 0,
}: Omit<Problem, 'type' | 'code'> & { readonly code: string }): RemoteConversationError {
  return new RemoteConversationError(code, title, { status, retryable, retryAfter: retryAfter * 1000 })
}
