import type { WaitingMessage } from '../../machine/context.js'
import { idOf, textOf, timeOf, type UnknownEvent } from '../../machine/event-facts.js'
import { addMessage, type Update } from './update.js'

/** Takes up the user's message that the event holds: a turn begins. */
export const takeUp =
  (maxMessages: number): Update =>
  ({ context, event }) => {
    const id = idOf(event)
    const turn = context.turn + 1
    const message = { role: 'user' as const, text: textOf(context, event), state: context.state, turn, at: timeOf(event) }
    const change = addMessage(context, id === undefined ? message : { ...message, id }, maxMessages)
    return { ...change, context: { ...change.context, turn, error: null } }
  }

/** Keeps a message that came while the flow was busy. */
export const enqueue: Update = ({ context, event }) => ({ context: { inbox: [...context.inbox, waitingMessage(event)] } })

/** Takes the oldest waiting message up, in the macrostep that comes to rest. */
export const takeFromInbox: Update = ({ context }) => {
  const [next, ...rest] = context.inbox
  return next === undefined ? {} : { context: { inbox: rest }, raise: { type: 'user.message', ...next } }
}

/** Says why a message was not taken. */
export const refuse: Update<{ readonly reason?: 'inbox-full' } | undefined> = ({ event }, params) => ({
  emit: [
    {
      type: 'message.refused',
      reason: params?.reason ?? (typeof event.text === 'string' ? 'duplicate' : 'malformed'),
      id: idOf(event) ?? null,
    },
  ],
})

/** Counts a message that fired no transition. */
export const countMiss: Update = ({ context, event }) => {
  const noMatches = context.noMatches + 1
  return { context: { noMatches }, emit: [{ type: 'no.match', state: context.state, text: textOf(context, event), noMatches }] }
}

function waitingMessage(event: UnknownEvent): WaitingMessage {
  const id = idOf(event)
  const message = { text: typeof event.text === 'string' ? event.text : '', at: timeOf(event) }
  return id === undefined ? message : { ...message, id }
}
