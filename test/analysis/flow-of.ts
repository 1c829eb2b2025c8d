import { safeParseFlow } from 'talkchart'
import { type AnalysisOptions, analyzeFlow } from 'talkchart/analysis'
import { parse } from 'yaml'
import { renderDiagnostics } from '../../src/diagnostics/render-diagnostics.js'

/** A flow that is written in YAML or JSON. */
export function flowOf(text: string) {
  const result = safeParseFlow(parse(text))
  if (!result.success) throw new Error(`The flow of a test is not well-formed:\n${renderDiagnostics(result.diagnostics)}`)
  return result.flow
}

/** Returns the diagnostics of some codes in a flow, as people read them. */
export function diagnosticsOf(text: string, codes: readonly string[], options?: AnalysisOptions): string {
  const { diagnostics } = analyzeFlow(flowOf(text), options)
  return renderDiagnostics(diagnostics.filter(({ code }) => codes.includes(code)))
}
