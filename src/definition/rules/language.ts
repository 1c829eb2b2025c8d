import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { ConversationFlow } from '../flow.js'

/** The language is a tag that every runtime understands. */
export function* language(flow: ConversationFlow): Generator<Diagnostic> {
  if (flow.language === undefined || isLanguageTag(flow.language)) return
  yield makeDiagnostic('bad-language', 'error', ['language'], 'This is no language tag, so nothing tells how words are compared.', {
    found: quote(flow.language),
    expected: 'a BCP 47 tag, such as "en" or "pt-BR"',
  })
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
