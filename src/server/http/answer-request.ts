import type { ConversationView } from '../../conversation/api/conversation-view.js'
import type { HostEvent } from '../host/channel.js'
import type { TurnRun } from '../host/conversation-host.js'
import { type ClientView, clientView } from '../protocol/client-view.js'
import { readEventId, type ServerEvent, type TurnOutcome } from '../protocol/events.js'
import { ProblemError } from '../protocol/problem.js'
import { publicTurn } from '../protocol/public-turn.js'
import { emptyAnswer, jsonAnswer } from './answers.js'
import { EVENT_STREAM_HEADERS, writeEvents } from './event-stream.js'
import type { HandlerOptions } from './handler-options.js'
import type { HttpAnswer, HttpRequest } from './http-request.js'
import { queryCount, readBody, readCount, readMessage } from './read-input.js'
import type { Route } from './routes.js'
import type { StreamLimits } from './stream-limits.js'
import { within } from './within.js'

const DEFAULT_MAX_BYTES = 65_536
const DEFAULT_MAX_TEXT = 8_000
const DEFAULT_MAX_WAIT = 25_000
const DEFAULT_PING = 15_000
const DEFAULT_STREAM_MILLISECONDS = 600_000
const DEFAULT_MESSAGES = 50
const MOST_MESSAGES = 200
/** How long a stream waits for its first event before it begins: what is refused at once has a status of its own. */
const FIRST_EVENT_MILLISECONDS = 1_000

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
  if (route.name === 'begin') return await answerTurn(allowed, host.begin(storeId, await beginOptions(allowed, body.data)))
  if (route.name === 'send') return await answerTurn(allowed, host.send(storeId, readMessage(body, maxText)))
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
  if (view === undefined) throw new ProblemError('no-conversation')
  return jsonAnswer(200, shownView(allowed, view))
}

/** What a client has sent is believed only by a function of the server's own. */
async function beginOptions({ request, route, options }: Allowed, given: unknown) {
  if (options.data === undefined) {
    if (given !== undefined) throw new ProblemError('data-refused')
    return {}
  }
  const data = await options.data(request, { id: route.id, data: given })
  return data === undefined ? {} : { data }
}

/** Answers with a turn: piece by piece where that is asked for, or else when it is over. It goes on in any case. */
async function answerTurn(allowed: Allowed, run: TurnRun): Promise<HttpAnswer> {
  const { request, route, options } = allowed
  options.waitUntil?.(run.outcome.catch(() => undefined))
  if (wantsStream(request)) return await streamAnswer(allowed, (signal) => run.events({ signal }))
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
  return await streamAnswer(allowed, (signal) =>
    options.host.follow(storeId, { signal, ...(after === undefined ? {} : { after }), ...(isUntilSettled ? { until: 'settled' } : {}) }),
  )
}

/** Answers with a stream. What is refused at once is answered with its status, and no stream begins. */
async function streamAnswer(allowed: Allowed, begin: (signal: AbortSignal) => AsyncIterable<HostEvent>): Promise<HttpAnswer> {
  const { request, storeId, options, streams } = allowed
  const release = streams.take(storeId)
  const over = new AbortController()
  const stop = () => {
    over.abort()
    release()
  }
  request.signal.addEventListener('abort', stop, { once: true })
  try {
    const events = shownEvents(allowed, begin(over.signal))
    const first = events.next()
    await within(first, FIRST_EVENT_MILLISECONDS)
    const body = writeEvents(startingWith(first, events), {
      ping: options.ping ?? DEFAULT_PING,
      longest: options.maxStreamMilliseconds ?? DEFAULT_STREAM_MILLISECONDS,
      stop,
      onError: options.onError ?? console.error,
    })
    return { status: 200, headers: EVENT_STREAM_HEADERS, body }
  } catch (error) {
    stop()
    throw error
  }
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
  return options.view === undefined ? shown : options.view(shown)
}

function wantsStream(request: HttpRequest): boolean {
  return (request.header('accept') ?? '').includes('text/event-stream')
}

/** Gives a generator its first result back. */
async function* startingWith<Item>(
  first: Promise<IteratorResult<Item, void>>,
  rest: AsyncGenerator<Item, void, undefined>,
): AsyncGenerator<Item, void, undefined> {
  try {
    for (let result = await first; !result.done; result = await rest.next()) yield result.value
  } finally {
    void rest.return()
  }
}
