import type { ConversationView } from '../../conversation/api/conversation-view.js'
import { emptyAnswer, jsonAnswer, sentenceAnswer } from '../http/answers.js'
import { beginOptions } from '../http/begin-options.js'
import { streamAnswer } from '../http/event-stream.js'
import { type ConversationHandler, fetchHandler } from '../http/fetch-handler.js'
import { type Gate, handlerCore } from '../http/handler.js'
import { type ConversationAction, DEFAULT_MAX_TEXT, DEFAULT_MAX_WAIT } from '../http/handler-options.js'
import type { HttpAnswer, HttpRequest } from '../http/http-request.js'
import { readBody } from '../http/read-input.js'
import { MethodError, pathOf, plainId, readPath } from '../http/routes.js'
import { within } from '../http/within.js'
import { ProblemError } from '../protocol/problem.js'
import { type ChatTurn, readFar, replaceMessage, retryFailed, sendMessage } from './chat-turns.js'
import { readChat } from './read-chat.js'
import { turnChunks } from './turn-chunks.js'
import { UI_CHUNKS } from './ui-chunk.js'
import { toUIMessages } from './ui-message.js'
import type { UiMessageHandlerOptions } from './ui-message-options.js'

const DEFAULT_MAX_BYTES = 1_048_576

/** A request with what it is answered by. */
interface Asked {
  readonly request: HttpRequest
  readonly gate: Gate
  readonly options: UiMessageHandlerOptions
}

/** What can be asked of one conversation, by the rest of the path and the method. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, ConversationAction>>>> = {
  '': { GET: 'read', PUT: 'begin' },
  stream: { GET: 'read' },
  interrupt: { POST: 'interrupt' },
}

/**
 * Serves the conversations of a host to pages that use `useChat` of the AI SDK, as it is: a Fetch API handler. `nodeListener` makes one for Node's own
 * servers of it. No package of the AI SDK is needed on the server.
 *
 * @throws {TalkchartError} `invalid-options`
 * @example
 * import { uiMessageHandler } from 'talkchart/ai-sdk'
 * import { conversationHost } from 'talkchart/server'
 * const host = conversationHost({ flow, model, store })
 * const handler = uiMessageHandler({ host, authorize: 'anyone', allow: ['rewind'] })
 */
export function uiMessageHandler(options: UiMessageHandlerOptions): ConversationHandler {
  const core = handlerCore(options, {
    name: 'uiMessageHandler',
    basePath: options.basePath ?? '/api/chat',
    methods: 'GET, PUT, POST',
    refuse: sentenceAnswer,
    answer: (request, gate) => answer({ request, gate, options }),
  })
  return fetchHandler(core)
}

async function answer(asked: Asked): Promise<HttpAnswer> {
  const { request, gate } = asked
  if (pathOf(request.url) !== gate.basePath) return await answerOne(asked)
  if (request.method !== 'POST') throw new MethodError(['POST'])
  return await answerChat(asked)
}

/** Answers what is asked of one conversation, whose id stands in the path. */
async function answerOne(asked: Asked): Promise<HttpAnswer> {
  const { request, gate, options } = asked
  const { id: given, rest } = readPath(gate.basePath, request.url)
  const methods = Object.hasOwn(ROUTES, rest) ? ROUTES[rest] : undefined
  if (methods === undefined) throw new ProblemError('no-route')
  const action = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined
  if (action === undefined) throw new MethodError(Object.keys(methods))
  const id = plainId(given)
  const storeId = await gate.permit(request, { id, action })
  if (typeof storeId !== 'string') return storeId
  if (rest === 'stream') return await answerResume(asked, storeId)
  if (action === 'interrupt') return jsonAnswer(202, { interrupted: await options.host.interrupt(storeId) })
  if (action === 'begin') await begin(asked, id, storeId)
  return jsonAnswer(200, toUIMessages(await readFar(options.host, storeId)))
}

async function begin({ request, options }: Asked, id: string, storeId: string): Promise<void> {
  const { host, waitUntil, maxBytes = DEFAULT_MAX_BYTES, maxWait = DEFAULT_MAX_WAIT } = options
  const body = await readBody(request, maxBytes)
  const run = host.begin(storeId, await beginOptions(options, request, id, body.data))
  waitUntil?.(run.outcome.catch(() => undefined))
  await within(run.outcome, maxWait)
}

/** Answers what `useChat` posts. Its body says which conversation is meant, so it is read before anybody is asked. */
async function answerChat(asked: Asked): Promise<HttpAnswer> {
  const { request, gate, options } = asked
  const { host, maxBytes = DEFAULT_MAX_BYTES, maxText = DEFAULT_MAX_TEXT } = options
  const chat = readChat(await readBody(request, maxBytes), maxText)
  const { id, trigger, message } = chat
  const permit = (action: ConversationAction) =>
    gate.permit(request, { id, action }, action !== 'rewind' || options.allow?.includes('rewind') === true)
  if (trigger === 'submit' && message !== undefined) {
    const storeId = await permit('send')
    return typeof storeId === 'string' ? await answerTurn(asked, storeId, sendMessage(host, storeId, message)) : storeId
  }
  const readId = await permit(trigger === 'edit' ? 'rewind' : 'retry')
  if (typeof readId !== 'string') return readId
  const view = await readFar(host, readId)
  const retried = trigger === 'edit' ? undefined : retryFailed(host, readId, view, chat)
  if (retried !== undefined) return await answerTurn(asked, readId, retried)
  const storeId = trigger === 'edit' ? readId : await permit('rewind')
  if (typeof storeId !== 'string') return storeId
  return await answerTurn(asked, storeId, await replaceMessage(host, storeId, view, chat))
}

/** Answers with a turn. It goes on when nobody reads it any more. */
async function answerTurn(asked: Asked, storeId: string, turn: ChatTurn): Promise<HttpAnswer> {
  const { request, gate, options } = asked
  options.waitUntil?.(turn.run.outcome.catch(() => undefined))
  return await streamAnswer(
    { request, storeId, options, streams: gate.streams },
    (signal) => turnChunks(turn.run.events({ signal }), turn),
    UI_CHUNKS,
  )
}

/** Answers with all of the turn that runs, or with nothing when none does. */
async function answerResume({ request, gate, options }: Asked, storeId: string): Promise<HttpAnswer> {
  const { host } = options
  const view = await host.read(storeId)
  if (view === undefined || !isRunning(view)) return emptyAnswer()
  return await streamAnswer(
    { request, storeId, options, streams: gate.streams },
    (signal) => turnChunks(host.follow(storeId, { signal }), { stored: view.messages }),
    UI_CHUNKS,
  )
}

function isRunning({ running, status }: ConversationView): boolean {
  return running || status === 'busy'
}
