import { quote } from '../diagnostics/quote.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import type { ListOptions, LoadOptions } from './conversation-store.js'

const DEFAULT_LIMIT = 100

/** Throws when a load option is not a count. */
export function checkLoadOptions(options: LoadOptions): void {
  if (options.revision !== undefined) checkCount('revision', options.revision)
  if (options.messages !== undefined) checkCount('messages.last', options.messages.last)
}

/** The list's limit, checked. */
export function listLimit(options: ListOptions): number {
  const limit = options.limit ?? DEFAULT_LIMIT
  checkCount('limit', limit)
  return limit
}

function checkCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return
  throw new TalkchartError('invalid-option', `The option ${name} must be a whole number from 0 on; found ${quote(value)}.`)
}
