import type { ErrorEvent } from './protocol.js'

/** The callers that are remembered at once; the one that is longest there is forgotten. */
const MOST_CALLERS = 10_000

/** Describes how many requests one caller may make, and in which time. */
export interface RateLimitOptions {
  /** How many calls one caller may make in each span. */
  readonly calls: number
  /** The length of the span; a minute by default. */
  readonly milliseconds?: number
}

/**
 * Counts calls by caller, for the `authorize` of a `modelHandler`. It counts in this process's memory: several processes allow
 * as many calls each.
 *
 * @returns a function that takes a caller's name, such as a user id or an address, and gives true or the answer 429 with `Retry-After`
 * @example
 * const limit = rateLimit({ calls: 20 })
 * const handler = modelHandler(model, { flow, authorize: ({ headers }) => limit(headers.get('authorization') ?? '') })
 */
export function rateLimit({ calls, milliseconds = 60_000 }: RateLimitOptions): (caller: string) => true | Response {
  const spans = new Map<string, { readonly end: number; used: number }>()
  return (caller) => {
    const now = Date.now()
    const known = spans.get(caller)
    const span = known !== undefined && known.end > now ? known : { end: now + milliseconds, used: 0 }
    if (span !== known) {
      spans.delete(caller)
      spans.set(caller, span)
      const [longestThere] = spans.keys()
      if (spans.size > MOST_CALLERS && longestThere !== undefined) spans.delete(longestThere)
    }
    if (span.used >= calls) return tooManyCalls(span.end - now)
    span.used += 1
    return true
  }
}

function tooManyCalls(milliseconds: number): Response {
  const event: ErrorEvent = { type: 'error', code: 'rate-limit', status: 429, message: 'The model has too many calls at the moment.' }
  return Response.json(event, { status: 429, headers: { 'retry-after': String(Math.ceil(milliseconds / 1000)) } })
}
