import { ProblemError } from '../protocol/problem.js'
import type { ConversationAction } from './handler-options.js'

/** What a request asks for. */
export type RouteName = 'view' | 'begin' | 'remove' | 'send' | 'history' | 'retry' | 'cancel' | 'rewind' | 'interrupt' | 'events'

export interface Route {
  readonly id: string
  readonly name: RouteName
  readonly action: ConversationAction
  readonly query: URLSearchParams
}

type Methods = Readonly<Record<string, readonly [RouteName, ConversationAction]>>

/** What can be asked for, by the rest of the path and the method. */
const ROUTES: ReadonlyMap<string, Methods> = new Map([
  ['', { GET: ['view', 'read'], PUT: ['begin', 'begin'], DELETE: ['remove', 'remove'] }],
  ['messages', { GET: ['history', 'read'], POST: ['send', 'send'] }],
  ['events', { GET: ['events', 'read'] }],
  ['retry', { POST: ['retry', 'retry'] }],
  ['cancel', { POST: ['cancel', 'cancel'] }],
  ['rewind', { POST: ['rewind', 'rewind'] }],
  ['interrupt', { POST: ['interrupt', 'interrupt'] }],
] satisfies [string, Methods][])

/** An id that a client may give. It holds nothing that a path, a log or a scope could be broken with. */
export const PLAIN_ID = /^[A-Za-z0-9_:-]{1,200}$/

/** Refuses a method, and names those that there are. */
export class MethodError extends ProblemError {
  readonly allow: string

  constructor(methods: readonly string[]) {
    super('method')
    this.allow = [...methods, 'OPTIONS'].join(', ')
  }
}

/** Tells whether a URL is one of the handler's. */
export function isUnder(basePath: string, url: string): boolean {
  const path = urlOf(url).pathname
  return path === basePath || path.startsWith(`${basePath}/`)
}

/**
 * Finds out what a request asks for.
 *
 * @throws {ProblemError} `no-route`, `invalid-id`
 * @throws {MethodError} when the path has no such method
 */
export function routeOf(basePath: string, method: string, url: string): Route {
  const { pathname, searchParams } = urlOf(url)
  if (!isUnder(basePath, url)) throw new ProblemError('no-route')
  const [id = '', rest = '', ...more] = pathname.slice(basePath.length + 1).split('/')
  const methods = ROUTES.get(rest)
  if (methods === undefined || more.length > 0 || id === '') throw new ProblemError('no-route')
  const decoded = decode(id)
  if (!PLAIN_ID.test(decoded)) throw new ProblemError('invalid-id')
  const found = Object.hasOwn(methods, method) ? methods[method] : undefined
  if (found === undefined) throw new MethodError(Object.keys(methods))
  return { id: decoded, name: found[0], action: found[1], query: searchParams }
}

function urlOf(url: string): URL {
  // A path such as "//host" is a path here, and never another server.
  const path = url.startsWith('/') ? `http://localhost${url}` : url
  return URL.canParse(path) ? new URL(path) : new URL('http://localhost/')
}

function decode(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return ''
  }
}
