import type { Diagnostic, DiagnosticPath, Severity } from './diagnostic.js'
import { type DiagnosticParts, makeDiagnostic } from './make-diagnostic.js'
import { quote } from './quote.js'

/** What a diagnostic may say besides its message. */
export type FaultFacts = Pick<DiagnosticParts, 'found' | 'expected' | 'suggestion'> & { readonly severity?: Severity }

/** A diagnostic, an error unless the facts say otherwise. */
export function fault(code: string, path: DiagnosticPath, message: string, facts: FaultFacts = {}): Diagnostic {
  return makeDiagnostic({ code, severity: 'error', path, message, ...facts })
}

/** Quotes a value; numbers that JSON can not hold by their names. */
export function quoteValue(value: unknown): string {
  return typeof value === 'number' ? String(value) : quote(value)
}
