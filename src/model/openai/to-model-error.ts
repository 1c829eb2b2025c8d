import OpenAI from 'openai'
import { isLostConnection, messagesOf } from '../chat/failure.js'
import { ModelError } from '../model-error.js'
import { redact } from '../redact.js'
import { isContentFilter, isQuota, isRateLimit, statusOf } from './failure-kinds.js'
import { retryAfterOf } from './retry.js'

/** What is known of a call that failed, apart from its error. */
export interface FailedCall {
  readonly aborted: boolean
  readonly timedOut: boolean
  /** In milliseconds. */
  readonly timeout: number
  /** What the client sends that no message may hold. */
  readonly secrets: readonly string[]
}

/**
 * Says in talkchart's codes why a call failed. The client's own error is not kept as a cause: it holds what the server
 * sent back, which may echo the key.
 */
export function toModelError(error: unknown, call: FailedCall): ModelError {
  if (ModelError.isInstance(error)) return error
  if (call.aborted) return new ModelError('aborted', 'The call to the model was aborted.')
  if (call.timedOut || error instanceof OpenAI.APIConnectionTimeoutError) {
    return new ModelError('timeout', `The model server did not answer within ${call.timeout} ms.`)
  }
  const status = statusOf(error)
  const failure = (code: ModelError['code'], what: string) => {
    const http = status === undefined ? '' : ` (HTTP ${status})`
    return new ModelError(code, `${what}${http}: ${reasonOf(error, call)}`, { status, retryAfter: retryAfterOf(error) })
  }
  if (isContentFilter(error)) return failure('refusal', "The model server's content filter held the answer back")
  if (isQuota(error)) return failure('quota', 'The account at the model server has no quota left')
  if (isRateLimit(error)) return failure('rate-limit', 'The model server limits the rate of calls')
  if (status !== undefined) {
    const reason = reasonOf(error, call)
    return new ModelError('http', `The model server answered HTTP ${status}: ${reason}`, { status, retryAfter: retryAfterOf(error) })
  }
  if (error instanceof SyntaxError) return new ModelError('off-schema', 'The model server answered with something that is not JSON.')
  if (isConnection(error)) return failure('connection', 'The connection to the model server failed')
  return failure('model', 'The call to the model failed')
}

function reasonOf(error: unknown, { secrets }: FailedCall): string {
  if (isConnection(error)) return redact(messagesOf(error), secrets)
  // The client begins its messages with the status.
  return redact(error instanceof Error ? error.message : String(error), secrets).replace(/^\d{3} /, '')
}

function isConnection(error: unknown): error is Error {
  return error instanceof OpenAI.APIConnectionError || isLostConnection(error)
}
