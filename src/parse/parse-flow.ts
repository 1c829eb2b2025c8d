import { withLanguage } from '../compile/fields.js'
import type { ConversationFlow } from '../definition/flow.js'
import { type PartlyParsed, parsePartly } from '../definition/parse/parse-partly.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { InvalidFlowError } from '../diagnostics/invalid-flow-error.js'

/** Holds what `safeParseFlow` gives. With success, `diagnostics` holds what is worth knowing and stops nothing. */
export type ParseResult =
  | { readonly success: true; readonly flow: ConversationFlow; readonly diagnostics: readonly Diagnostic[] }
  | { readonly success: false; readonly diagnostics: readonly Diagnostic[] }

/**
 * Reads a flow of unknown origin: parsed JSON or YAML, or an object with functions. The flow that comes out is a copy.
 *
 * @param value what was parsed or written, of any shape
 * @throws InvalidFlowError with every problem found, each with its path
 * @example const parsed = parseFlow(JSON.parse(JSON.stringify(flow)))
 */
export function parseFlow(value: unknown): ConversationFlow {
  const result = safeParseFlow(value)
  if (!result.success) throw new InvalidFlowError(result.diagnostics.filter(isError))
  return result.flow
}

/**
 * Reads a flow like `parseFlow`, but returns the diagnostics instead of throwing them. Never throws.
 *
 * @param value what was parsed or written, of any shape
 * @example
 * const result = safeParseFlow({ name: 'unfinished' })
 * if (!result.success) console.error(renderDiagnostics(result.diagnostics))
 */
export function safeParseFlow(value: unknown): ParseResult {
  const { flow, diagnostics } = parseBroken(value)
  return flow === undefined || diagnostics.some(isError) ? { success: false, diagnostics } : { success: true, flow, diagnostics }
}

/** Reads what can be read of a flow that may be broken. */
export function parseBroken(value: unknown): PartlyParsed {
  return parsePartly(value, withLanguage)
}

function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === 'error'
}
