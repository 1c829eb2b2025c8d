import OpenAI from 'openai'
import { retryAfter } from '../model-error.js'
import { isQuota, isRateLimit, statusOf } from './failure-kinds.js'

const FIRST_DELAY = 500
const LONGEST_DELAY = 8_000

/**
 * How long to wait before a failed request is sent again, in milliseconds: as the server says, else longer each time.
 *
 * @returns undefined when it must not be sent again
 */
export function retryDelay(error: unknown, attempt: number): number | undefined {
  if (!mayPass(error)) return undefined
  // Some jitter, so that many callers do not come back at the same moment.
  return retryAfterOf(error) ?? Math.min(FIRST_DELAY * 2 ** attempt, LONGEST_DELAY) * (1 - Math.random() / 4)
}

/** What the server asks to wait, in milliseconds; undefined when it does not say. */
export function retryAfterOf(error: unknown): number | undefined {
  return retryAfter((name) => headerOf(error, name))
}

function mayPass(error: unknown): boolean {
  if (isQuota(error) || error instanceof OpenAI.APIConnectionTimeoutError) return false
  const wish = headerOf(error, 'x-should-retry')
  if (wish === 'true' || wish === 'false') return wish === 'true'
  if (error instanceof OpenAI.APIConnectionError) return true
  const status = statusOf(error)
  return status === 408 || status === 409 || isRateLimit(error) || (status !== undefined && status >= 500)
}

function headerOf(error: unknown, name: string): string | null {
  const headers: unknown = error instanceof Error && 'headers' in error ? error.headers : undefined
  return headers instanceof Headers ? headers.get(name) : null
}

/** Waits, or rejects as soon as the signal is aborted. */
export function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const abort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', abort, { once: true })
  })
}
