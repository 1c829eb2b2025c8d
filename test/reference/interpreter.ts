import type { ConversationData } from '../../src/conditions/condition.js'
import type { ConversationFlow, Timeout } from '../../src/definition/flow.js'
import { askAfterSilence } from './collecting.js'
import {
  type Answer,
  appendReply,
  type Conversation,
  count,
  countTokens,
  type Guards,
  listens,
  type Request,
  SILENT,
  type Step,
  stateOf,
  tell,
  type WaitingEvent,
  type WaitingOperator,
} from './conversation.js'
import { isTaken, refuse, waitsForEvents } from './events.js'
import { isBudgetSpent, needsModel } from './limits.js'
import { isOffSchema } from './off-schema.js'
import { end, perform } from './perform.js'
import { notUnderstood, understood } from './understanding.js'
import { nth, offeredIn } from './wordings.js'

const LARGEST_INBOX = 100

export interface StartOptions {
  readonly conversationId?: string
  readonly data?: ConversationData
  readonly guards?: Guards
  /** Milliseconds since the epoch. */
  readonly now?: number
}

export interface UserMessage {
  readonly text: unknown
  readonly id?: string
  readonly at?: number
  /** Cuts off a reply that is being made. */
  readonly interrupt?: boolean
}

/** Begins a conversation and runs it until it waits for something. */
export function start(flow: ConversationFlow, options: StartOptions = {}): Conversation {
  const { conversationId = 'c', data = {}, guards = {}, now = 0 } = options
  const conversation: Conversation = {
    flow,
    guards,
    conversationId,
    startedAt: now,
    now,
    state: flow.initialState,
    substate: 'listening',
    data: { ...flow.initialContext, ...data },
    messages: [],
    messageCount: 0,
    visits: {},
    turn: 0,
    unjudgedTurns: 0,
    noMatches: 0,
    repeats: 0,
    silences: 0,
    startData: { ...flow.initialContext, ...data },
    stack: [],
    loops: {},
    inbox: [],
    usage: { modelCalls: 0, inputTokens: 0, outputTokens: 0 },
    error: null,
    repeat: null,
    outcome: null,
    lastUserText: '',
    lastUserId: 'opening',
    replies: 0,
    seenIds: [],
    listensSince: now,
    requests: [],
    pending: [],
    understanding: null,
    work: null,
    speaking: null,
    listensAfter: false,
    asking: null,
    readsMessage: false,
    refused: null,
    said: '',
    emitted: [],
    happened: [],
  }
  run(conversation, { do: 'take', target: flow.initialState })
  return conversation
}

function run(conversation: Conversation, first: Step): void {
  let step = first
  while (step.do !== 'wait') step = perform(conversation, step)
}

/** A user's message arrives: it is refused, dropped, put into the inbox, or taken up. */
export function userMessage(
  conversation: Conversation,
  { text, id, at = conversation.now, interrupt: cutsOff = false }: UserMessage,
): void {
  if (typeof text !== 'string' || conversation.outcome) return
  if (text.length > (conversation.flow.maxMessageLength ?? 10_000)) return
  if (id !== undefined && isSeen(conversation, id)) return
  const message = { text, at, ...(id === undefined ? {} : { id }) }
  if (isReady(conversation)) run(conversation, { do: 'takeUp', message })
  else if (conversation.inbox.length < LARGEST_INBOX) {
    conversation.inbox.push(message)
    if (cutsOff || conversation.flow.whileBusy === 'interrupt') interrupt(conversation)
  }
}

function isReady({ substate }: Conversation): boolean {
  return substate === 'listening' || substate === 'failed'
}

/** An event comes from outside: it is refused, or waits; where the conversation rests, it is taken at once. */
export function eventComes(conversation: Conversation, { event, payload, id }: WaitingEvent): void {
  if (conversation.outcome || !conversation.flow.events?.[event]) return
  if (id !== undefined && isSeen(conversation, id)) return void refuse(conversation)
  const waiting = { event, ...(payload === undefined ? {} : { payload }), ...(id === undefined ? {} : { id }) }
  if (isTaken(conversation, waiting)) arrive(conversation, waiting)
}

/** A person says something in the flow's place. Only a flow with events hears it. */
export function operatorSpeaks(conversation: Conversation, { text, id, name }: Omit<WaitingOperator, 'by' | 'at'>): void {
  if (conversation.outcome || !conversation.flow.events) return
  if (text.length > (conversation.flow.maxMessageLength ?? 10_000)) return
  if (id !== undefined && isSeen(conversation, id)) return
  const named = { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) }
  arrive(conversation, { text, at: conversation.now, by: 'operator', ...named })
}

function arrive(conversation: Conversation, waiting: WaitingEvent | WaitingOperator): void {
  if (conversation.inbox.length >= LARGEST_INBOX) return
  conversation.inbox.push(waiting)
  if (isReady(conversation)) run(conversation, { do: 'next' })
}

function isSeen({ messages, inbox, seenIds }: Conversation, id: string): boolean {
  const said = messages.filter(({ role }) => role === 'user')
  return seenIds.includes(id) || [...said, ...inbox].some((message) => message.id === id)
}

/** A piece of the reply that is being made arrives. */
export function hear(conversation: Conversation, piece: string): void {
  conversation.said += piece
  conversation.emitted.push('reply.delta')
}

/** Ends the reply that is being made. What it has said stands; it is not judged, and nothing is extracted from it. */
export function interrupt(conversation: Conversation): void {
  if (conversation.substate !== 'responding') return
  const { said: text } = conversation
  count(conversation, { inputTokens: 0, outputTokens: 0 })
  conversation.pending = []
  if (text !== '') {
    const suggestions = offeredIn(conversation)
    appendReply(conversation, text, { interrupted: true, ...(suggestions === undefined ? {} : { suggestions }) })
    conversation.repeats += 1
    conversation.emitted.push('assistant.message')
  }
  const state = stateOf(conversation)
  if (state.transitionsOn === 'entry') run(conversation, { do: 'judge', about: 'reply', text })
  else run(conversation, listens(state) ? { do: 'listen' } : { do: 'nothingHolds', about: 'reply' })
}

/** A pending request is answered. An answer that nobody waits for any more does nothing. */
export function answer(conversation: Conversation, request: Request, given: Answer): void {
  if (!conversation.pending.includes(request)) return
  conversation.pending = conversation.pending.filter((other) => other !== request)
  run(conversation, stepAfter(conversation, request, given))
}

function stepAfter(conversation: Conversation, request: Request, given: Answer): Step {
  switch (request.kind) {
    case 'respond':
      return afterReply(conversation, given)
    case 'understand':
      return afterUnderstanding(conversation, request.model, request, given)
    case 'invoke':
      return afterActor(conversation, given)
  }
}

function afterReply(conversation: Conversation, given: Answer): Step {
  const prompt = conversation.speaking ?? stateOf(conversation).prompt ?? SILENT
  const listens = conversation.listensAfter
  const failed = (code: string): Step => ({ do: 'fail', during: 'respond', code, repeat: { do: 'speak', prompt, listens } })
  if (given.type === 'failure') return failed(given.code)
  const text = String(given.value)
  if (text.trim() === '') {
    countTokens(conversation, given.usage)
    return failed('empty')
  }
  for (const _ of given.deltas ?? []) conversation.emitted.push('reply.delta')
  count(conversation, given.usage)
  tell(conversation, { type: 'called', state: conversation.state })
  return { do: 'spoken', texts: [text] }
}

function afterUnderstanding(
  conversation: Conversation,
  model: string | null,
  request: Extract<Request, { kind: 'understand' }>,
  given: Answer,
): Step {
  const { understanding } = conversation
  if (!understanding) throw new Error('Nothing is being understood')
  const { answers } = understanding
  if (given.type === 'failure') return notUnderstood(conversation, understanding, given.code)
  if (isOffSchema(given.value, request.questions)) {
    countTokens(conversation, given.usage)
    return notUnderstood(conversation, understanding, 'off-schema')
  }
  answers.set(model, { value: given.value, usage: given.usage })
  return conversation.pending.length > 0 ? { do: 'wait' } : understood(conversation, understanding)
}

function afterActor(conversation: Conversation, given: Answer): Step {
  const { invoke, prompt } = stateOf(conversation)
  if (given.type === 'failure') {
    if (invoke?.onError !== undefined) {
      keepError(conversation, invoke.saveErrorAs, given.code)
      tell(conversation, { type: 'failed', state: conversation.state })
      return { do: 'take', target: invoke.onError }
    }
    return { do: 'fail', during: 'invoke', code: given.code, repeat: { do: 'invoke' } }
  }
  const { value } = given
  forgetError(conversation, invoke?.saveErrorAs)
  if (invoke?.saveAs !== undefined) conversation.data = { ...conversation.data, [invoke.saveAs]: value }
  else if (typeof value === 'object' && value !== null && !Array.isArray(value)) conversation.data = { ...conversation.data, ...value }
  tell(conversation, { type: 'worked', state: conversation.state })
  if (needsModel(conversation, conversation.state) && isBudgetSpent(conversation)) return { do: 'limit', reason: 'budget' }
  return { do: 'speak', prompt: prompt ?? SILENT }
}

/** What an actor of these conversations fails with: see the pending model. */
function keepError(conversation: Conversation, key: string | undefined, code: string): void {
  if (key === undefined) return
  const error = { name: 'ModelError', message: 'The script says so', code, status: null }
  conversation.data = { ...conversation.data, [key]: error }
}

function forgetError(conversation: Conversation, key: string | undefined): void {
  if (key === undefined) return
  conversation.data = Object.fromEntries(Object.entries(conversation.data).filter(([name]) => name !== key))
}

/** Runs the flow's own asynchronous functions until the conversation waits for somebody else. */
export async function settle(conversation: Conversation): Promise<void> {
  while (conversation.work) {
    const { work } = conversation
    conversation.work = null
    const step = await work()
    if (!conversation.outcome) run(conversation, step)
  }
}

export function retry(conversation: Conversation): void {
  if (conversation.substate === 'failed') run(conversation, { do: 'repeat' })
}

export function cancel(conversation: Conversation): void {
  if (!conversation.outcome) end(conversation, 'cancelled')
}

/** When the running timeout is due, in milliseconds since the epoch; null when none runs. */
export function deadlineOf(conversation: Conversation): number | null {
  const timeout = timeoutOf(conversation)
  if (conversation.substate !== 'listening' || !timeout) return null
  if (timeout.to === undefined && !isAnswered(conversation, timeout)) return null
  return conversation.listensSince + timeout.seconds * 1000
}

/** The flow's own does not hold where events are waited for. */
function timeoutOf(conversation: Conversation): Timeout | undefined {
  const { timeout } = stateOf(conversation)
  return waitsForEvents(conversation) ? timeout : (timeout ?? conversation.flow.timeout)
}

/** Time goes by, and every timeout that comes due on the way fires. */
export async function passTime(conversation: Conversation, milliseconds: number): Promise<void> {
  const end = conversation.now + milliseconds
  for (let deadline = deadlineOf(conversation); deadline !== null && deadline <= end; deadline = deadlineOf(conversation)) {
    conversation.now = Math.max(conversation.now, deadline)
    silence(conversation)
    await settle(conversation)
  }
  conversation.now = end
}

function isAnswered({ silences }: Conversation, { max, prompts = [] }: Timeout): boolean {
  return silences < (max ?? prompts.length)
}

/** The user has said nothing for so long that it is answered, or leads away. */
function silence(conversation: Conversation): void {
  const state = stateOf(conversation)
  const timeout = timeoutOf(conversation)
  if (timeout && isAnswered(conversation, timeout)) {
    conversation.silences += 1
    if (state.collect) run(conversation, askAfterSilence(conversation, nth(timeout.prompts, conversation.silences)))
    else run(conversation, { do: 'speakAgain', prompt: nth(timeout.prompts, conversation.silences) ?? state.prompt ?? SILENT })
  } else if (timeout?.to !== undefined) run(conversation, { do: 'take', target: timeout.to })
}

export type { Answer, Conversation, Request } from './conversation.js'
