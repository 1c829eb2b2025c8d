import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { renderDiagnostics } from '../diagnostics/render-diagnostics.js'
import { CliError } from './cli-error.js'
import type { FindPosition } from './load-flow/document-positions.js'

/** Returns a flow's problems as an error for the command line: each under its file, with line and column where these are known. */
export function invalidFlow(shown: string, diagnostics: readonly Diagnostic[], find?: FindPosition): CliError {
  const count = diagnostics.length === 1 ? 'a problem' : `${diagnostics.length} problems`
  return new CliError('invalid-flow', `The flow in ${shown} has ${count}.\n\n${renderAt(shown, diagnostics, find)}`, { diagnostics })
}

/** Renders diagnostics, each under the place in the file that it speaks of. */
export function renderAt(shown: string, diagnostics: readonly Diagnostic[], find?: FindPosition): string {
  const blocks = diagnostics.map((diagnostic) => {
    const position = find?.(diagnostic.path)
    const place = position === undefined ? '' : `${shown}:${position.line}:${position.column}\n`
    return place + renderDiagnostics([diagnostic])
  })
  return blocks.join('\n\n')
}
