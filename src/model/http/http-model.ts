import { type IdleTimeout, idleTimeout } from '../idle-timeout.js'
import type { LanguageModel } from '../language-model.js'
import { ModelError, retryAfter } from '../model-error.js'
import { readLines } from '../read-lines.js'
import { redact } from '../redact.js'
import { type ErrorEvent, isBeginningOfEvent, type ModelEvent, type ModelRequest, readEvent } from './protocol.js'

const DEFAULT_TIMEOUT = 60_000
const LONGEST_ERROR_BODY = 10_000
const JSON_TYPE = 'application/json'

type HeaderRecord = Readonly<Record<string, string>>

/** Says how a `modelHandler` is reached. */
export interface HttpModelOptions {
  /** Sent with every request; a function is asked each time, for tokens that are renewed. */
  readonly headers?: HeaderRecord | (() => HeaderRecord | Promise<HeaderRecord>)
  /** In place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch
  /** Milliseconds until the answer begins, the function `headers` included, and between two pieces of it; 60 000 by default. */
  readonly timeout?: number
}

/**
 * Makes a model behind a `modelHandler`, so that a browser uses a model whose key stays on the server. Replies are streamed;
 * failures are `ModelError`s with the codes that the server's model gave. A request names the state and the data that it was made from,
 * so that a handler which has the flow makes it anew and lets the page put no words of its own into it.
 *
 * @example const served = httpModel('/api/model')
 */
export function httpModel(url: string | URL, options: HttpModelOptions = {}): LanguageModel {
  const endpoint: Endpoint = {
    url: String(url),
    headers: options.headers ?? {},
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    timeout: options.timeout ?? DEFAULT_TIMEOUT,
  }
  return {
    async respond(request, { signal, onDelta }) {
      const event = await ask(endpoint, request, signal, onDelta)
      if (event.type !== 'reply') throw unexpectedAnswer()
      return { text: event.text, usage: event.usage }
    },
    async understand(request, { signal }) {
      const event = await ask(endpoint, request, signal, () => undefined)
      if (event.type !== 'understood') throw unexpectedAnswer()
      return { value: event.value, usage: event.usage }
    },
  }
}

interface Endpoint {
  readonly url: string
  readonly headers: NonNullable<HttpModelOptions['headers']>
  readonly fetch: typeof globalThis.fetch
  readonly timeout: number
}

/** Makes one call; its last event, which is no delta and no error. */
async function ask(endpoint: Endpoint, request: ModelRequest, parent: AbortSignal, onDelta: (delta: string) => void): Promise<ModelEvent> {
  const idle = idleTimeout(parent, endpoint.timeout)
  idle.restart()
  try {
    return await idle.race(send(endpoint, request, idle, onDelta))
  } catch (error) {
    if (parent.aborted) throw new ModelError('aborted', 'The call to the model was aborted.')
    if (idle.expired) throw new ModelError('timeout', `The model endpoint did not answer within ${endpoint.timeout} ms.`)
    throw ModelError.isInstance(error) ? error : new ModelError('connection', 'The connection to the model endpoint failed.')
  } finally {
    idle.stop()
  }
}

async function send(endpoint: Endpoint, request: ModelRequest, idle: IdleTimeout, onDelta: (delta: string) => void): Promise<ModelEvent> {
  const headers = await requestHeaders(endpoint)
  const { signal } = idle
  const response = await endpoint.fetch(endpoint.url, { method: 'POST', headers, body: JSON.stringify(request), signal })
  const secrets = [...headers.values()].filter((value) => value !== JSON_TYPE)
  if (!response.ok) throw await statusError(response, secrets)
  idle.restart()
  const hear = (delta: string) => {
    if (!signal.aborted) onDelta(delta)
  }
  return await lastEvent(response, hear, idle.restart, secrets)
}

async function requestHeaders({ headers }: Endpoint): Promise<Headers> {
  const given = typeof headers === 'function' ? await givenHeaders(headers) : headers
  try {
    return new Headers({ ...given, 'content-type': JSON_TYPE })
  } catch {
    // The runtime's message quotes the value, which may be a token.
    throw new ModelError('model', `One of the headers given to httpModel can not be sent: ${Object.keys(given).join(', ')}.`)
  }
}

async function givenHeaders(headers: () => HeaderRecord | Promise<HeaderRecord>): Promise<HeaderRecord> {
  try {
    return await headers()
  } catch (cause) {
    throw new ModelError('model', 'The function headers given to httpModel failed.', { cause })
  }
}

async function lastEvent(
  response: Response,
  onDelta: (delta: string) => void,
  onPiece: () => void,
  secrets: readonly string[],
): Promise<ModelEvent> {
  if (response.body === null) throw unexpectedAnswer()
  for await (const { text, complete } of readLines(response.body)) {
    if (text.trim() === '') continue
    onPiece()
    const event = readEvent(text)
    if (event === undefined && !complete && isBeginningOfEvent(text)) break
    if (event === undefined) throw unexpectedAnswer()
    if (event.type === 'error') throw eventError(event, secrets)
    if (event.type !== 'delta') return event
    onDelta(event.text)
  }
  throw new ModelError('connection', 'The connection to the model endpoint was cut before the answer was complete.')
}

function eventError({ code, message, status, retryAfter, usage }: ErrorEvent, secrets: readonly string[]): ModelError {
  return new ModelError(code, redact(message, secrets), { status: status ?? undefined, retryAfter, usage })
}

async function statusError(response: Response, secrets: readonly string[]): Promise<ModelError> {
  const { status, headers } = response
  const body = await response.text().catch(() => '')
  const event = readEvent(body.slice(0, LONGEST_ERROR_BODY))
  const detail = event?.type === 'error' ? `: ${redact(event.message, secrets)}` : '.'
  const message = `The model endpoint answered HTTP ${status}${detail}`
  return new ModelError(status === 429 ? 'rate-limit' : 'http', message, { status, retryAfter: retryAfter((name) => headers.get(name)) })
}

function unexpectedAnswer(): ModelError {
  return new ModelError('off-schema', 'The model endpoint answered with something that is not an answer of modelHandler.')
}
