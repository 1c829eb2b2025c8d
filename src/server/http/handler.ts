import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { ProblemError, problemFrom } from '../protocol/problem.js'
import { answerRequest } from './answer-request.js'
import { answerOf, emptyAnswer, problemAnswer } from './answers.js'
import type { HandlerOptions, Permission } from './handler-options.js'
import type { HttpAnswer, HttpRequest } from './http-request.js'
import { originHeaders, preflightHeaders, REFUSED_HEADERS } from './origin.js'
import { isUnder, MethodError, type Route, routeOf } from './routes.js'
import { StreamLimits } from './stream-limits.js'

const DEFAULT_BASE_PATH = '/conversations'
const METHODS = 'GET, PUT, POST, DELETE'

/** Answers requests, whatever server they come through. */
export interface HandlerCore {
  /** Tells whether a URL is one of this handler's. */
  serves(url: string): boolean
  /** Answers a request. Never rejects. */
  answer(request: HttpRequest): Promise<HttpAnswer>
}

/** Checks the options, and makes what answers requests. */
export function handlerCore(options: HandlerOptions): HandlerCore {
  const { host, authorize, basePath = DEFAULT_BASE_PATH, onError = console.error } = options
  if (typeof host?.send !== 'function')
    throw invalid('conversationHandler needs a host: { host: conversationHost({ flow, model, store }), authorize }.')
  if (authorize !== 'anyone' && typeof authorize !== 'function') {
    throw invalid(
      'conversationHandler needs authorize: a function that says who may do what, or "anyone" where everybody may who knows an id.',
    )
  }
  if (!/^(?:\/[\w.~-]+)+$/.test(basePath)) throw invalid('basePath is a path such as "/conversations", without a slash at its end.')
  const streams = new StreamLimits(options.maxStreams ?? 20, options.maxStreamsTotal ?? 2_000)

  async function answer(request: HttpRequest): Promise<HttpAnswer> {
    let headers = REFUSED_HEADERS
    try {
      headers = originHeaders(request, options)
      if (request.method === 'OPTIONS') return emptyAnswer({ ...headers, ...preflightHeaders(METHODS) })
      const route = routeOf(basePath, request.method, request.url)
      const answered = await answerRoute(route, request)
      return { ...answered, headers: { ...headers, ...answered.headers } }
    } catch (error) {
      const problem = problemFrom(error)
      // A body that is cut off as its sender leaves is no failure of the server's.
      if (problem.status === 500 && !request.signal.aborted) onError(error)
      const allow = MethodError.isInstance(error) ? { allow: error.allow } : {}
      return problemAnswer(problem, { ...headers, ...allow })
    }
  }

  async function answerRoute(route: Route, request: HttpRequest): Promise<HttpAnswer> {
    if (!isServed(route.name, options)) throw new ProblemError('forbidden')
    const permission = authorize === 'anyone' || (await authorize(request, route))
    if (permission instanceof Response) return await answerOf(permission)
    const storeId = storeIdOf(permission, route)
    const seconds = await options.rateLimit?.(request, route)
    if (seconds !== undefined) throw new ProblemError('rate-limit', { retryAfter: seconds })
    return await answerRequest({ request, route, storeId, options, streams })
  }

  return { serves: (url) => isUnder(basePath, url), answer }
}

/** What takes something away is served only where that is asked for. */
function isServed(name: Route['name'], { allow = ['cancel'] }: HandlerOptions): boolean {
  return (name !== 'cancel' && name !== 'rewind' && name !== 'remove') || allow.includes(name)
}

/**
 * Returns the id that the store knows a conversation by. No id of a client's has a slash in it, so none reaches out of its scope.
 *
 * @throws {ProblemError} `unauthorized`, `forbidden`
 */
function storeIdOf(permission: Exclude<Permission, Response>, { id }: Route): string {
  if (permission === false || permission === 'unknown') throw new ProblemError('unauthorized')
  if (permission === 'forbidden') throw new ProblemError('forbidden')
  return permission === true ? id : `${permission.scope}/${id}`
}

function invalid(message: string): TalkchartError {
  return new TalkchartError('invalid-options', message)
}
