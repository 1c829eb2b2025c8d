import { statusOf } from './failure-kinds.js'

/** Some servers report a request that they can not take as an error of their own. */
const REFUSING_STATUSES = new Set([400, 404, 415, 422, 500, 501])
/** How the client, in its versions 6 and 7, words an error whose body it can not read or that holds nothing. */
const UNEXPLAINED = /^\d{3} (?:status code \(no body\)|\{\})$/

/**
 * Whether an error may mean that the server does not take one field of the request: its message names the field, or
 * explains nothing.
 */
export function isRefusedFeature(error: unknown, field: RegExp): boolean {
  const status = statusOf(error)
  if (!(error instanceof Error) || status === undefined || !REFUSING_STATUSES.has(status)) return false
  const names = field.test(error.message) || ('param' in error && field.test(String(error.param)))
  return names || ((status === 400 || status === 422) && UNEXPLAINED.test(error.message))
}
