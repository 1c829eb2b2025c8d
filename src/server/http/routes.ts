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

/** Returns the path of a URL. */
export function pathOf(url: string): string {
  return urlOf(url).pathname
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
  const { id, rest, query } = readPath(basePath, url)
  const methods = ROUTES.get(rest)
  if (methods === undefined) throw new ProblemError('no-route')
  const plain = plainId(id)
  const found = Object.hasOwn(methods, method) ? methods[method] : undefined
  if (found === undefined) throw new MethodError(Object.keys(methods))
  return { id: plain, name: found[0], action: found[1], query }
}

/**
 * Takes a path apart: the id as it stands there, and what comes after it.
 *
 * @throws {ProblemError} `no-route`
 */
export function readPath(basePath: string, url: string) {
  const { pathname, searchParams: query } = urlOf(url)
  const [id = '', rest = '', ...more] = pathname.slice(basePath.length + 1).split('/')
  if (!isUnder(basePath, url) || more.length > 0 || id === '') throw new ProblemError('no-route')
  return { id: decode(id), rest, query }
}

/**
 * Returns the id of a conversation that a client gave.
 *
 * @throws {ProblemError} `invalid-id`
 */
export function plainId(id: unknown): string {
  if (typeof id === 'string' && PLAIN_ID.test(id)) return id
  throw new ProblemError('invalid-id')
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
