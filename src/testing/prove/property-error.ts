import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'

/** Reports a property that can not be read: it has a key or a name that does not exist, or says nothing. */
export class PropertyError extends TalkchartError {
  static {
    PropertyError.prototype.name = 'PropertyError'
  }

  /** The name of the property. */
  readonly property: string
  /** All that is wrong with it; the message tells the first. */
  readonly diagnostics: readonly [Diagnostic, ...(readonly Diagnostic[])]

  constructor(property: string, diagnostics: readonly [Diagnostic, ...(readonly Diagnostic[])]) {
    const [{ code, message, suggestion }] = diagnostics
    super(code, `The property ${quote(property)}: ${message}${suggestion === undefined ? '' : ` ${suggestion}`}`)
    this.property = property
    this.diagnostics = diagnostics
  }
}
