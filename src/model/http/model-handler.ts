import type { LanguageModel } from '../language-model.js'
import { answerStream } from './answer-stream.js'
import { decideOrigin, preflightHeaders } from './origin.js'
import { type ErrorEvent, EVENT_STREAM_TYPE, readRequest } from './protocol.js'
import { readBody } from './read-body.js'

const DEFAULT_MAX_BYTES = 1_048_576

export interface ModelHandlerOptions {
  /** Pages of other origins that may call: `['https://app.example.com']`, or `['*']`. The handler's own origin always may. */
  readonly allowedOrigins?: readonly string[]
  /** The longest body taken, in bytes; 1 MiB by default. */
  readonly maxBytes?: number
  /**
   * Who may call: true, false (answered with 401) or an answer of your own. Runs before the body is read, and must
   * leave it unread. Without it, everyone may who is not a page of another origin.
   */
  readonly authorize?: (request: Request) => boolean | Response | Promise<boolean | Response>
  /** Told every failure in full; the other side gets its code and status only. `console.error` by default. */
  readonly onError?: (error: unknown) => void
}

/**
 * Serves a model to `httpModel`: a Fetch API handler, Request in and Response out. The caller decides what the model is
 * told, so whoever may call uses the model as they like: give `authorize`, and limit the rate, on a public site.
 *
 * @example
 * const openai = openaiModel({ model: 'gpt-5-mini' })
 * const handler = modelHandler(openai, { authorize: ({ headers }) => headers.get('authorization') === 'Bearer ana' })
 */
export function modelHandler(model: LanguageModel, options: ModelHandlerOptions = {}): (request: Request) => Promise<Response> {
  const onError = options.onError ?? console.error
  return async (request) => {
    const origin = decideOrigin(request, options.allowedOrigins ?? [])
    if (!origin.allowed) return withHeaders(refusal(403, 'Pages of this origin may not use the model.'), origin.headers)
    const response = await answer(model, request, options, onError).catch((error: unknown) => {
      onError(error)
      return refusal(500, 'The request could not be handled.')
    })
    return withHeaders(response, origin.headers)
  }
}

async function answer(
  model: LanguageModel,
  request: Request,
  { maxBytes = DEFAULT_MAX_BYTES, authorize = () => true }: ModelHandlerOptions,
  onError: (error: unknown) => void,
): Promise<Response> {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: preflightHeaders(request) })
  if (request.method !== 'POST') return withHeaders(refusal(405, 'A model request is a POST.'), { allow: 'POST, OPTIONS' })
  if (!isJson(request)) return refusal(415, 'A model request has the content type application/json.')
  const permission = await authorize(request)
  if (permission instanceof Response) return permission
  if (!permission) return refusal(401, 'The model may not be used without authorization.')
  const body = await readBody(request, maxBytes)
  if (body === undefined) return refusal(413, `A model request may have ${maxBytes} bytes.`)
  const modelRequest = readRequest(body)
  if ('problem' in modelRequest) return refusal(400, modelRequest.problem)
  return new Response(answerStream(model, modelRequest, request.signal, onError), {
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
