import { isRecord } from '../../diagnostics/json.js'
import { CONTENT_FILTER_WORD, isLostConnection, messagesOf, QUOTA_WORD, RATE_LIMIT_WORD } from '../chat/failure.js'
import { ModelError, type ModelErrorCode, retryAfter } from '../model-error.js'
import { redact } from '../redact.js'

/** What is known of a call that failed, apart from its error. */
interface FailedCall {
  readonly aborted: boolean
  readonly timedOut: boolean
  /** In milliseconds. */
  readonly timeout: number
}

/** The AI SDK's names for an answer that is not of the provider's protocol. */
const OFF_PROTOCOL = new Set(['AI_JSONParseError', 'AI_TypeValidationError', 'AI_InvalidResponseDataError'])
const EMPTY = new Set(['AI_EmptyResponseBodyError', 'AI_NoContentGeneratedError'])

/**
 * Says in talkchart's codes why a call failed. Errors are told by their shape, so that any version of the AI SDK will do. The error itself is
 * not kept as a cause: it holds the whole request, and what the server sent back.
 */
export function toModelError(error: unknown, { aborted, timedOut, timeout }: FailedCall): ModelError {
  if (aborted) return new ModelError('aborted', 'The call to the model was aborted.')
  if (timedOut) return new ModelError('timeout', `The model did not answer within ${timeout} ms.`)
  if (ModelError.isInstance(error)) return error
  const status = statusOf(error)
  const [code, what] = judge(error, status)
  const http = status === undefined ? '' : ` (HTTP ${status})`
  return new ModelError(code, `${what}${http}: ${redact(reasonOf(error), [])}`, { status, retryAfter: retryAfterOf(error) })
}

function judge(error: unknown, status: number | undefined): readonly [ModelErrorCode, string] {
  const words = wordsOf(error)
  const says = (pattern: RegExp) => words.some((word) => pattern.test(word))
  const names = namesOf(error)
  if (says(CONTENT_FILTER_WORD)) return ['refusal', "The model server's content filter held the answer back"]
  if (status === 402 || says(QUOTA_WORD)) return ['quota', 'The account at the model server has no quota left']
  if (status === 429 || says(RATE_LIMIT_WORD)) return ['rate-limit', 'The model server limits the rate of calls']
  if (names.some((name) => EMPTY.has(name))) return ['empty', 'The model server answered with nothing']
  if (names.some((name) => OFF_PROTOCOL.has(name))) return ['off-schema', 'The model server answered with something that is no answer']
  if (names.includes('TimeoutError')) return ['timeout', 'The model server did not answer in time']
  if (status !== undefined) return ['http', 'The model server refused the call']
  if (names.includes('AI_APICallError') || isLostConnection(error)) return ['connection', 'The connection to the model server failed']
  return ['model', 'The call to the model failed']
}

/** The HTTP status of an error. An answer that was fine for HTTP and for nobody else has none. */
function statusOf(error: unknown): number | undefined {
  const status = isRecord(error) ? error['statusCode'] : undefined
  return typeof status === 'number' && status >= 400 ? status : undefined
}

/** The codes that a server put into its error, wherever the provider keeps them. Its message is prose and decides nothing. */
function wordsOf(error: unknown): readonly string[] {
  if (!isRecord(error)) return []
  const data = error['data']
  const places = [error, error['error'], data, isRecord(data) ? data['error'] : undefined].filter(isRecord)
  const codes = places.flatMap((place) => [place['code'], place['type'], place['status']])
  return codes.filter((code) => typeof code === 'string' || typeof code === 'number').map(String)
}

/** The names of an error and of those behind it. */
function namesOf(error: unknown): readonly string[] {
  const names: string[] = []
  for (let cause: unknown = error; cause instanceof Error && names.length < 10; cause = cause.cause) names.push(cause.name)
  return names
}

function retryAfterOf(error: unknown): number | undefined {
  const headers = isRecord(error) ? error['responseHeaders'] : undefined
  if (!isRecord(headers)) return undefined
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return retryAfter((name) => {
    const value = byName.get(name)
    return typeof value === 'string' ? value : null
  })
}

function reasonOf(error: unknown): string {
  if (isLostConnection(error)) return messagesOf(error)
  const message = isRecord(error) ? (error['message'] ?? error['error']) : error
  return typeof message === 'string' ? message : 'it gave no reason'
}
