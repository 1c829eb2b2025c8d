import type { Diagnostic, DiagnosticPath, Severity } from './diagnostic.js'
import { quote } from './quote.js'

/** Holds what a diagnostic may say besides its message; undefined parts are left out. */
export type DiagnosticDetails = {
  readonly [Key in 'found' | 'expected' | 'suggestion' | 'witness']?: Diagnostic[Key] | undefined
}

/** Returns a diagnostic without the details that are undefined, so that it is the same before and after JSON. */
export function makeDiagnostic(
  code: string,
  severity: Severity,
  path: DiagnosticPath,
  message: string,
  { found, expected, suggestion, witness }: DiagnosticDetails = {},
): Diagnostic {
  return {
    code,
    severity,
    path,
    message,
    ...(found !== undefined && { found }),
    ...(expected !== undefined && { expected }),
    ...(suggestion !== undefined && { suggestion }),
    ...(witness !== undefined && { witness }),
  }
}

/** Quotes a value for a diagnostic's `found`; numbers that JSON can not hold by their names. */
export function quoteFound(value: unknown): string {
  return typeof value === 'number' ? String(value) : quote(value)
}
