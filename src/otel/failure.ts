import { type Span, SpanStatusCode } from '@opentelemetry/api'
import { isRecord } from '../diagnostics/json.js'
import { NAMES } from './names.js'

/** The `error.type` of what was stopped because nobody wanted it any more. */
export const ABORTED = 'aborted'

/** Ends a span. What failed says how; its words stay out, since they may hold texts. What was given up is no error. */
export function endSpan(span: Span, time: number, failure: string | undefined): void {
  if (failure !== undefined) {
    span.setAttribute(NAMES.errorType, failure)
    if (failure !== ABORTED) span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end(time)
}

/** Returns what kind of error it is: its code, else its class. */
export function errorType(error: unknown): string {
  const code: unknown = isRecord(error) ? error['code'] : undefined
  if (typeof code === 'string' || typeof code === 'number') return String(code)
  return error instanceof Error ? error.name : '_OTHER'
}
