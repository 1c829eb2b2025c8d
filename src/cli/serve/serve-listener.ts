import type { RequestListener, ServerResponse } from 'node:http'
import { type ConversationHandler, nodeListener } from '../../server/index.js'
import { problemOf } from '../../server/protocol/problem.js'
import type { Readiness } from './readiness.js'

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** Answers what comes in: looks of a supervisor, the handlers' own paths, and nothing else. */
export function serveListener(handlers: readonly ConversationHandler[], readiness: Readiness): RequestListener {
  const mounted = handlers.map((handler) => ({ serves: handler.core.serves, listen: nodeListener(handler) }))
  return (request, response) => {
    const { url = '/' } = request
    // Whoever is served while the process stops should go elsewhere next.
    if (readiness.isStopping) response.shouldKeepAlive = false
    const handler = mounted.find(({ serves }) => serves(url))
    if (handler !== undefined) return handler.listen(request, response)
    const [path] = url.split('?', 1)
    if (path === '/healthz') return answerPlain(response, 200, 'ok')
    if (path === '/readyz') {
      void readiness.isReady().then((isReady) => answerPlain(response, isReady ? 200 : 503, isReady ? 'ready' : 'not ready'))
      return
    }
    if (path === '/') return answerPlain(response, 200, 'Conversations are served at /conversations, to whoever has the token.')
    const problem = problemOf('no-route')
    response.writeHead(problem.status, { ...HEADERS, 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
  }
}

function answerPlain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}
