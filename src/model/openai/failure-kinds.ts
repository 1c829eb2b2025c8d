import OpenAI from 'openai'
import { CONTENT_FILTER_WORD, QUOTA_WORD, RATE_LIMIT_WORD } from '../chat/failure.js'

/** The HTTP status of a client's error; by its shape, so that any copy or version of the client will do. */
export function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  return typeof status === 'number' ? status : undefined
}

/** Too many calls at the moment. An error sent inside a stream has no status, only the server's own code. */
export function isRateLimit(error: unknown): boolean {
  return statusOf(error) === 429 || wordsOf(error).some((word) => RATE_LIMIT_WORD.test(word))
}

/** The account has nothing left: OpenAI says so with 429 and a code, others with 402. */
export function isQuota(error: unknown): boolean {
  return statusOf(error) === 402 || wordsOf(error).some((word) => QUOTA_WORD.test(word))
}

/** The server's content filter held the request or the answer back: Azure says so with 400 and a code. */
export function isContentFilter(error: unknown): boolean {
  return wordsOf(error).some((word) => CONTENT_FILTER_WORD.test(word))
}

/** The codes that a server put into its error, also the inner one of Azure's. Its message is prose and decides nothing. */
function wordsOf(error: unknown): readonly string[] {
  if (!(error instanceof OpenAI.APIError)) return []
  const body: unknown = error.error
  const inner: unknown = isObject(body) ? (body.innererror ?? body.inner_error) : undefined
  const codes: readonly unknown[] = [error.code, error.type, isObject(inner) ? inner.code : undefined]
  return codes.filter((code) => typeof code === 'string' || typeof code === 'number').map(String)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
