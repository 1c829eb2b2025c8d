import type { Suggestion } from '../definition/flow.js'
import type { ConversationContext, WaitingEvent, WaitingMessage } from '../machine/context.js'
import { idOf, messageProblem, textOf, timeOf, type UnknownEvent } from '../machine/event-facts.js'
import { eventOfWaiting, type LimitKind } from '../machine/events.js'
import type { VerbatimAction } from '../machine/implementation-names.js'
import { replyId, turnId, withSeenId } from '../machine/message-ids.js'
import type { ConfigMeta, FlowMeta } from '../machine/meta.js'
import type { Message, SuggestedMessage } from '../model/message.js'
import { renderTemplate, type TemplateView } from '../model/render-template.js'
import { addMessage } from './add-message.js'
import { noSilences } from './data-actions.js'
import { forgetRefused, nothingAsked, suggestionsNow } from './fields/asked.js'
import { countedSinceCall } from './flows/stack.js'
import { promptView } from './requests.js'
import { type Change, type RuntimeAction, type Update, type UpdateInput, xstateAction } from './xstate-action.js'

/** Makes the actions of a conversation that calls no actor and speaks word for word, each with the type of its params. */
export function verbatimActions({ flow, stateOf }: ConfigMeta) {
  const { maxMessages } = flow
  const speaker: Speaker = { flow, stateOf }
  return {
    takeUp: xstateAction(takeUp(maxMessages)),
    enqueue: xstateAction(enqueue),
    takeFromInbox: xstateAction(takeFromInbox),
    refuse: xstateAction(refuse),
    countMiss: xstateAction(countMiss),
    enter: xstateAction(enter(flow)),
    reachLimit: xstateAction(reachLimit),
    clearError: xstateAction(clearError),
    raiseSpoken: xstateAction(raiseSpoken),
    speak: xstateAction(say(speaker)),
    countSilence: xstateAction(countSilence),
  } satisfies Record<VerbatimAction, RuntimeAction<never>>
}

/** What speaking goes by. */
export type Speaker = ConfigMeta

/** Speaks a text. */
const say =
  (speaker: Speaker): Update<{ readonly say: string }> =>
  ({ context, now }, { say: text }) => {
    const view = promptView(context, speaker.stateOf(context.state).promptParams ?? {})
    return addReplies({ context, now }, [renderTemplate(text, view)], speaker)
  }

/** Adds what the flow says, a message for each text. The last one carries what the user is offered to say. */
export function addReplies(
  { context, now }: Pick<UpdateInput, 'context' | 'now'>,
  texts: readonly string[],
  { flow, stateOf }: Speaker,
  marks: Partial<Message> = {},
) {
  const state = stateOf(context.state)
  const { promptParams = {} } = state
  const suggestions = suggestionsNow(state, context)
  // Where nothing is said, there is nothing to judge either: what was said before is no reply of now.
  let change: Required<Pick<Change, 'context' | 'emit'>> = { context: texts.length === 0 ? { lastReplyText: '' } : {}, emit: [] }
  for (const [position, text] of texts.entries()) {
    const spoken = { ...context, ...change.context }
    const isLast = position === texts.length - 1
    const offered = isLast && suggestions.length > 0 ? { suggestions: rendered(suggestions, promptView(spoken, promptParams)) } : {}
    const added = addMessage(spoken, { ...replyOf(spoken, text, now()), ...marks, ...offered }, flow.maxMessages)
    change = { context: { ...change.context, ...added.context }, emit: [...change.emit, ...added.emit] }
  }
  if (!flow.countsRepeats || texts.length === 0) return change
  return { ...change, context: { ...change.context, repeats: (context.repeats ?? 0) + 1 } }
}

function rendered(suggestions: readonly Suggestion[], view: TemplateView): readonly SuggestedMessage[] {
  return suggestions.map((suggestion) => {
    const { label, text } = typeof suggestion === 'string' ? { label: suggestion, text: suggestion } : suggestion
    return { label: renderTemplate(label, view), text: renderTemplate(text, view) }
  })
}

function replyOf(context: ConversationContext, text: string, at: number): Message {
  const { state, turn } = context
  return { role: 'assistant', text, state, turn, at, id: replyId(context) }
}

/** Says which state is entered, and whether it reads the message that leads there for its fields. */
export interface EnterParams {
  readonly state: string
  readonly transition: string | null
  readonly reads?: boolean
}

/** Counts a visit and makes the state the current one. */
const enter =
  ({ countsRepeats }: FlowMeta): Update<EnterParams> =>
  ({ context }, { state, transition, reads }) => {
    const visits = (Object.hasOwn(context.visits, state) ? (context.visits[state] ?? 0) : 0) + 1
    const from = Object.keys(context.visits).length === 0 ? null : context.state
    return {
      context: {
        state,
        visits: { ...context.visits, [state]: visits },
        noMatches: 0,
        error: null,
        ...(countsRepeats ? { repeats: 0 } : {}),
        ...noSilences(context),
        ...countedSinceCall(context, state),
        ...nothingAsked(context, reads),
      },
      emit: [{ type: 'state.entered', state, from, transition, visits }],
    }
  }

const reachLimit: Update<{ readonly limit: LimitKind; readonly to: string | null; readonly limited?: string }> = (
  { context },
  { limit, to, limited },
) => ({
  context: { error: null },
  emit: [{ type: 'limit.reached', limit, state: context.state, to, ...(limited === undefined ? {} : { limited }) }],
})

const clearError: Update = () => ({ context: { error: null } })

/** Lets the machine judge what follows a verbatim prompt, on an event as everywhere. */
const raiseSpoken: Update = () => ({ raise: { type: 'flow.spoken' } })

/** Takes up the user's message that the event holds: a turn begins. */
export const takeUp =
  (maxMessages: number): Update =>
  ({ context, event }) => {
    const id = idOf(event)
    const turn = context.turn + 1
    const message = { role: 'user' as const, text: textOf(context, event), state: context.state, turn, at: timeOf(event) }
    const change = addMessage(context, { ...message, id: id ?? turnId(turn, context) }, maxMessages)
    const seenIds = id === undefined ? context.seenIds : withSeenId(context.seenIds, id)
    return { ...change, context: { ...change.context, ...forgetRefused(context), ...noSilences(context), turn, error: null, seenIds } }
  }

/** Counts a silence of the user that is answered in place. */
const countSilence: Update = ({ context }) => ({ context: { silences: (context.silences ?? 0) + 1 } })

/** Keeps a message that came while the flow was busy. */
const enqueue: Update = ({ context, event }) => ({ context: { inbox: [...context.inbox, waitingMessage(event)] } })

/** Takes the oldest that waits up, in the macrostep that comes to rest. What is held is looked at anew in each state that comes to rest. */
const takeFromInbox: Update<{ readonly passing: 'held' } | undefined> = ({ context }, params) => {
  const inbox = params?.passing === 'held' ? context.inbox : context.inbox.map(withoutHold)
  const position = inbox.findIndex((waiting) => !isHeld(waiting))
  const next = inbox[position]
  const rest = inbox.filter((waiting) => waiting !== next)
  return next === undefined ? {} : { context: { inbox: rest }, raise: eventOfWaiting(next) }
}

type Waiting = WaitingMessage | WaitingEvent

function isHeld(waiting: Waiting): boolean {
  return 'held' in waiting
}

function withoutHold(waiting: Waiting): Waiting {
  if (!('held' in waiting)) return waiting
  const { held: _held, ...event } = waiting
  return event
}

/** Says why a message was not taken. */
const refuse: Update<{ readonly reason?: 'inbox-full'; readonly maxLength?: number } | undefined> = ({ event }, params) => ({
  emit: [
    {
      type: 'message.refused',
      reason: params?.reason ?? messageProblem(event, params?.maxLength) ?? 'duplicate',
      id: idOf(event) ?? null,
      ...(event.type === 'operator.message' ? { by: 'operator' } : {}),
    },
  ],
})

/** Counts a message that fired no transition. */
const countMiss: Update = ({ context, event }) => {
  const noMatches = context.noMatches + 1
  return { context: { noMatches }, emit: [{ type: 'no.match', state: context.state, text: textOf(context, event), noMatches }] }
}

function waitingMessage(event: UnknownEvent): WaitingMessage {
  const id = idOf(event)
  const message = { text: typeof event.text === 'string' ? event.text : '', at: timeOf(event) }
  const sender = event.type === 'operator.message' ? { by: 'operator' as const, ...nameOf(event) } : {}
  return { ...message, ...(id === undefined ? {} : { id }), ...sender }
}

function nameOf({ name }: UnknownEvent) {
  return typeof name === 'string' ? { name } : {}
}
