import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { isOfServer, type Problem, ProblemError, problemFrom } from '../protocol/problem.js'
import { answerOf, emptyAnswer } from './answers.js'
import type { AskedAction, HandlerOptions, HandlerRequest, Permission } from './handler-options.js'
import type { HttpAnswer, HttpRequest } from './http-request.js'
import { originHeaders, preflightHeaders, REFUSED_HEADERS } from './origin.js'
import { isUnder, MethodError } from './routes.js'
import { StreamLimits } from './stream-limits.js'

/** Answers requests, whatever server they come through. */
export interface HandlerCore {
  /** Tells whether a URL is one of this handler's. */
  serves(url: string): boolean
  /** Answers a request. Never rejects. */
  answer(request: HttpRequest): Promise<HttpAnswer>
}

/** The options that decide who may ask, and how much. */
export type GuardOptions = Pick<
  HandlerOptions,
  'host' | 'authorize' | 'rateLimit' | 'allowedOrigins' | 'allowedHosts' | 'maxStreams' | 'maxStreamsTotal' | 'onError'
>

/** What a service has for its requests. */
export interface Gate {
  readonly basePath: string
  readonly streams: StreamLimits
  /**
   * Asks whether something may be done.
   *
   * @param isServed whether it is served at all
   * @returns the id that the store knows the conversation by, or the answer of the server's own code
   * @throws {ProblemError} `unauthorized`, `forbidden`, `rate-limit`
   */
  permit(request: HandlerRequest, asked: AskedAction, isServed?: boolean): Promise<string | HttpAnswer>
}

/** What is served under a path, in whichever protocol. */
export interface Service {
  /** The function that users know it by. */
  readonly name: string
  readonly basePath: string
  readonly methods: string
  answer(request: HttpRequest, gate: Gate): Promise<HttpAnswer>
  /** Tells that a request was refused, or failed. */
  refuse(problem: Problem, headers: Readonly<Record<string, string>>): HttpAnswer
}

/**
 * Checks the options, and makes what answers a service's requests.
 *
 * @throws {TalkchartError} `invalid-options`
 */
export function handlerCore(options: GuardOptions, service: Service): HandlerCore {
  const { host, authorize, onError = console.error } = options
  const { name, basePath } = service
  if (typeof host?.send !== 'function')
    throw invalid(`${name} needs a host: { host: conversationHost({ flow, model, store }), authorize }.`)
  if (authorize !== 'anyone' && typeof authorize !== 'function') {
    throw invalid(`${name} needs authorize: a function that says who may do what, or "anyone" where everybody may who knows an id.`)
  }
  if (!/^(?:\/[\w.~-]+)+$/.test(basePath)) throw invalid('basePath is a path such as "/conversations", without a slash at its end.')
  const streams = new StreamLimits(options.maxStreams ?? 20, options.maxStreamsTotal ?? 2_000)

  async function answer(request: HttpRequest): Promise<HttpAnswer> {
    let headers = REFUSED_HEADERS
    try {
      headers = originHeaders(request, options)
      if (request.method === 'OPTIONS') return emptyAnswer({ ...headers, ...preflightHeaders(service.methods) })
      const answered = await service.answer(request, { basePath, streams, permit })
      return { ...answered, headers: { ...headers, ...answered.headers } }
    } catch (error) {
      const problem = problemFrom(error)
      // A body that is cut off as its sender leaves is no failure of the server's.
      if (isOfServer(problem) && !request.signal.aborted) onError(error)
      const allow = MethodError.isInstance(error) ? { allow: error.allow } : {}
      return service.refuse(problem, { ...headers, ...allow })
    }
  }

  async function permit(request: HandlerRequest, asked: AskedAction, isServed = true): Promise<string | HttpAnswer> {
    if (!isServed) throw new ProblemError('forbidden')
    const permission = authorize === 'anyone' || (await authorize(request, asked))
    if (permission instanceof Response) return await answerOf(permission)
    const storeId = storeIdOf(permission, asked.id)
    const seconds = await options.rateLimit?.(request, asked)
    if (seconds !== undefined) throw new ProblemError('rate-limit', { retryAfter: seconds })
    return storeId
  }

  return { serves: (url) => isUnder(basePath, url), answer }
}

/**
 * Returns the id that the store knows a conversation by. No id of a client's has a slash in it, so none reaches out of its scope.
 *
 * @throws {ProblemError} `unauthorized`, `forbidden`
 */
function storeIdOf(permission: Exclude<Permission, Response>, id: string): string {
  if (permission === false || permission === 'unknown') throw new ProblemError('unauthorized')
  if (permission === 'forbidden') throw new ProblemError('forbidden')
  if (permission === true) return id
  const scope: unknown = Reflect.get(Object(permission), 'scope')
  // A user without an id would share the conversations of all such users.
  if (typeof scope === 'string' && scope !== '') return `${scope}/${id}`
  throw new TalkchartError(
    'invalid-options',
    `authorize has to give true, false, 'unknown', 'forbidden', a Response, or { scope } with a text that is not empty; it gave ${quote(permission)}.`,
  )
}

function invalid(message: string): TalkchartError {
  return new TalkchartError('invalid-options', message)
}
