import type { Diagnostic, DiagnosticPath, Severity } from '../diagnostics/diagnostic.js'

/** What a finding may say besides its message; undefined parts are left out. */
export interface FindingFacts {
  readonly found?: string | undefined
  readonly expected?: string | undefined
  readonly suggestion?: string | undefined
  readonly witness?: string | undefined
}

/** A diagnostic of the analysis. */
export function finding(
  code: string,
  severity: Severity,
  path: DiagnosticPath,
  message: string,
  { found, expected, suggestion, witness }: FindingFacts = {},
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
