import type { HandlerRequest } from './handler-options.js'

/** Describes a request to the handler, whatever server it came through. */
export interface HttpRequest extends HandlerRequest {
  /** Reads the body as text; undefined as soon as it is known to be longer than so many bytes. */
  text(maxBytes: number): Promise<string | undefined>
  /** Aborts when whoever asked is gone. */
  readonly signal: AbortSignal
}

/** Holds an answer. A stream's pieces are sent as they come; the rest of it is not asked for when the reader is gone. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | AsyncIterable<string>
}

/** How much of a stream may wait for a reader. One that is slower is cut off; it comes back, and goes on where it was. */
export const MOST_WAITING_BYTES = 1_048_576
