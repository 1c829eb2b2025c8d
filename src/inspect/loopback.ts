import { quote } from '../diagnostics/quote.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Tells whether a URL names this machine and no other. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK.test(new URL(url).hostname)
}

/**
 * Returns the URL as it is.
 *
 * @throws {TalkchartError} `not-loopback` when the URL leads to another machine: a conversation is nobody else's
 */
export function assertLoopback(url: string): string {
  if (isLoopback(url)) return url
  throw new TalkchartError(
    'not-loopback',
    `The inspector is reached on this machine only; ${quote(url)} is not of it. Give a URL such as "ws://127.0.0.1:8080", or an adapter of your own.`,
  )
}
