import type { ConversationFlow, Metadata } from '../../definition/flow.js'
import { STANDARD_PROPERTIES } from '../../definition/properties/property-names.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'

/** The code of an `allow` that silences nothing. */
export const UNKNOWN_CODE = 'unknown-code'

const PROPERTY = 'property:'

const messages = {
  unknown: (code: string) => `There is no diagnostic ${quote(code)}, so this silences nothing.`,
}

/** Returns what stands in `metadata.allow` and is no code. */
export function* unknownCodes(flow: ConversationFlow, codes: readonly string[]): Generator<Diagnostic> {
  yield* unknownIn(flow.metadata, ['metadata', 'allow'], [...codes, ...propertyCodes(flow)])
  for (const [name, { metadata }] of Object.entries(flow.flows ?? {}))
    yield* unknownIn(metadata, ['flows', name, 'metadata', 'allow'], codes)
  for (const [name, { metadata }] of Object.entries(flow.states)) yield* unknownIn(metadata, ['states', name, 'metadata', 'allow'], codes)
}

function* unknownIn({ allow = [] }: Metadata = {}, path: DiagnosticPath, codes: readonly string[]): Generator<Diagnostic> {
  for (const [position, code] of allow.entries()) {
    if (codes.includes(code)) continue
    yield makeDiagnostic(UNKNOWN_CODE, 'warning', [...path, position], messages.unknown(code), { suggestion: didYouMean(code, codes) })
  }
}

/** What allows a property not to hold. A flow without properties may have them in a file of their own, where they are not seen. */
function propertyCodes({ properties, metadata }: ConversationFlow): readonly string[] {
  const names = [...Object.keys(properties ?? {}), ...STANDARD_PROPERTIES].map((name) => `${PROPERTY}${name}`)
  return properties === undefined ? [...names, ...(metadata?.allow ?? []).filter((code) => code.startsWith(PROPERTY))] : names
}
