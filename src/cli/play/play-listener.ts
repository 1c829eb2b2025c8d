import type { RequestListener } from 'node:http'
import { isRecord } from '../../diagnostics/json.js'
import { conversationHandler, type HandlerOptions, nodeListener } from '../../server/index.js'
import type { Access } from '../serve/access.js'
import { pageFiles } from './page-files.js'
import { playService } from './play-service.js'
import { playedHost } from './played-host.js'
import type { Playground } from './playground.js'
import { shownWhole } from './shown-view.js'

/** How many streams there may be: pages of one developer, and no more. */
const MOST_STREAMS = 20
const MOST_STREAMS_IN_ALL = 200

/** Answers all that comes in: the page's files, its conversations, and what else it asks. */
export function playListener(playground: Playground, access: Access, port: number, onError: (error: unknown) => void): RequestListener {
  const allowedHosts = access.allowedHosts(port)
  const common: HandlerOptions = {
    host: playedHost(() => playground.host),
    authorize: access.authorize,
    allowedHosts,
    allowedOrigins: [],
    maxStreams: MOST_STREAMS,
    maxStreamsTotal: MOST_STREAMS_IN_ALL,
    onError,
  }
  const conversations = conversationHandler({
    ...common,
    authorize(request, { id }) {
      const isAllowed = access.authorize(request)
      if (isAllowed) playground.use(id)
      return isAllowed
    },
    allow: ['cancel', 'rewind', 'remove'],
    data: (_request, { id, data }) => ({ ...playground.beginningOf(id), ...(isRecord(data) ? data : {}) }),
    view: shownWhole,
  })
  const handlers = [conversations, playService(playground, common)]
  const mounted = handlers.map((handler) => ({ serves: handler.core.serves, listen: nodeListener(handler) }))
  const files = pageFiles(allowedHosts)
  return (request, response) => {
    const { url = '/' } = request
    const handler = mounted.find(({ serves }) => serves(url))
    if (handler === undefined) files(request, response)
    else handler.listen(request, response)
  }
}
