import { idleTimeout } from '../idle-timeout.js'
import type { LanguageModel, RespondRequest, UnderstandRequest } from '../language-model.js'
import { ModelError } from '../model-error.js'
import { type ModelEvent, readEvent } from './protocol.js'
import { readLines } from './read-lines.js'

const DEFAULT_TIMEOUT = 60_000
const LONGEST_ERROR_BODY = 10_000

type HeaderRecord = Readonly<Record<string, string>>

export interface HttpModelOptions {
  /** Sent with every request; a function is asked each time, for tokens that are renewed. */
  readonly headers?: HeaderRecord | (() => HeaderRecord | Promise<HeaderRecord>)
  /** In place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch
  /** Milliseconds until the answer begins, and between two pieces of it; 60 000 by default. */
  readonly timeout?: number
}

/**
 * A model behind a `modelHandler`, so that a browser uses a model whose key stays on the server. Replies are streamed;
 * failures are `ModelError`s with the codes that the server's model gave.
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

type ModelRequest = RespondRequest | UnderstandRequest

/** Makes one call; its last event, which is no delta and no error. */
async function ask(endpoint: Endpoint, request: ModelRequest, parent: AbortSignal, onDelta: (delta: string) => void): Promise<ModelEvent> {
  const headers = await requestHeaders(endpoint)
  const idle = idleTimeout(parent, endpoint.timeout)
  try {
    idle.restart()
    const response = await endpoint.fetch(endpoint.url, { method: 'POST', headers, body: JSON.stringify(request), signal: idle.signal })
    if (!response.ok) throw await statusError(response)
    return await lastEvent(response, onDelta, idle.restart)
  } catch (error) {
    if (parent.aborted) throw new ModelError('aborted', 'The call to the model was aborted.')
    if (idle.expired) throw new ModelError('timeout', `The model endpoint did not answer within ${endpoint.timeout} ms.`)
    throw error instanceof ModelError ? error : new ModelError('connection', 'The connection to the model endpoint failed.')
  } finally {
    idle.stop()
  }
}

async function requestHeaders({ headers }: Endpoint): Promise<Headers> {
  const given = typeof headers === 'function' ? await headers() : headers
  try {
    return new Headers({ ...given, 'content-type': 'application/json' })
  } catch {
    // The runtime's message quotes the value, which may be a token.
    throw new ModelError('model', `One of the headers given to httpModel can not be sent: ${Object.keys(given).join(', ')}.`)
  }
}

async function lastEvent(response: Response, onDelta: (delta: string) => void, onPiece: () => void): Promise<ModelEvent> {
  if (response.body === null) throw unexpectedAnswer()
  for await (const line of readLines(response.body)) {
    onPiece()
    const event = readEvent(line)
    if (event === undefined) throw unexpectedAnswer()
    if (event.type === 'error') throw new ModelError(event.code, event.message, event.status === null ? {} : { status: event.status })
    if (event.type !== 'delta') return event
    onDelta(event.text)
  }
  throw new ModelError('connection', 'The connection to the model endpoint was cut before the answer was complete.')
}

async function statusError(response: Response): Promise<ModelError> {
  const { status } = response
  const body = await response.text().catch(() => '')
  const event = readEvent(body.slice(0, LONGEST_ERROR_BODY))
  const detail = event?.type === 'error' ? `: ${event.message}` : '.'
  return new ModelError(status === 429 ? 'rate-limit' : 'http', `The model endpoint answered HTTP ${status}${detail}`, { status })
}

function unexpectedAnswer(): ModelError {
  return new ModelError('off-schema', 'The model endpoint answered with something that is not an answer of modelHandler.')
}
