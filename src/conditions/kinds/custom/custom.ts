import { quote } from '../../../diagnostics/quote.js'
import type { CustomArguments, CustomCondition } from '../../condition.js'

/**
 * Runs the flow author's own test of a message; it may be asynchronous. It runs only when a message's order of transitions
 * reaches it, and what it throws makes that turn fail, to be tried again.
 *
 * @param fn given the message's text, the data and a signal that is aborted when the answer is no longer wanted
 * @example custom(async ({ text, signal }) => (await fetch(`/spam?text=${encodeURIComponent(text)}`, { signal })).ok)
 */
export function custom(fn: (input: CustomArguments) => boolean | Promise<boolean>): CustomCondition {
  return { type: 'custom', fn }
}

export function describeCustom({ fn }: CustomCondition): string {
  return `passes ${quote(fn)}`
}
