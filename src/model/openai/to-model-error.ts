import OpenAI from 'openai'
import { ModelError } from '../model-error.js'
import { redact } from './redact.js'

/** What is known of a call that failed, apart from its error. */
export interface FailedCall {
  readonly aborted: boolean
  readonly timedOut: boolean
  /** In milliseconds. */
  readonly timeout: number
  /** The client's key, which no message may hold. */
  readonly secret: string | null
}

/**
 * Says in talkchart's codes why a call failed. The client's own error is not kept as a cause: it holds what the server
 * sent back, which may echo the key.
 */
export function toModelError(error: unknown, call: FailedCall): ModelError {
  if (error instanceof ModelError) return error
  if (call.aborted) return new ModelError('aborted', 'The call to the model was aborted.')
  if (call.timedOut || error instanceof OpenAI.APIConnectionTimeoutError) {
    return new ModelError('timeout', `The model server did not answer within ${call.timeout} ms.`)
  }
  const reason = redact(error instanceof Error ? error.message : String(error), call.secret)
  const status = statusOf(error)
  if (status !== undefined) return statusError(status, reason)
  if (error instanceof SyntaxError) return new ModelError('off-schema', 'The model server answered with something that is not JSON.')
  if (isRateLimit(error)) return new ModelError('rate-limit', `The model server limits the rate of calls: ${reason}`)
  if (isConnection(error))
    return new ModelError('connection', `The connection to the model server failed: ${connectionReason(error, call.secret)}`)
  return new ModelError('model', `The call to the model failed: ${reason}`)
}

/** The HTTP status of a client's error; by its shape, so that any copy or version of the client will do. */
export function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  return typeof status === 'number' ? status : undefined
}

function statusError(status: number, reason: string): ModelError {
  // The client begins its messages with the status.
  const detail = reason.replace(/^\d{3} /, '')
  if (status === 429) return new ModelError('rate-limit', `The model server limits the rate of calls (HTTP 429): ${detail}`, { status })
  return new ModelError('http', `The model server answered HTTP ${status}: ${detail}`, { status })
}

/** An error sent inside a stream has no status, only the server's own code. */
function isRateLimit(error: unknown): boolean {
  return error instanceof OpenAI.APIError && [error.code, error.type].some((word) => /rate.?limit|^429$/i.test(String(word)))
}

/** `fetch` and the readers of its body report a lost connection as a TypeError, worded differently in each runtime. */
function isConnection(error: unknown): error is Error {
  if (error instanceof OpenAI.APIConnectionError) return true
  return error instanceof TypeError && /terminated|network|fetch failed|failed to fetch|load failed/i.test(error.message)
}

function connectionReason(error: Error, secret: string | null): string {
  const messages: string[] = []
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) messages.push(cause.message)
  return redact(messages.filter(Boolean).join(': '), secret)
}
