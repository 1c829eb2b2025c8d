import type { Diagnostic, DiagnosticPath, Severity } from '../diagnostics/diagnostic.js'
import { quote } from '../diagnostics/quote.js'

/** What a diagnostic may say besides its message; undefined parts are left out. */
export interface FaultFacts {
  readonly severity?: Severity
  readonly found?: string | undefined
  readonly expected?: string | undefined
  readonly suggestion?: string | undefined
}

/** A diagnostic, an error unless the facts say otherwise. */
export function fault(code: string, path: DiagnosticPath, message: string, facts: FaultFacts = {}): Diagnostic {
  const { severity = 'error', found, expected, suggestion } = facts
  return {
    code,
    severity,
    path,
    message,
    ...(found !== undefined && { found }),
    ...(expected !== undefined && { expected }),
    ...(suggestion !== undefined && { suggestion }),
  }
}

/** Quotes a value; numbers that JSON can not hold by their names. */
export function quoteValue(value: unknown): string {
  return typeof value === 'number' ? String(value) : quote(value)
}
