import { answerRequest } from './answer-request.js'
import { problemAnswer } from './answers.js'
import { type ConversationHandler, fetchHandler } from './fetch-handler.js'
import { handlerCore } from './handler.js'
import type { HandlerOptions } from './handler-options.js'
import { type Route, routeOf } from './routes.js'

export type { ConversationHandler } from './fetch-handler.js'

/**
 * Serves the conversations of a host to clients that are not trusted: a Fetch API handler, Request in and Response out.
 *
 * @throws {TalkchartError} `invalid-options`
 * @example
 * import { conversationHandler, conversationHost } from 'talkchart/server'
 * const host = conversationHost({ flow, model, store })
 * const handler = conversationHandler({ host, authorize: ({ header }) => header('authorization') === 'Bearer ana' && { scope: 'ana' } })
 */
export function conversationHandler(options: HandlerOptions): ConversationHandler {
  const core = handlerCore(options, {
    name: 'conversationHandler',
    basePath: options.basePath ?? '/conversations',
    methods: 'GET, PUT, POST, DELETE',
    refuse: problemAnswer,
    async answer(request, { basePath, permit, streams }) {
      const route = routeOf(basePath, request.method, request.url)
      const permitted = await permit(request, route, isServed(route, options))
      if (typeof permitted !== 'string') return permitted
      return await answerRequest({ request, route, storeId: permitted, options, streams })
    },
  })
  return fetchHandler(core)
}

/** What takes something away is served only where that is asked for. */
function isServed({ name }: Route, { allow = ['cancel'] }: HandlerOptions): boolean {
  return (name !== 'cancel' && name !== 'rewind' && name !== 'remove') || allow.includes(name)
}
