import { quote } from '../../diagnostics/quote.js'
import type { ConversationError, FailedStep } from '../../machine/context.js'
import { isRecord } from '../../machine/event-facts.js'
import type { LimitKind } from '../../machine/events.js'
import { addUsage, safeUsage } from '../../model/usage.js'
import type { Update } from './update.js'

/** Counts a visit and makes the state the current one. */
export const enter: Update<{ readonly state: string; readonly transition: string | null }> = ({ context }, { state, transition }) => {
  const visits = (Object.hasOwn(context.visits, state) ? (context.visits[state] ?? 0) : 0) + 1
  const from = Object.keys(context.visits).length === 0 ? null : context.state
  return {
    context: { state, visits: { ...context.visits, [state]: visits }, noMatches: 0, error: null },
    emit: [{ type: 'state.entered', state, from, transition, visits }],
  }
}

export const reachLimit: Update<{ readonly limit: LimitKind; readonly to: string | null }> = ({ context }, { limit, to }) => ({
  context: { error: null },
  emit: [{ type: 'limit.reached', limit, state: context.state, to }],
})

export const clearError: Update = () => ({ context: { error: null } })

/** Hands the answers on to where they are judged with the data merged. */
export const raiseUnderstood: Update = ({ event }) => ({ raise: { type: 'flow.understood', output: event.output } })

/** Lets the machine judge what follows a verbatim prompt, on an event as everywhere. */
export const raiseSpoken: Update = () => ({ raise: { type: 'flow.spoken' } })

/** What is known of a failure before it happens: which step it is of. */
export interface FailureParams {
  readonly during: FailedStep
  readonly about?: 'user' | 'reply'
  /** Given where nothing was thrown. */
  readonly code?: string
}

/** Keeps a failure as plain JSON: an `Error` in a snapshot would become `{}`. */
export const recordFailure: Update<FailureParams> = ({ context, event }, params) => {
  const error = params.code === undefined ? describeError(event.error, params) : unusableOutput(event.output, params.code, params)
  // What a failed call cost is spent all the same.
  const cost = Reflect.get(Object(params.code === undefined ? event.error : event.output), 'usage')
  const usage = params.during === 'invoke' ? context.usage : addUsage(context.usage, { modelCalls: 0, ...safeUsage(cost) })
  return { context: { error, partialReply: '', usage }, emit: [{ type: 'model.failed', error, state: context.state }] }
}

function describeError(thrown: unknown, { during, about }: FailureParams): ConversationError {
  const facts = isRecord(thrown) || thrown instanceof Error ? thrown : {}
  const text = (key: string, otherwise: string) => {
    const value = Reflect.get(facts, key)
    return typeof value === 'string' && value !== '' ? value : otherwise
  }
  const status = Reflect.get(facts, 'status')
  const retryAfter = Reflect.get(facts, 'retryAfter')
  return {
    name: text('name', 'Error'),
    message: text('message', typeof thrown === 'string' ? thrown : 'The call failed without a message.'),
    code: text('code', 'failed'),
    status: typeof status === 'number' ? status : null,
    ...(typeof retryAfter === 'number' && Number.isFinite(retryAfter) ? { retryAfter } : {}),
    during,
    ...(about === undefined ? {} : { about }),
  }
}

function unusableOutput(output: unknown, code: string, { during }: FailureParams): ConversationError {
  const message =
    during === 'invoke'
      ? 'The actor gave an output that JSON can not hold (a cycle or a BigInt), and so a conversation can not keep.'
      : isRecord(output) && typeof output.text === 'string'
        ? 'The model gave an empty reply.'
        : `The respond actor has to give { text }; it gave ${quote(output)}.`
  return { name: during === 'invoke' ? 'Error' : 'ModelError', message, code, status: null, during }
}
