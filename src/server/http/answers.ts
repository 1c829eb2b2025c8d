import type { Problem } from '../protocol/problem.js'
import type { HttpAnswer } from './http-request.js'

/** Answers with JSON. */
export function jsonAnswer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** Answers with nothing. */
export function emptyAnswer(headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status: 204, headers, body: '' }
}

/** Answers with a problem. */
export function problemAnswer(problem: Problem, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  const { status, retryAfter } = problem
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...waitHeaders(retryAfter), ...headers },
    body: JSON.stringify(problem),
  }
}

/** Answers with a problem's sentence alone, for clients that show what they get. */
export function sentenceAnswer({ status, title, retryAfter }: Problem, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...waitHeaders(retryAfter), ...headers }, body: title }
}

function waitHeaders(retryAfter: number | undefined): Readonly<Record<string, string>> {
  return retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfter)) }
}

/** Answers as a `Response` of the server's own code says. */
export async function answerOf(response: Response): Promise<HttpAnswer> {
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
}
