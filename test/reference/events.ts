import type { EventWay, OnEvent } from '../../src/definition/flow.js'
import type { JsonObject } from '../../src/diagnostics/json.js'
import {
  append,
  type Conversation,
  type Step,
  stateOf,
  tell,
  type WaitingEvent,
  type WaitingMessage,
  type WaitingOperator,
} from './conversation.js'
import { definitionOf, firstOf, homeOf, reachedByCallStates } from './flows.js'
import { applyChange } from './wordings.js'

/** Whether the flow takes the event at all: one that is not declared is not heard, and one that does not fit is refused. */
export function isTaken(conversation: Conversation, { event, payload }: WaitingEvent): boolean {
  const declared = conversation.flow.events?.[event]
  if (!declared) return false
  if (payload !== undefined && !isJson(payload)) return refuse(conversation)
  return declared.payload === undefined || fits(payload ?? null, declared.payload) || refuse(conversation)
}

export function refuse(conversation: Conversation): false {
  conversation.emitted.push('event.refused')
  return false
}

function isJson(payload: unknown): boolean {
  return typeof payload !== 'number' || Number.isFinite(payload)
}

/** Only numbers, and objects with required numbers, stand in the random flows. */
function fits(payload: unknown, schema: JsonObject): boolean {
  if (schema.type === 'number') return typeof payload === 'number'
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return false
  return Object.entries(payload).some(([name, value]) => name === 'amount' && typeof value === 'number')
}

/** The next that waits and is not held, where the state rests. */
export function nextWaiting(conversation: Conversation): Step {
  const waiting = conversation.inbox.find((each) => !('held' in each && each.held))
  if (!waiting) return { do: 'wait' }
  if ('event' in waiting) return takeEvent(conversation, waiting)
  conversation.inbox = conversation.inbox.filter((each) => each !== waiting)
  return 'by' in waiting ? addOperatorMessage(conversation, waiting) : { do: 'takeUp', message: waiting }
}

/** What an event does where the conversation rests. It stands in the inbox, which it leaves unless it is held. */
function takeEvent(conversation: Conversation, waiting: WaitingEvent): Step {
  const { event, payload, id } = waiting
  const { flow, stack } = conversation
  const own = stateOf(conversation).on?.[event]
  const isAwaited = stack.some(({ from }) => stateOf(conversation, from).on?.[event] !== undefined)
  if (own === undefined && isAwaited) {
    waiting.held = true
    return { do: 'next' }
  }
  conversation.inbox = conversation.inbox.filter((each) => each !== waiting)
  remember(conversation, id)
  const handler = own ?? flow.on?.[event]
  if (handler === undefined) {
    conversation.emitted.push('event.ignored')
    return { do: 'next' }
  }
  const { to, saveAs, call, nextStates: _outcomes, ...change } = wayOf(handler)
  if (call !== undefined && !mayCall(conversation, call)) {
    conversation.emitted.push('event.ignored')
    return { do: 'next' }
  }
  const isFailed = conversation.substate === 'failed'
  if (!isFailed) conversation.silences = 0
  if (saveAs !== undefined) conversation.data = { ...conversation.data, [saveAs]: payload ?? null }
  tell(conversation, { type: 'event', event })
  if (to !== undefined) return { do: 'take', target: to, change }
  if (call !== undefined)
    return { do: 'take', target: firstOf(flow, call), change, call: { flow: call, by: { scope: 'event', name: event } } }
  applyChange(conversation, change)
  if (change.reset === true && !isFailed) conversation.noMatches = 0
  return { do: 'next' }
}

/** A flow is active once, and comes back to a state that rests. */
function mayCall({ flow, state, stack }: Conversation, called: string): boolean {
  const within = reachedByCallStates(flow, called)
  const { transitions, on = {}, collect, advanceTo, transitionsOn } = definitionOf(flow, state) ?? {}
  const waits = (transitions !== undefined || collect !== undefined || Object.keys(on).length > 0) && advanceTo === undefined
  return waits && transitionsOn !== 'entry' && !within.includes(homeOf(state) ?? '') && !stack.some((frame) => within.includes(frame.flow))
}

function wayOf(handler: OnEvent): EventWay {
  return typeof handler === 'string' ? { to: handler } : handler
}

/** A person speaks in the flow's place. A failed call stays failed. */
function addOperatorMessage(conversation: Conversation, { text, at, id, name }: WaitingOperator): Step {
  const { state, turn, lastUserId } = conversation
  conversation.replies += 1
  const own = `${lastUserId}.${conversation.replies}`
  append(conversation, {
    role: 'assistant',
    text,
    state,
    turn,
    at,
    id: id ?? own,
    by: 'operator',
    ...(name === undefined ? {} : { name }),
  })
  if (conversation.substate !== 'failed') conversation.silences = 0
  conversation.emitted.push('assistant.message')
  remember(conversation, id)
  return conversation.substate === 'failed' ? { do: 'next' } : { do: 'listen' }
}

/** A message that was kept where an event is waited for. */
export function keep(conversation: Conversation): Step {
  conversation.unjudgedTurns += 1
  return { do: 'listen' }
}

export function remember(conversation: Conversation, id: string | undefined): void {
  if (id === undefined || id.startsWith('sent-') || id.length > 200) return
  conversation.seenIds = [...conversation.seenIds, id].slice(-1000)
}

export function waitsForEvents(conversation: Conversation): boolean {
  return stateOf(conversation).transitionsOn === 'event'
}

export type Waiting = WaitingMessage | WaitingEvent | WaitingOperator
