import { plainId, readPath } from '../../server/http/routes.js'
import { ProblemError } from '../../server/index.js'

/** The path in front of everything that only the playground has. */
export const PLAY_PATH = '/play'

type Method = 'GET' | 'POST'

/** What can be asked for, with what its path ends in: nothing, the id of a conversation, or a name. */
const ROUTES = {
  flow: [['GET', 'none']],
  state: [['GET', 'none']],
  paths: [
    ['GET', 'none'],
    ['POST', 'name'],
  ],
  properties: [
    ['GET', 'none'],
    ['POST', 'name'],
  ],
  list: [
    ['GET', 'none'],
    ['POST', 'name'],
  ],
  watch: [['GET', 'none']],
  explain: [['POST', 'id']],
  turns: [['GET', 'id']],
  export: [['GET', 'id']],
  fit: [
    ['GET', 'id'],
    ['POST', 'id'],
  ],
  fork: [['POST', 'id']],
  notify: [['POST', 'id']],
  say: [['POST', 'id']],
} as const satisfies Readonly<Record<string, readonly (readonly [Method, 'none' | 'id' | 'name'])[]>>

/** What a request asks for. */
export interface PlayRoute {
  readonly name: keyof typeof ROUTES
  readonly method: Method
  /** The id of a conversation, or a name; empty where the path has none. */
  readonly rest: string
  readonly query: URLSearchParams
}

/**
 * Finds out what a request asks for.
 *
 * @throws {ProblemError} `no-route`, `method`, `invalid-id`
 */
export function playRouteOf(method: string, url: string): PlayRoute {
  const { id: name, rest, query } = readPath(PLAY_PATH, url)
  if (!isName(name)) throw new ProblemError('no-route')
  const routes: readonly (readonly [Method, 'none' | 'id' | 'name'])[] = ROUTES[name]
  const fitting = routes.filter(([, end]) => (end === 'none') === (rest === ''))
  if (fitting.length === 0) throw new ProblemError('no-route')
  const found = fitting.find(([each]) => each === method)
  if (found === undefined) throw new ProblemError('method')
  return { name, method: found[0], rest: found[1] === 'id' ? plainId(rest) : rest, query }
}

function isName(name: string): name is keyof typeof ROUTES {
  return Object.hasOwn(ROUTES, name)
}
