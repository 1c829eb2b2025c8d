import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { isRecord } from '../../diagnostics/json.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import type { ConversationFlow } from '../flow.js'
import { STANDARD_PROPERTIES } from '../properties/property-names.js'
import { propertyProblems } from '../properties/property-problems.js'

/** What a flow's properties name is there. */
export function* properties(flow: ConversationFlow): Generator<Diagnostic> {
  const misshapen = [...misshapenParts(flow)]
  yield* misshapen
  if (misshapen.length > 0) return
  for (const [name, property] of Object.entries(flow.properties ?? {})) yield* propertyProblems(flow, property, ['properties', name])
  for (const [position, name] of (flow.prove ?? []).entries()) {
    if (STANDARD_PROPERTIES.includes(name)) continue
    const message = `No flow is asked a property ${quote(name)} of its own accord.`
    yield makeDiagnostic('unknown-property', 'error', ['prove', position], message, {
      expected: `one of ${quoteList(STANDARD_PROPERTIES)}`,
      suggestion: didYouMean(name, STANDARD_PROPERTIES),
    })
  }
}

/** What JavaScript may hand over. */
function* misshapenParts({
  properties: stated,
  prove,
}: {
  readonly properties?: unknown
  readonly prove?: unknown
}): Generator<Diagnostic> {
  const isStated = stated === undefined || stated === null || (isRecord(stated) && !Array.isArray(stated))
  if (!isStated) {
    yield makeDiagnostic('wrong-type', 'error', ['properties'], 'This is not an object of properties.', {
      found: quote(stated),
      suggestion: 'Write { name: { never: … } }.',
    })
  }
  if (prove === undefined || prove === null || Array.isArray(prove)) return
  yield makeDiagnostic('wrong-type', 'error', ['prove'], 'This is not a list of properties.', {
    found: quote(prove),
    suggestion: `Write [${quoteList(STANDARD_PROPERTIES.slice(0, 1))}].`,
  })
}
