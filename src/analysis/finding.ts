import type { Diagnostic, DiagnosticPath, Severity } from '../diagnostics/diagnostic.js'
import { type DiagnosticParts, makeDiagnostic } from '../diagnostics/make-diagnostic.js'

/** What a finding may say besides its message. */
export type FindingFacts = Pick<DiagnosticParts, 'found' | 'expected' | 'suggestion' | 'witness'>

/** A diagnostic of the analysis. */
export function finding(code: string, severity: Severity, path: DiagnosticPath, message: string, facts: FindingFacts = {}): Diagnostic {
  return makeDiagnostic({ code, severity, path, message, ...facts })
}
