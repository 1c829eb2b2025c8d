import type { ConversationError } from '../../machine/index.js'
import type { CommonWorkerOptions } from './worker-options.js'

/** After so many attempts a conversation is given up. */
export const MOST_ATTEMPTS = 8

const FIRST_MILLISECONDS = 5_000
const LONGEST_MILLISECONDS = 15 * 60_000

const PASSING = new Set(['timeout', 'rate-limit', 'connection', 'empty', 'off-schema'])

/** Returns how long to wait after so many attempts. */
export function backOff(attempts: number): number {
  return Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** attempts)
}

/** Returns how long to wait before a call that failed is made again; undefined for one that is not. */
export function retryDelay(error: ConversationError, attempts: number, retry: CommonWorkerOptions['retry']): number | undefined {
  const asked = retry?.(error, attempts) ?? mayPass(error)
  if (asked === false) return undefined
  return typeof asked === 'number' ? asked : Math.max(backOff(attempts), error.retryAfter ?? 0)
}

/** Tells whether the same call may succeed later. */
function mayPass({ code, status }: ConversationError): boolean {
  return PASSING.has(code) || (code === 'http' && status !== null && status >= 500)
}
