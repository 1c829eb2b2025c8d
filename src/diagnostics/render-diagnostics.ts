import type { Diagnostic } from './diagnostic.js'
import { formatPath } from './format-path.js'

/**
 * Renders diagnostics as plain text, one block for each.
 *
 * @example
 * renderDiagnostics([{ code: 'unknown-state', severity: 'error', path: ['initialState'], message: 'There is no state "greting".' }])
 * // 'error unknown-state at initialState\n  There is no state "greting".'
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(renderDiagnostic).join('\n')
}

function renderDiagnostic(diagnostic: Diagnostic): string {
  const lines = [`${diagnostic.severity} ${diagnostic.code} at ${formatPath(diagnostic.path)}`, `  ${diagnostic.message}`]
  if (diagnostic.found !== undefined) lines.push(`  found: ${diagnostic.found}`)
  if (diagnostic.expected !== undefined) lines.push(`  expected: ${diagnostic.expected}`)
  if (diagnostic.witness !== undefined) lines.push(`  utterance: ${JSON.stringify(diagnostic.witness)}`)
  if (diagnostic.suggestion !== undefined) lines.push(`  ${diagnostic.suggestion}`)
  return lines.join('\n')
}
