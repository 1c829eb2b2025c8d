import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'

/** Makes an error about a property. */
export function problem(code: string, path: DiagnosticPath, message: string, suggestion?: string): Diagnostic {
  return makeDiagnostic(code, 'error', path, message, { suggestion })
}
