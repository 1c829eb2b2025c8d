import { forkStored } from '../../conversation/record/revision-history.js'
import type { JsonValue } from '../../diagnostics/json.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { Fit, Forked, OutsideTurn, PlayList, PlayState, TurnExplanation, WatchEvent } from '../../page/protocol.js'
import type { TurnRun } from '../../server/host/conversation-host.js'
import { jsonAnswer, problemAnswer } from '../../server/http/answers.js'
import { EVENT_STREAM_HEADERS, type StreamFormat, streamAnswer } from '../../server/http/event-stream.js'
import { fetchHandler } from '../../server/http/fetch-handler.js'
import { type GuardOptions, handlerCore } from '../../server/http/handler.js'
import type { HttpAnswer, HttpRequest } from '../../server/http/http-request.js'
import { readBody, readCount } from '../../server/http/read-input.js'
import { plainId } from '../../server/http/routes.js'
import type { StreamLimits } from '../../server/http/stream-limits.js'
import { type ConversationHandler, type HandlerOptions, ProblemError } from '../../server/index.js'
import { problemFrom, problemOf } from '../../server/protocol/problem.js'
import { publicTurn } from '../../server/protocol/public-turn.js'
import { readyFlowFiles } from '../load-flow/ready-flows.js'
import { describeState } from './describe-state.js'
import { explainPast, explainText } from './explain.js'
import { exported } from './exported.js'
import { fitOf, goBack } from './fit.js'
import { pathsShown, walkOf } from './paths-shown.js'
import { PLAY_PATH, type PlayRoute, playRouteOf } from './play-routes.js'
import type { Playground } from './playground.js'
import { propertiesShown, walkOfProperty } from './properties-shown.js'
import { shownView } from './shown-view.js'
import { storedConversations } from './stored-conversations.js'
import { storedTurns } from './stored-turns.js'
import { eventId } from './stored-ways.js'

const MOST_BYTES = 65_536

/** What everybody watches alike has one name. */
const WATCHED = 'flow'

const WATCH_EVENTS: StreamFormat<WatchEvent> = {
  headers: EVENT_STREAM_HEADERS,
  first: 'retry: 1000\n\n',
  bye: written({ type: 'bye', data: {} }),
  last: written({ type: 'bye', data: {} }),
  write: written,
  problem: (data) => `event: problem\ndata: ${JSON.stringify(data)}\n\n`,
}

type Body = Readonly<Record<string, unknown>>

/** What a request is answered with. */
interface Asked {
  readonly request: HttpRequest
  readonly route: PlayRoute
  readonly playground: Playground
  readonly options: Pick<HandlerOptions, 'onError'>
  readonly streams: StreamLimits
}

/** Serves what a page needs besides the conversations. Every request carries the token. */
export function playService(playground: Playground, options: GuardOptions): ConversationHandler {
  const core = handlerCore(options, {
    name: 'play',
    basePath: PLAY_PATH,
    methods: 'GET, POST',
    refuse: problemAnswer,
    async answer(request, { permit, streams }) {
      const permitted = await permit(request, { id: '', action: 'read' })
      if (typeof permitted !== 'string') return permitted
      const route = playRouteOf(request.method, request.url)
      const asked = { request, route, playground, options, streams }
      return await (request.method === 'GET' ? answerRead(asked) : answerCommand(asked)).catch(explain)
    },
  })
  return fetchHandler(core)
}

/** Whoever has the token is the flow's developer, who is told what is wrong and not only that something is. */
function explain(error: unknown): HttpAnswer {
  if (ProblemError.isInstance(error) || !TalkchartError.isInstance(error)) throw error
  const problem = problemFrom(error)
  const known = problem.code === 'internal' ? problemOf('invalid-message') : problem
  return problemAnswer({ ...known, title: error.message })
}

async function answerRead(asked: Asked): Promise<HttpAnswer> {
  const { route, playground } = asked
  switch (route.name) {
    case 'flow':
      return jsonAnswer(200, playground.describe())
    case 'state':
      return jsonAnswer(200, stateShown(playground, route.query.get('name') ?? ''))
    case 'paths':
      return jsonAnswer(200, pathsShown(playground.edition.parts.found.paths))
    case 'properties':
      return jsonAnswer(200, propertiesShown(playground.edition.parts.found.properties))
    case 'list':
      return jsonAnswer(200, await list(playground))
    case 'fit':
      return jsonAnswer(200, await fitOf(playground.place, route.rest))
    case 'turns':
      return jsonAnswer(200, await storedTurns(playground.store, route.rest, playground.edition.scripted?.flow))
    case 'export':
      return await exported(playground, route.rest, route.query.get('as'))
    default:
      return await watch(asked)
  }
}

async function answerCommand({ request, route, playground }: Asked): Promise<HttpAnswer> {
  const body = await readBody(request, MOST_BYTES)
  const { rest: id } = route
  switch (route.name) {
    case 'paths':
      return jsonAnswer(200, await walkOf(playground, readCount(Number(id)), plainId(body.id)))
    case 'properties':
      return jsonAnswer(200, await walkOfProperty(playground, readCount(Number(id)), plainId(body.id)))
    case 'list':
      return jsonAnswer(200, await choose(playground, id))
    case 'explain':
      return jsonAnswer(200, await explained(playground, id, body))
    case 'fit':
      return jsonAnswer(200, await mended(playground, id, body))
    case 'fork':
      return jsonAnswer(200, await fork(playground, id, body))
    default:
      return jsonAnswer(200, await outsideTurn(route, runOutside(route, body, playground)))
  }
}

async function explained({ place, heard }: Playground, id: string, { text, turn }: Body): Promise<TurnExplanation | null> {
  if (typeof text === 'string') return await explainText(place, id, text)
  return await explainPast(place, heard, id, readCount(turn))
}

async function fork(playground: Playground, id: string, { turn: asked, to: named }: Body): Promise<Forked> {
  const turn = readCount(asked)
  const to = plainId(named)
  if ((await playground.store.load(id, { messages: { last: 0 } })) === undefined) throw new ProblemError('no-conversation')
  await forkStored(playground.store, id, turn, to)
  playground.heard.fork(id, turn, to)
  return { id: to }
}

/** Mends a conversation that does not fit, in one of two ways. */
async function mended(playground: Playground, id: string, { way, to }: Body): Promise<Fit> {
  const fit = await fitOf(playground.place, id)
  if (fit.status !== 'drifted') return fit
  if (way === 'back') await goBack(playground.place, id)
  else if (way === 'rename' && typeof to === 'string' && fit.states.includes(to)) await playground.rename(fit.state, to)
  else throw new ProblemError('invalid-message')
  return await fitOf(playground.place, id)
}

function runOutside({ name, rest: id }: PlayRoute, body: Body, playground: Playground): TurnRun {
  const { type, payload, text, name: speaker } = body
  const given = body.id === undefined ? {} : { id: plainId(body.id) }
  if (name === 'notify' && typeof type === 'string')
    return playground.host.notify(id, type, jsonOf(payload), { id: eventId(type), ...given })
  const isSpoken = typeof text === 'string' && (speaker === undefined || typeof speaker === 'string')
  if (isSpoken && text.trim() === '') throw new ProblemError('empty-message')
  if (name === 'say' && isSpoken) return playground.host.say(id, text, { ...given, ...(speaker === undefined ? {} : { name: speaker }) })
  throw new ProblemError('invalid-message')
}

async function outsideTurn({ rest: id }: PlayRoute, run: TurnRun): Promise<OutsideTurn> {
  const { turn, view } = await run.outcome
  return { turn: publicTurn(turn), view: shownView(view, id) }
}

function stateShown({ edition }: Playground, name: string): PlayState {
  const { described } = edition
  const state = described.get(name) ?? (edition.scripted && describeState(edition.scripted, name))
  if (state === undefined) throw new ProblemError('no-route')
  described.set(name, state)
  return state
}

async function list(playground: Playground): Promise<PlayList> {
  const { mayChoose } = playground.settings
  const playing = playground.isPlaying ? playground.edition.reference : undefined
  const conversations = playground.isPlaying ? await storedConversations(playground.store, playground.edition.facts.name) : []
  return { flows: mayChoose ? await playground.readyFlows.list(playing) : [], mayChoose, conversations }
}

async function choose(playground: Playground, name: string) {
  if (!playground.settings.mayChoose) throw new ProblemError('forbidden')
  if (!readyFlowFiles().has(name)) throw new ProblemError('no-route')
  await playground.play(name)
  return playground.describe()
}

async function watch({ request, playground, options, streams }: Asked): Promise<HttpAnswer> {
  const { problem } = playground
  const edition = playground.isPlaying ? playground.edition.number : null
  const first: readonly WatchEvent[] = [
    { type: 'flow', data: { edition } },
    ...(problem === null ? [] : [{ type: 'problem' as const, data: problem }]),
  ]
  const begin = (signal: AbortSignal) => playground.watchers.follow(first, signal)
  return await streamAnswer({ request, storeId: WATCHED, options, streams }, begin, WATCH_EVENTS)
}

/** It came as JSON, and is nothing else. */
function jsonOf(value: unknown): JsonValue | undefined {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

function written({ type, data }: WatchEvent): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}
