import { TalkchartError } from '../diagnostics/talkchart-error.js'
import { type ProblemCode, ProblemError, problemFrom } from '../server/protocol/problem.js'

/** What a handler refused, and why, as it goes from the object to whoever called it. Plain JSON. */
export interface Refusal {
  readonly code: string
  readonly message: string
  /** The HTTP status. */
  readonly status: number
  /** Set for what is a problem of its own, and no error of a conversation. */
  readonly isProblem?: true
  readonly outcome?: string
  /** The versions of the flow, where the conversation does not fit the one that runs. */
  readonly versions?: { readonly stored: unknown; readonly running: unknown }
}

/** Says why a conversation refused something; undefined for any other error, which passes and is tried again. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!TalkchartError.isInstance(error)) return undefined
  const read = (name: string): unknown => Reflect.get(Object(error), name)
  const outcome = read('outcome')
  const { code, message } = error
  return {
    code,
    message,
    status: problemFrom(error).status,
    ...(ProblemError.isInstance(error) ? { isProblem: true } : {}),
    ...(typeof outcome === 'string' ? { outcome } : {}),
    ...(code === 'flow-drift' ? { versions: { stored: read('stored'), running: read('running') } } : {}),
  }
}

/** Makes an error of a refusal again, which a handler in front answers as it would have answered the first. */
export function errorOf({ code, message, isProblem, outcome, versions }: Refusal): TalkchartError {
  // It was made of one.
  if (isProblem) return new ProblemError(code as ProblemCode, outcome === undefined ? {} : { outcome })
  return Object.assign(new TalkchartError(code, message), outcome === undefined ? {} : { outcome }, versions)
}
