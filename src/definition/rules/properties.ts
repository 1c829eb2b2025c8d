import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { ConversationFlow } from '../flow.js'
import { propertyProblems } from '../properties/property-problems.js'

/** What a flow's properties name is there. */
export function* properties(flow: ConversationFlow): Generator<Diagnostic> {
  for (const [name, property] of Object.entries(flow.properties ?? {})) yield* propertyProblems(flow, property, ['properties', name])
}
