import { takeIn } from '../../diagnostics/copy-json.js'
import { isRecord } from '../../diagnostics/json.js'
import { isOwnId } from '../../machine/message-ids.js'
import { ProblemError } from '../protocol/problem.js'
import type { HttpRequest } from './http-request.js'
import { PLAIN_ID } from './routes.js'

/**
 * Reads a request's body.
 *
 * @throws {ProblemError} `media-type`, `too-long`, `not-json`
 */
export async function readBody(request: HttpRequest, maxBytes: number): Promise<Readonly<Record<string, unknown>>> {
  const text = await request.text(maxBytes)
  if (text === undefined) throw new ProblemError('too-long')
  if (text === '') return {}
  // It also keeps other sites' forms out, which can not send this content type.
  if (!/^application\/json\s*(;|$)/i.test(request.header('content-type') ?? '')) throw new ProblemError('media-type')
  const body = parse(text)
  if (!isRecord(body)) throw new ProblemError('not-json')
  return body
}

/**
 * Reads what a user sends.
 *
 * @throws {ProblemError} `invalid-message`, `text-too-long`
 */
export function readMessage({ id, text, interrupt = false }: Readonly<Record<string, unknown>>, maxText: number) {
  const isFit = typeof id === 'string' && PLAIN_ID.test(id) && !isOwnId(id)
  if (!isFit || typeof text !== 'string' || typeof interrupt !== 'boolean') throw new ProblemError('invalid-message')
  if (text.length > maxText) throw new ProblemError('text-too-long')
  return { id, text, interrupt }
}

/**
 * Returns a message that says something. A flow would be asked what nothing means.
 *
 * @throws {ProblemError} `empty-message`
 */
export function saying<Message extends { readonly text: string }>(message: Message): Message {
  if (message.text.trim() === '') throw new ProblemError('empty-message')
  return message
}

/**
 * Reads a count that a request has to have.
 *
 * @throws {ProblemError} `invalid-message`
 */
export function readCount(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new ProblemError('invalid-message')
}

/** Reads a count from a query; the fallback where there is none. */
export function queryCount(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name)
  if (text === null) return fallback
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new ProblemError('invalid-message')
}

/** What no record would take, such as a value that is nested without end, is refused with what is no JSON. */
function parse(text: string): unknown {
  try {
    return takeIn(JSON.parse(text))
  } catch {
    throw new ProblemError('not-json')
  }
}
