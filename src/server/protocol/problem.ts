import { TalkchartError } from '../../diagnostics/talkchart-error.js'

interface Facts {
  readonly status: number
  readonly title: string
  /** Whether the very same request may succeed later. */
  readonly retryable?: boolean
}

/** What each refusal is answered with. The sentences are the same for everyone: no error of the server's own is ever sent. */
const PROBLEMS = {
  'not-json': { status: 400, title: 'The body is not the JSON that was expected.' },
  unauthorized: { status: 401, title: 'This needs authorization.' },
  forbidden: { status: 403, title: 'You may not do this.' },
  origin: { status: 403, title: 'Requests from pages of this origin are refused.' },
  host: { status: 403, title: 'Requests to this host are refused.' },
  'no-conversation': { status: 404, title: 'There is no such conversation.' },
  'no-route': { status: 404, title: 'There is nothing here.' },
  'no-such-turn': { status: 404, title: 'There is no such turn to go back to.' },
  method: { status: 405, title: 'This can not be done here.' },
  'nothing-to-retry': { status: 409, title: 'No call has failed that could be repeated.' },
  'flow-drift': { status: 409, title: 'This conversation does not fit the flow any more.' },
  'revision-conflict': { status: 409, title: 'Somebody else went on with this conversation.', retryable: true },
  'conversation-done': { status: 410, title: 'The conversation has ended.' },
  'conversation-removed': { status: 410, title: 'The conversation was removed.' },
  'moved-on': { status: 412, title: 'The conversation has moved on since you last looked.' },
  'too-long': { status: 413, title: 'The body is too long.' },
  'text-too-long': { status: 413, title: 'The message is too long.' },
  'media-type': { status: 415, title: 'The body has to be application/json.' },
  'invalid-id': { status: 422, title: 'The id of the conversation is not allowed.' },
  'invalid-message': { status: 422, title: 'The request does not have what is needed.' },
  'empty-message': { status: 422, title: 'The message is empty: write something.' },
  'data-refused': { status: 422, title: 'Data can not be given here.' },
  'rate-limit': { status: 429, title: 'Too many requests at the moment.', retryable: true },
  'inbox-full': { status: 429, title: 'Too many messages wait already.', retryable: true },
  'too-many-streams': { status: 429, title: 'Too many streams are open.', retryable: true },
  internal: { status: 500, title: 'Something went wrong here.' },
  'corrupt-record': { status: 500, title: 'What is stored of this conversation is damaged.' },
  busy: { status: 503, title: 'Another server works on this conversation.', retryable: true },
  draining: { status: 503, title: 'This server is about to stop.', retryable: true },
  'other-version': { status: 503, title: 'This conversation belongs to another version of the flow.', retryable: true },
  'store-unavailable': { status: 503, title: 'The store can not be reached.', retryable: true },
} as const satisfies Record<string, Facts>

/** Names why a request was refused or failed. */
export type ProblemCode = keyof typeof PROBLEMS

/** Describes a refused or failed request, as RFC 9457 has it. */
export interface Problem {
  /** `urn:talkchart:problem:` and the code. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ProblemCode
  /** Whether the very same request may succeed later. */
  readonly retryable: boolean
  /** How the conversation has ended; only with `conversation-done`. */
  readonly outcome?: string
  /** In seconds: how long to wait before the request is sent again. */
  readonly retryAfter?: number
}

/** Refuses what a client asked for. It is thrown on the way to the answer, and never shown to anybody. */
export class ProblemError extends TalkchartError {
  static {
    ProblemError.prototype.name = 'ProblemError'
  }

  readonly problem: Problem

  constructor(code: ProblemCode, more: Pick<Problem, 'outcome' | 'retryAfter'> = {}) {
    super(code, PROBLEMS[code].title)
    this.problem = problemOf(code, more)
  }
}

/** Makes the problem of that code. */
export function problemOf(code: ProblemCode, more: Pick<Problem, 'outcome' | 'retryAfter'> = {}): Problem {
  const { status, title, retryable = false }: Facts = PROBLEMS[code]
  return { type: `urn:talkchart:problem:${code}`, title, status, code, retryable, ...more }
}

/** How talkchart's own errors are told to clients. Every other error is `internal`. */
const OF_ERRORS: Readonly<Record<string, ProblemCode>> = {
  'conversation-done': 'conversation-done',
  'conversation-removed': 'conversation-removed',
  'conversation-closed': 'busy',
  'conversation-busy': 'busy',
  'nothing-to-retry': 'nothing-to-retry',
  'no-such-turn': 'no-such-turn',
  'inbox-full': 'inbox-full',
  'message-too-long': 'text-too-long',
  'invalid-message': 'invalid-message',
  'revision-conflict': 'revision-conflict',
  'lease-lost': 'busy',
  'flow-drift': 'flow-drift',
  'corrupt-record': 'corrupt-record',
  'store-unavailable': 'store-unavailable',
}

/** Says what a client may know of an error. */
export function problemFrom(error: unknown): Problem {
  if (ProblemError.isInstance(error)) return error.problem
  const code = TalkchartError.isInstance(error) ? OF_ERRORS[error.code] : undefined
  if (code === undefined) return problemOf('internal')
  const outcome: unknown = Reflect.get(Object(error), 'outcome')
  const told = code === 'flow-drift' && isOtherVersion(error) ? 'other-version' : code
  return problemOf(told, {
    ...(code === 'conversation-done' && typeof outcome === 'string' && { outcome }),
    ...(problemOf(told).retryable && { retryAfter: 1 }),
  })
}

/** Tells whether something is wrong with the server itself, so that whoever runs it has to hear of it. */
export function isOfServer({ status, code }: Problem): boolean {
  return status === 500 || code === 'store-unavailable'
}

/** A deploy runs two versions beside each other: the other one can go on with the conversation. */
function isOtherVersion(error: unknown): boolean {
  const [stored, running] = ['stored', 'running'].map((name): unknown => Reflect.get(Object(error), name))
  return Reflect.get(Object(stored), 'version') !== Reflect.get(Object(running), 'version')
}
