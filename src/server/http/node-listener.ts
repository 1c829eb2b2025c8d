import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ConversationHandler } from './fetch-handler.js'
import { type HttpAnswer, type HttpRequest, MOST_WAITING_BYTES } from './http-request.js'

/** What Express and its like add to a request. */
interface FrameworkRequest extends IncomingMessage {
  /** The URL before a router took its part of the path off. */
  readonly originalUrl?: string
  /** The body where a parser has read it already. */
  readonly body?: unknown
}

/** Answers requests of Node's own servers, and of frameworks that stand on them. */
export type NodeListener = (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void) => void

/**
 * Makes a listener for `node:http` and for Express of a `conversationHandler`. Requests outside the handler's `basePath` are passed on where there is a
 * `next`.
 *
 * @example
 * import { createServer } from 'node:http'
 * import { conversationHandler, conversationHost, nodeListener } from 'talkchart/server'
 * const host = conversationHost({ flow, model, store })
 * const server = createServer(nodeListener(conversationHandler({ host, authorize: 'anyone' })))
 */
export function nodeListener({ core }: ConversationHandler): NodeListener {
  return (request, response, next) => {
    const url = urlOf(request)
    if (next !== undefined && !core.serves(url)) return next()
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const answered = core.answer(requestOf(request, url, gone.signal)).then((answer) => send(response, answer, gone.signal))
    // Whoever has sent something on this response already leaves nothing to answer.
    answered.catch(() => response.destroy())
  }
}

function urlOf({ originalUrl, url = '/' }: FrameworkRequest): string {
  return originalUrl ?? url
}

function requestOf(request: FrameworkRequest, url: string, signal: AbortSignal): HttpRequest {
  return {
    method: request.method ?? 'GET',
    url,
    header(name) {
      const value = request.headers[name.toLowerCase()]
      return value === undefined ? null : String(value)
    },
    text: (maxBytes) => readText(request, maxBytes),
    signal,
    source: request,
  }
}

async function readText(request: FrameworkRequest, maxBytes: number): Promise<string | undefined> {
  const { body } = request
  if (body !== undefined) return parsedText(request, maxBytes)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return undefined
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function parsedText({ body, headers }: FrameworkRequest, maxBytes: number): string | undefined {
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body.toString() : JSON.stringify(body)
  // Express 4 leaves an empty object where there was no body.
  if (text === '{}' && headers['content-type'] === undefined) return ''
  return Buffer.byteLength(text) > maxBytes ? undefined : text
}

async function send(response: ServerResponse, { status, headers, body }: HttpAnswer, gone: AbortSignal): Promise<void> {
  // Whoever is sent elsewhere should not come back on this connection; nor is the rest of a body read that is too long.
  if (status === 503 || status === 413) response.shouldKeepAlive = false
  response.writeHead(status, headers)
  if (typeof body === 'string') return void response.end(body)
  for await (const piece of body) {
    if (gone.aborted) return
    response.write(piece)
    if (response.writableLength > MOST_WAITING_BYTES) return void response.destroy()
  }
  response.end()
}
