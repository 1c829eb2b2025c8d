import type { PromptDefinition } from '../definition/flow.js'
import { NotJsonError, takeIn } from '../diagnostics/copy-json.js'
import { isRecord } from '../diagnostics/json.js'
import { quote } from '../diagnostics/quote.js'
import type { ConversationError, FailedStep } from '../machine/context.js'
import { outputOf, usageOf } from '../machine/event-facts.js'
import type { CommonAction } from '../machine/implementation-names.js'
import { mergeData } from '../machine/json-copy.js'
import type { ConfigMeta } from '../machine/meta.js'
import { LONGEST_TEXT } from '../model/message.js'
import { addUsage, CUT_OFF, readProperty, safeUsage } from '../model/usage.js'
import { addReplies, type Speaker, verbatimActions } from './conversation-actions.js'
import { saveError, saveOutput } from './data-actions.js'
import { askedIn, promptView } from './requests.js'
import { countUnderstanding } from './understood.js'
import { messagesOf, promptNow, wordingNow } from './wordings.js'
import { type RuntimeAction, type Update, xstateAction } from './xstate-action.js'

/** Makes the actions of every conversation: those without actors, and those that take in what actors give. */
export function conversationActions(meta: ConfigMeta) {
  return {
    ...verbatimActions(meta),
    raiseUnderstood: xstateAction(raiseUnderstood),
    speak: xstateAction(speak(meta)),
    recordReply: xstateAction(recordReply(meta)),
    recordInterrupted: xstateAction(recordInterrupted(meta)),
    recordUnderstanding: xstateAction(recordUnderstanding),
    saveOutput: xstateAction(saveOutput),
    relayDelta: xstateAction(relayDelta),
    recordFailure: xstateAction(recordFailure),
    saveError: xstateAction(saveError),
  } satisfies Record<CommonAction, RuntimeAction<never>>
}

/** Says what is spoken: a text, a prompt, or the one of the prompts whose turn it is. */
export interface SpeakParams {
  readonly say?: string
  readonly prompt?: PromptDefinition
  readonly prompts?: readonly PromptDefinition[]
}

/** Speaks a verbatim prompt. */
const speak =
  (speaker: Speaker): Update<SpeakParams> =>
  ({ context, now }, { say, prompt, prompts }) => {
    const state = speaker.stateOf(context.state)
    const wording = say === undefined ? wordingNow(prompts === undefined ? (prompt ?? {}) : promptNow(state, context), context) : { say }
    const view = Object.assign(promptView(context, state.promptParams ?? {}), askedIn(state, context))
    return addReplies({ context, now }, messagesOf(wording, view), speaker)
  }

/** Adds the reply that the `respond` actor gave. */
const recordReply =
  (speaker: Speaker): Update =>
  ({ context, event, now }) => {
    const output = outputOf(event)
    const change = addReplies({ context, now }, [typeof output.text === 'string' ? output.text : ''], speaker)
    return { ...change, context: { ...change.context, usage: addUsage(context.usage, usageOf(output)) } }
  }

/** Merges what the `understand` actor found out. */
const recordUnderstanding: Update = ({ context, event }) => {
  const output = outputOf(event)
  const counted = countUnderstanding(context, output, output.data)
  return {
    emit: counted.emit,
    context: {
      ...counted.context,
      data: mergeData(context.data, output.data),
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
  ({ context, now }) => {
    const text = context.partialReply.slice(0, LONGEST_TEXT)
    const usage = addUsage(context.usage, CUT_OFF)
    if (text === '') return { context: { usage } }
    const change = addReplies({ context, now }, [text], speaker, { interrupted: true })
    return { ...change, context: { ...change.context, usage } }
  }

/** Hands the answers on to where they are judged with the data merged. */
const raiseUnderstood: Update = ({ event }) => ({ raise: { type: 'flow.understood', output: event.output } })

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
