import { takeIn } from '../diagnostics/copy-json.js'
import type { ConversationContext, WaitingEvent } from '../machine/context.js'
import { idOf, isMalformedEvent, timeOf, type UnknownEvent } from '../machine/event-facts.js'
import { mergeData } from '../machine/json-copy.js'
import { replyId, withSeenId } from '../machine/message-ids.js'
import type { Message } from '../model/message.js'
import { addMessage } from './add-message.js'
import { noSilencesAtRest } from './data-actions.js'
import type { Update } from './xstate-action.js'

/** Takes an event: keeps its payload, and remembers its id. */
export const takeEvent: Update<{ readonly saveAs: string | null }> = ({ context, event }, { saveAs }) => ({
  context: {
    ...remembered(context, event),
    ...noSilencesAtRest(context),
    ...(saveAs === null ? {} : { data: mergeData(context.data, { [saveAs]: takeIn(event.payload ?? null) }) }),
  },
})

/** Says that nothing handles an event here. It is not kept for later. */
export const ignoreEvent: Update = ({ context, event }) => ({
  context: remembered(context, event),
  emit: [{ type: 'event.ignored', event: event.type, id: idOf(event) ?? null, state: context.state }],
})

/** Says why an event was not taken. */
export const refuseEvent: Update<{ readonly reason: 'inbox-full' | 'invalid-payload' } | undefined> = ({ event }, params) => ({
  emit: [
    {
      type: 'event.refused',
      event: event.type,
      reason: params?.reason ?? (isMalformedEvent(event) ? 'malformed' : 'duplicate'),
      id: idOf(event) ?? null,
    },
  ],
})

/** Adds what a person said in the flow's place. */
export const addOperatorMessage =
  (maxMessages: number): Update =>
  ({ context, event }) => {
    const { state, turn } = context
    const id = idOf(event)
    const message: Message = {
      role: 'assistant',
      text: typeof event.text === 'string' ? event.text : '',
      state,
      turn,
      at: timeOf(event),
      id: id ?? replyId(context),
      by: 'operator',
      ...(typeof event.name === 'string' ? { name: event.name } : {}),
    }
    const change = addMessage(context, message, maxMessages)
    return { ...change, context: { ...change.context, ...remembered(context, event), ...noSilencesAtRest(context) } }
  }

/** Keeps an event in its place until the state that handles it goes on. Those that came later may be taken before it. */
export const holdEvent: Update = ({ context: { inbox }, event }) => {
  const later = inbox.findIndex((waiting) => !('held' in waiting))
  const place = later < 0 ? inbox.length : later
  return { context: { inbox: inbox.toSpliced(place, 0, { ...waitingEvent(event), held: true }) } }
}

/** Keeps an event that came while the flow was busy. */
export const enqueueEvent: Update = ({ context, event }) => ({ context: { inbox: [...context.inbox, waitingEvent(event)] } })

function waitingEvent(event: UnknownEvent): WaitingEvent {
  const id = idOf(event)
  const payload = event.payload === undefined ? {} : { payload: takeIn(event.payload) }
  return { type: event.type, ...payload, at: timeOf(event), ...(id === undefined ? {} : { id }) }
}

function remembered(context: ConversationContext, event: UnknownEvent): Partial<ConversationContext> {
  const id = idOf(event)
  return id === undefined ? {} : { seenIds: withSeenId(context.seenIds, id) }
}
