import { type Allowed, judgeProvenance } from '../../model/http/origin.js'
import { ProblemError } from '../protocol/problem.js'
import type { HttpRequest } from './http-request.js'

/** Headers of every answer. Nobody between may keep an answer that belongs to one user. */
const PRIVATE_HEADERS = {
  'cache-control': 'private, no-store, no-transform',
  vary: 'origin, authorization, cookie',
  'x-content-type-options': 'nosniff',
} as const

/**
 * Returns the headers of every answer to where a request comes from.
 *
 * @throws {ProblemError} when pages of its origin, or its host, are refused
 */
export function originHeaders(request: HttpRequest, allowed: Allowed): Readonly<Record<string, string>> {
  const host = request.header('host') ?? (URL.canParse(request.url) ? new URL(request.url).host : '')
  const origin = request.header('origin')
  const provenance = judgeProvenance(host, origin, allowed)
  if (provenance === 'refused-host') throw new ProblemError('host')
  if (provenance === 'own' || origin === null) return PRIVATE_HEADERS
  // A page in a sandbox, or of a file, could be anybody's.
  if (provenance === 'refused-origin' || origin === 'null') throw new ProblemError('origin')
  return { ...PRIVATE_HEADERS, 'access-control-allow-origin': origin, 'access-control-expose-headers': 'retry-after, location' }
}

/** Returns the headers of the answer to a browser that asks what it may send. */
export function preflightHeaders(methods: string): Readonly<Record<string, string>> {
  return {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': 'authorization, content-type, accept, last-event-id',
    'access-control-max-age': '600',
  }
}

/** Headers of answers to requests that are refused for where they come from. */
export const REFUSED_HEADERS: Readonly<Record<string, string>> = PRIVATE_HEADERS
