import { quote } from '../../diagnostics/quote.js'
import type { ConversationError, FailedStep } from '../../machine/context.js'
import { isRecord } from '../../machine/event-facts.js'
import type { Update } from './change.js'

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
  return { context: { error, partialReply: '' }, emit: [{ type: 'model.failed', error, state: context.state }] }
}

function describeError(thrown: unknown, { during, about }: FailureParams): ConversationError {
  const facts = isRecord(thrown) || thrown instanceof Error ? thrown : {}
  const text = (key: string, otherwise: string) => {
    const value = Reflect.get(facts, key)
    return typeof value === 'string' && value !== '' ? value : otherwise
  }
  const status = Reflect.get(facts, 'status')
  return {
    name: text('name', 'Error'),
    message: text('message', typeof thrown === 'string' ? thrown : 'The call failed without a message.'),
    code: text('code', 'failed'),
    status: typeof status === 'number' ? status : null,
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
