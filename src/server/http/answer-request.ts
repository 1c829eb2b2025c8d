import type { ConversationView } from '../../conversation/api/conversation-view.js'
import type { HostEvent } from '../host/channel.js'
import type { TurnRun } from '../host/conversation-host.js'
import { type ClientView, clientView } from '../protocol/client-view.js'
import { readEventId, type ServerEvent, type TurnOutcome } from '../protocol/events.js'
import { ProblemError } from '../protocol/problem.js'
import { publicTurn } from '../protocol/public-turn.js'
import { emptyAnswer, jsonAnswer } from './answers.js'
import { beginOptions } from './begin-options.js'
import { SERVER_EVENTS, streamAnswer } from './event-stream.js'
import { DEFAULT_MAX_TEXT, DEFAULT_MAX_WAIT, type HandlerOptions } from './handler-options.js'
import type { HttpAnswer, HttpRequest } from './http-request.js'
import { queryCount, readBody, readCount, readMessage, saying } from './read-input.js'
import type { Route } from './routes.js'
import type { StreamLimits } from './stream-limits.js'
import { within } from './within.js'

const DEFAULT_MAX_BYTES = 65_536
const DEFAULT_MESSAGES = 50
const MOST_MESSAGES = 200

/** A request that may be answered. */
export interface Allowed {
  readonly request: HttpRequest
  readonly route: Route
  /** The id that the store knows the conversation by. */
  readonly storeId: string
  readonly options: HandlerOptions
  readonly streams: StreamLimits
}

/** Answers a request that is allowed. */
export async function answerRequest(allowed: Allowed): Promise<HttpAnswer> {
  const { request, route, storeId, options } = allowed
  const { host, maxBytes = DEFAULT_MAX_BYTES, maxText = DEFAULT_MAX_TEXT } = options
  if (request.method === 'GET') return await answerRead(allowed)
  if (route.name === 'remove') {
    await host.remove(storeId)
    return emptyAnswer()
  }
  const body = await readBody(request, maxBytes)
  if (route.name === 'interrupt') return jsonAnswer(202, { interrupted: await host.interrupt(storeId) })
  if (route.name === 'begin')
    return await answerTurn(allowed, host.begin(storeId, await beginOptions(options, request, route.id, body.data)))
  if (route.name === 'send') return await answerTurn(allowed, host.send(storeId, saying(readMessage(body, maxText))))
  const seen = { revision: readCount(body.revision) }
  if (route.name === 'retry') return await answerTurn(allowed, host.retry(storeId, seen))
  if (route.name === 'cancel') return await answerTurn(allowed, host.cancel(storeId, seen))
  return await answerTurn(allowed, host.rewind(storeId, readCount(body.turn), seen))
}

/** Answers what only looks. Nothing runs. */
async function answerRead(allowed: Allowed): Promise<HttpAnswer> {
  const { route, storeId, options } = allowed
  if (route.name === 'events') return await answerEvents(allowed)
  if (route.name === 'history') {
    const before = queryCount(route.query, 'before', Number.MAX_SAFE_INTEGER)
    const limit = Math.min(queryCount(route.query, 'limit', DEFAULT_MESSAGES), MOST_MESSAGES)
    const messages = await options.host.history(storeId, { before, limit })
    if (messages === undefined) throw new ProblemError('no-conversation')
    return jsonAnswer(200, { messages })
  }
  const last = Math.min(queryCount(route.query, 'last', DEFAULT_MESSAGES), MOST_MESSAGES)
  const view = await options.host.read(storeId, { messages: { last } })
  if (view === undefined && route.query.get('optional') === 'true') return emptyAnswer()
  if (view === undefined) throw new ProblemError('no-conversation')
  return jsonAnswer(200, shownView(allowed, view))
}

/** Answers with a turn: piece by piece where that is asked for, or else when it is over. It goes on in any case. */
async function answerTurn(allowed: Allowed, run: TurnRun): Promise<HttpAnswer> {
  const { request, route, options } = allowed
  options.waitUntil?.(run.outcome.catch(() => undefined))
  if (wantsStream(request)) return await eventsAnswer(allowed, (signal) => run.events({ signal }))
  const outcome = await within(run.outcome, options.maxWait ?? DEFAULT_MAX_WAIT)
  if (outcome !== undefined) return jsonAnswer(200, shownOutcome(allowed, outcome))
  const location = `${options.basePath ?? '/conversations'}/${route.id}/events?until=settled`
  return jsonAnswer(202, { location }, { location })
}

async function answerEvents(allowed: Allowed): Promise<HttpAnswer> {
  const { request, route, storeId, options } = allowed
  const after = readEventId(request.header('last-event-id') ?? route.query.get('after'))
  const isUntilSettled = route.query.get('until') === 'settled'
  if (isUntilSettled && after?.next === Number.POSITIVE_INFINITY) {
    const view = await options.host.read(storeId, { messages: { last: 0 } })
    // Whoever has the end of a turn has all of it: a browser that comes back by itself is told to stay away.
    if (view !== undefined && view.status !== 'busy' && !view.running) return emptyAnswer()
  }
  return await eventsAnswer(allowed, (signal) =>
    options.host.follow(storeId, { signal, ...(after === undefined ? {} : { after }), ...(isUntilSettled ? { until: 'settled' } : {}) }),
  )
}

async function eventsAnswer(allowed: Allowed, begin: (signal: AbortSignal) => AsyncIterable<HostEvent>): Promise<HttpAnswer> {
  return await streamAnswer(allowed, (signal) => shownEvents(allowed, begin(signal)), SERVER_EVENTS)
}

async function* shownEvents(allowed: Allowed, events: AsyncIterable<HostEvent>): AsyncGenerator<ServerEvent, void, undefined> {
  for await (const event of events) {
    if (event.type === 'snapshot') yield { ...event, data: shownView(allowed, event.data) }
    else if (event.type === 'turn') yield { ...event, data: shownOutcome(allowed, event.data) }
    else yield event
  }
}

function shownOutcome(allowed: Allowed, { turn, view }: Awaited<TurnRun['outcome']>): TurnOutcome {
  return { turn: publicTurn(turn), view: shownView(allowed, view) }
}

/** Shows a conversation under the id that the client knows. */
function shownView({ route, options }: Allowed, view: ConversationView): ClientView {
  const shown = clientView({ ...view, id: route.id }, options.expose)
  return options.view === undefined ? shown : options.view(shown, view)
}

function wantsStream(request: HttpRequest): boolean {
  return (request.header('accept') ?? '').includes('text/event-stream')
}
