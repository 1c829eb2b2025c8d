import * as v from 'valibot'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { InvalidFlowError } from '../../diagnostics/invalid-flow-error.js'
import { checkFlow, limitDiagnostics } from '../check-flow.js'
import type { ConversationFlow } from '../flow.js'
import { attachEvaluators } from './attach-evaluators.js'
import { flowSchema } from './flow-schema.js'
import { issueDiagnostic } from './issue-diagnostic.js'
import { readPlain } from './read-plain.js'
import { isFlow, recoverPartialFlow } from './recover-partial-flow.js'

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
  const { flow, diagnostics } = parsePartly(value)
  return flow === undefined || diagnostics.some(isError) ? { success: false, diagnostics } : { success: true, flow, diagnostics }
}

/** Reads what can be read of a flow, so that more can be said of one that is broken. What is wrong has stand-ins in the flow. */
export function parsePartly(value: unknown): { readonly flow: ConversationFlow | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const { value: plain, diagnostics: unreadable } = readPlain(value)
  const wellShaped = isFlow(plain)
  const misshapen = wellShaped ? [] : limitDiagnostics(shapeDiagnostics(plain, unreadable))
  const shaped = wellShaped ? plain : recoverPartialFlow(plain)
  const flow = shaped && attachEvaluators(shaped)
  const known = [...unreadable, ...misshapen]
  const broken = flow === undefined ? [] : checkFlow(flow).filter((diagnostic) => !isWithin(diagnostic, known))
  return { flow, diagnostics: [...known, ...broken] }
}

function* shapeDiagnostics(plain: unknown, unreadable: readonly Diagnostic[]): Iterable<Diagnostic> {
  for (const issue of v.safeParse(flowSchema, plain).issues ?? []) {
    const diagnostic = issueDiagnostic(issue)
    if (!isWithin(diagnostic, unreadable)) yield diagnostic
  }
}

function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === 'error'
}

/** Tells whether something is already said of the same place, or of one around it. */
function isWithin({ path }: Diagnostic, known: readonly Diagnostic[]): boolean {
  return known.some((other) => startsWith(path, other.path))
}

function startsWith(path: DiagnosticPath, start: DiagnosticPath): boolean {
  return start.every((segment, position) => segment === path[position])
}
