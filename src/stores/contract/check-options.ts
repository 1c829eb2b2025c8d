import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { ClaimOptions, ListOptions, LoadOptions, PruneOptions, RecordsOptions } from './conversation-store.js'
import type { LeaseRequest } from './leases.js'

const DEFAULT_LIMIT = 100

/** Throws when a load option is not a count. */
export function checkLoadOptions(options: LoadOptions): void {
  if (options.revision !== undefined) checkCount('revision', options.revision)
  if (options.messages !== undefined) checkCount('messages.last', options.messages.last)
}

/** Checks the list's limit and returns it. */
export function listLimit(options: ListOptions): number {
  const limit = options.limit ?? DEFAULT_LIMIT
  checkCount('limit', limit)
  return limit
}

/** Throws when an option for reading records is not a count. */
export function checkRecordsOptions({ through, limit }: RecordsOptions): void {
  checkCount('through', through)
  checkCount('limit', limit)
}

/** Checks how many revisions are to be kept and returns it. Without a newest one there would be no conversation left. */
export function keptRevisions({ keepRevisions }: PruneOptions): number {
  checkCount('keepRevisions', keepRevisions, 1)
  return keepRevisions
}

/** Throws when a lease is asked for by nobody, or for no time. */
export function checkLeaseRequest({ owner, milliseconds }: LeaseRequest): void {
  if (typeof owner !== 'string') throw new TalkchartError('invalid-option', `The owner of a lease is a text; found ${quote(owner)}.`)
  checkLeaseTime(milliseconds)
}

/** Throws when nothing, or nothing for any time, is to be claimed. */
export function checkClaimOptions({ flow, limit, holdMilliseconds }: ClaimOptions): void {
  if (typeof flow !== 'string')
    throw new TalkchartError('invalid-option', `A claim names the flow of its conversations; found ${quote(flow)}.`)
  checkCount('limit', limit)
  if (Number.isFinite(holdMilliseconds) && holdMilliseconds > 0) return
  throw new TalkchartError('invalid-option', `A claim holds for a number of milliseconds above 0; found ${quote(holdMilliseconds)}.`)
}

/** Throws when a lease is to last for no time. */
export function checkLeaseTime(milliseconds: number): void {
  if (Number.isFinite(milliseconds) && milliseconds > 0) return
  throw new TalkchartError('invalid-option', `A lease lasts for a number of milliseconds above 0; found ${quote(milliseconds)}.`)
}

function checkCount(name: string, value: number, least = 0): void {
  if (Number.isSafeInteger(value) && value >= least) return
  throw new TalkchartError('invalid-option', `The option ${name} must be a whole number from ${least} on; found ${quote(value)}.`)
}
