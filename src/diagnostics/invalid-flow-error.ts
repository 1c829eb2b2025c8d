import type { Diagnostic } from './diagnostic.js'
import { renderDiagnostics } from './render-diagnostics.js'
import { TalkchartError } from './talkchart-error.js'

/** Reports a flow that can not be read or compiled. `diagnostics` holds all that is wrong, not only the first. */
export class InvalidFlowError extends TalkchartError {
  static {
    InvalidFlowError.prototype.name = 'InvalidFlowError'
  }

  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    const count = diagnostics.length === 1 ? '1 problem' : `${diagnostics.length} problems`
    super('invalid-flow', `The flow has ${count}:\n${renderDiagnostics(diagnostics)}`)
    this.diagnostics = diagnostics
  }
}
