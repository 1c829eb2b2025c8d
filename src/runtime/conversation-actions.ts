import type { PromptDefinition, Suggestion } from '../definition/flow.js'
import { NotJsonError, takeIn } from '../diagnostics/copy-json.js'
import { isRecord } from '../diagnostics/json.js'
import { quote } from '../diagnostics/quote.js'
import type { ConversationContext, ConversationError, FailedStep, WaitingEvent, WaitingMessage } from '../machine/context.js'
import { idOf, messageProblem, outputOf, textOf, timeOf, type UnknownEvent, usageOf } from '../machine/event-facts.js'
import { type LimitKind, type MachineEvent, outsideEvent } from '../machine/events.js'
import type { CommonAction } from '../machine/implementation-names.js'
import { mergeData } from '../machine/json-copy.js'
import { replyId, turnId, withSeenId } from '../machine/message-ids.js'
import type { ConfigMeta, FlowMeta } from '../machine/meta.js'
import { LONGEST_TEXT, type Message, type SuggestedMessage } from '../model/message.js'
import { renderTemplate, type TemplateView } from '../model/render-template.js'
import { addUsage, CUT_OFF, readProperty, safeUsage } from '../model/usage.js'
import { addMessage } from './add-message.js'
import { noSilences, saveError, saveOutput } from './data-actions.js'
import { forgetRefused, nothingAsked, suggestionsNow } from './fields/asked.js'
import { countedSinceCall } from './flows/stack.js'
import { askedIn, promptView } from './requests.js'
import { messagesOf, promptNow, wordingNow } from './wordings.js'
import { type Change, type RuntimeAction, type Update, xstateAction } from './xstate-action.js'

/** Makes the actions of every conversation, each with the type of its params. */
export function conversationActions({ flow, stateOf }: ConfigMeta) {
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
    raiseUnderstood: xstateAction(raiseUnderstood),
    speak: xstateAction(speak(speaker)),
    recordReply: xstateAction(recordReply(speaker)),
    recordInterrupted: xstateAction(recordInterrupted(speaker)),
    recordUnderstanding: xstateAction(recordUnderstanding),
    saveOutput: xstateAction(saveOutput),
    relayDelta: xstateAction(relayDelta),
    recordFailure: xstateAction(recordFailure),
    countSilence: xstateAction(countSilence),
    saveError: xstateAction(saveError),
  } satisfies Record<CommonAction, RuntimeAction<never>>
}

/** What speaking goes by. */
type Speaker = ConfigMeta

/** Says what is spoken: a text, a prompt, or the one of the prompts whose turn it is. */
export interface SpeakParams {
  readonly say?: string
  readonly prompt?: PromptDefinition
  readonly prompts?: readonly PromptDefinition[]
}

/** Speaks a verbatim prompt. */
const speak =
  (speaker: Speaker): Update<SpeakParams> =>
  ({ context }, { say, prompt, prompts }) => {
    const state = speaker.stateOf(context.state)
    const wording = say === undefined ? wordingNow(prompts === undefined ? (prompt ?? {}) : promptNow(state, context), context) : { say }
    const view = Object.assign(promptView(context, state.promptParams ?? {}), askedIn(state, context))
    return addReplies(context, messagesOf(wording, view), speaker)
  }

/** Adds the reply that the `respond` actor gave. */
const recordReply =
  (speaker: Speaker): Update =>
  ({ context, event }) => {
    const output = outputOf(event)
    const change = addReplies(context, [typeof output.text === 'string' ? output.text : ''], speaker)
    return { ...change, context: { ...change.context, usage: addUsage(context.usage, usageOf(output)) } }
  }

/** Merges what the `understand` actor found out. */
const recordUnderstanding: Update = ({ context, event }) => {
  const output = outputOf(event)
  return {
    context: {
      data: mergeData(context.data, output.data),
      usage: addUsage(context.usage, usageOf(output)),
      ...(typeof output.reason === 'string' ? { reason: output.reason } : {}),
    },
  }
}

/** Passes a piece of the reply on to the machine's listeners. */
const relayDelta: Update = ({ context, event }) => {
  const { delta, text } = isRecord(event.snapshot) ? event.snapshot : {}
  if (typeof delta !== 'string' || delta === '') return {}
  return {
    context: { partialReply: typeof text === 'string' ? text : context.partialReply + delta },
    emit: [{ type: 'reply.delta', delta, state: context.state, turn: context.turn }],
  }
}

/** Keeps what was said of a reply that is cut off. The call counts, though nobody tells what it cost. */
const recordInterrupted =
  (speaker: Speaker): Update =>
  ({ context }) => {
    const text = context.partialReply.slice(0, LONGEST_TEXT)
    const usage = addUsage(context.usage, CUT_OFF)
    if (text === '') return { context: { usage } }
    const change = addReplies(context, [text], speaker, { interrupted: true })
    return { ...change, context: { ...change.context, usage } }
  }

/** Adds what the flow says, a message for each text. The last one carries what the user is offered to say. */
function addReplies(context: ConversationContext, texts: readonly string[], { flow, stateOf }: Speaker, marks: Partial<Message> = {}) {
  const state = stateOf(context.state)
  const { promptParams = {} } = state
  const suggestions = suggestionsNow(state, context)
  let change: Required<Pick<Change, 'context' | 'emit'>> = { context: {}, emit: [] }
  for (const [position, text] of texts.entries()) {
    const spoken = { ...context, ...change.context }
    const isLast = position === texts.length - 1
    const offered = isLast && suggestions.length > 0 ? { suggestions: rendered(suggestions, promptView(spoken, promptParams)) } : {}
    const added = addMessage(spoken, { ...replyOf(spoken, text), ...marks, ...offered }, flow.maxMessages)
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

function replyOf(context: ConversationContext, text: string): Message {
  const { state, turn } = context
  return { role: 'assistant', text, state, turn, at: Date.now(), id: replyId(context) }
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

/** Hands the answers on to where they are judged with the data merged. */
const raiseUnderstood: Update = ({ event }) => ({ raise: { type: 'flow.understood', output: event.output } })

/** Lets the machine judge what follows a verbatim prompt, on an event as everywhere. */
const raiseSpoken: Update = () => ({ raise: { type: 'flow.spoken' } })

/** What is known of a failure before it happens: which step it is of. */
export interface FailureParams {
  readonly during: FailedStep
  readonly about?: 'user' | 'reply'
  /** Given where nothing was thrown. */
  readonly code?: string
}

/** Keeps a failure as plain JSON: an `Error` in a snapshot would become `{}`. */
const recordFailure: Update<FailureParams> = ({ context, event }, params) => {
  const error = params.code === undefined ? describeError(event.error, params) : unusableOutput(event.output, params.code, params)
  // What a failed call cost is spent all the same.
  const cost = readProperty(params.code === undefined ? event.error : event.output, 'usage')
  const usage = params.during === 'invoke' ? context.usage : addUsage(context.usage, { modelCalls: 0, ...safeUsage(cost) })
  return { context: { error, partialReply: '', usage }, emit: [{ type: 'model.failed', error, state: context.state }] }
}

function describeError(thrown: unknown, { during, about }: FailureParams): ConversationError {
  const text = (key: string, otherwise: string) => {
    const value = readProperty(thrown, key)
    return typeof value === 'string' && value !== '' ? value : otherwise
  }
  const status = readProperty(thrown, 'status')
  const retryAfter = readProperty(thrown, 'retryAfter')
  return {
    name: text('name', 'Error'),
    message: text('message', typeof thrown === 'string' ? thrown : 'The call failed without a message.'),
    code: text('code', 'failed'),
    status: typeof status === 'number' && Number.isFinite(status) ? status : null,
    ...(typeof retryAfter === 'number' && Number.isFinite(retryAfter) ? { retryAfter } : {}),
    during,
    ...(about === undefined ? {} : { about }),
  }
}

function problemOf(output: unknown): string {
  try {
    takeIn(output, 'the output')
  } catch (error) {
    if (NotJsonError.isInstance(error)) return error.problem
  }
  return 'the output can not be read'
}

function replyProblem({ length }: string): string {
  if (length <= LONGEST_TEXT) return 'The model gave an empty reply.'
  return `The model gave a reply of ${length} characters; a record holds ${LONGEST_TEXT}.`
}

function unusableOutput(output: unknown, code: string, { during, about }: FailureParams): ConversationError {
  const name = during === 'invoke' ? 'Error' : 'ModelError'
  return { name, message: outputProblem(output, during), code, status: null, during, ...(about === undefined ? {} : { about }) }
}

function outputProblem(output: unknown, during: FailedStep): string {
  if (during !== 'respond') {
    const actor = during === 'invoke' ? 'The actor' : 'The understand actor'
    return `${actor} gave an output that a conversation can not keep: ${problemOf(output)}.`
  }
  const text = isRecord(output) ? output.text : undefined
  return typeof text === 'string' ? replyProblem(text) : `The respond actor has to give { text }; it gave ${quote(output)}.`
}

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
  return next === undefined ? {} : { context: { inbox: rest }, raise: waitingEvent(next) }
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

function waitingEvent(waiting: WaitingMessage | WaitingEvent): MachineEvent {
  if ('type' in waiting) return outsideEvent(waiting.type, waiting.payload, waiting)
  const { by, ...message } = waiting
  return by === undefined ? { type: 'user.message', ...message } : { type: 'operator.message', ...message }
}

/** Says why a message was not taken. */
const refuse: Update<{ readonly reason?: 'inbox-full'; readonly maxLength?: number } | undefined> = ({ event }, params) => ({
  emit: [
    {
      type: 'message.refused',
      reason: params?.reason ?? messageProblem(event, params?.maxLength) ?? 'duplicate',
      id: idOf(event) ?? null,
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
