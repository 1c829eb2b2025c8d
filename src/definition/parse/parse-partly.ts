import * as v from 'valibot'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { checkFlow, limitDiagnostics } from '../check-flow.js'
import type { ConversationFlow } from '../flow.js'
import { attachEvaluators } from './attach-evaluators.js'
import { flowSchema } from './flow-schema.js'
import { issueDiagnostic } from './issue-diagnostic.js'
import { readPlain } from './read-plain.js'
import { isFlow, recoverPartialFlow } from './recover-partial-flow.js'

/** What can be read of a flow, and what is wrong with it. */
export interface PartlyParsed {
  readonly flow: ConversationFlow | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads what can be read of a flow, so that more can be said of one that is broken. What is wrong has stand-ins in the flow.
 *
 * @param attach gives the flow what it is compiled by
 */
export function parsePartly(value: unknown, attach: (flow: ConversationFlow) => ConversationFlow): PartlyParsed {
  const { value: plain, diagnostics: unreadable } = readPlain(value)
  const wellShaped = isFlow(plain)
  const misshapen = wellShaped ? [] : limitDiagnostics(shapeDiagnostics(plain, unreadable))
  const shaped = wellShaped ? plain : recoverPartialFlow(plain)
  const flow = shaped && attach(attachEvaluators(shaped))
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

/** Tells whether something is already said of the same place, or of one around it. */
function isWithin({ path }: Diagnostic, known: readonly Diagnostic[]): boolean {
  return known.some((other) => startsWith(path, other.path))
}

function startsWith(path: DiagnosticPath, start: DiagnosticPath): boolean {
  return start.every((segment, position) => segment === path[position])
}
