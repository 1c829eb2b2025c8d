import type { LanguageModel } from '../language-model.js'
import { answerStream, type CallLimits } from './answer-stream.js'
import { decideOrigin, preflightHeaders } from './origin.js'
import { type ErrorEvent, EVENT_STREAM_TYPE, type ModelRequest, type RequestProblem } from './protocol.js'
import { readBody } from './read-body.js'

const DEFAULT_MAX_BYTES = 1_048_576
/** Whoever sends a thousand different names fills no log. */
const MOST_PROBLEMS_TOLD = 100

/** Describes a request that was refused for where it comes from. */
export interface HandlerProblem {
  readonly type: 'origin' | 'host'
  /** What was refused and what to do where that is wrong, in one sentence. */
  readonly message: string
}

/** Holds what every handler of model requests can be told. */
export interface ServeOptions {
  /** Pages of other origins that may call: `['https://app.example.com']`, or `['*']`. The handler's own origin always may. */
  readonly allowedOrigins?: readonly string[]
  /**
   * The hosts that requests may name: `['app.example.com', 'localhost:3000']`. Without it every name is taken, also one that a hostile
   * page lets point at your server (DNS rebinding).
   */
  readonly allowedHosts?: readonly string[]
  /** The longest body taken, in bytes; 1 MiB by default. */
  readonly maxBytes?: number
  /** The most tokens that an answer may have; unlimited by default. The model is told, and has to heed it, as `openaiModel` does. */
  readonly maxOutputTokens?: number
  /**
   * Who may call: true, false (answered with 401) or an answer of your own. Runs before the body is read, and must
   * leave it unread. Without it, everyone may who is not a page of another origin.
   */
  readonly authorize?: (request: Request) => boolean | Response | Promise<boolean | Response>
  /** Told every failure in full; the other side gets its code and status only. `console.error` by default. */
  readonly onError?: (error: unknown) => void
  /** Told once for each origin and host that was refused, as it may be yours; `console.warn` by default. */
  readonly onProblem?: (problem: HandlerProblem) => void
}

/** How a handler makes a model request of a body. */
export interface RequestReader {
  readonly read: (body: string) => ModelRequest | RequestProblem
  /** Whether the words of the request are the caller's. */
  readonly untrusted: boolean
}

interface Handler extends Pick<ServeOptions, 'maxBytes' | 'maxOutputTokens' | 'authorize'> {
  readonly model: LanguageModel
  readonly reader: RequestReader
  readonly onError: (error: unknown) => void
}

/** Serves a model: a Fetch API handler, Request in and Response out. */
export function serveRequests(model: LanguageModel, reader: RequestReader, options: ServeOptions): (request: Request) => Promise<Response> {
  const handler: Handler = { ...options, model, reader, onError: options.onError ?? console.error }
  const tell = tellOnce(options.onProblem ?? (({ message }) => console.warn(`talkchart: ${message}`)))
  return async (request) => {
    const { refused, headers } = decideOrigin(request, options)
    if (refused !== undefined) {
      tell(refused)
      return withHeaders(
        refusal(403, `Requests to this ${refused.type === 'host' ? 'host' : 'model from pages of this origin'} are refused.`),
        headers,
      )
    }
    const response = await answer(handler, request).catch((error: unknown) => {
      handler.onError(error)
      return refusal(500, 'The request could not be handled.')
    })
    return withHeaders(response, headers)
  }
}

function tellOnce(onProblem: (problem: HandlerProblem) => void): (problem: HandlerProblem) => void {
  const told = new Set<string>()
  return (problem) => {
    if (told.has(problem.message) || told.size >= MOST_PROBLEMS_TOLD) return
    told.add(problem.message)
    onProblem(problem)
  }
}

async function answer({ model, reader, maxBytes = DEFAULT_MAX_BYTES, authorize, onError, maxOutputTokens }: Handler, request: Request) {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: preflightHeaders(request) })
  if (request.method !== 'POST') return withHeaders(refusal(405, 'A model request is a POST.'), { allow: 'POST, OPTIONS' })
  if (!isJson(request)) return refusal(415, 'A model request has the content type application/json.')
  const permission = authorize === undefined || (await authorize(request))
  if (permission instanceof Response) return permission
  if (!permission) return refusal(401, 'The model may not be used without authorization.')
  const body = await readBody(request, maxBytes)
  if (body === undefined) return refusal(413, `A model request may have ${maxBytes} bytes.`)
  const modelRequest = reader.read(body)
  if ('problem' in modelRequest) return refusal(400, modelRequest.problem)
  const limits: CallLimits = { ...(reader.untrusted && { untrusted: true }), ...(maxOutputTokens !== undefined && { maxOutputTokens }) }
  return new Response(answerStream(model, modelRequest, request.signal, limits, onError), {
    // Proxies that buffer would turn the stream into one piece.
    headers: {
      'content-type': EVENT_STREAM_TYPE,
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    },
  })
}

/** Also keeps other sites' forms out, which can not send this content type. */
function isJson(request: Request): boolean {
  return /^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')
}

function refusal(status: number, message: string): Response {
  return Response.json({ type: 'error', code: 'http', status, message } satisfies ErrorEvent, { status })
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  const merged = new Headers(response.headers)
  for (const [name, value] of Object.entries(headers)) merged.append(name, value)
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers: merged })
}
