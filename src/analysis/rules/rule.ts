import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { FlowView } from '../flow-view.js'

/** One thing that the analysis looks for. */
export interface AnalysisRule {
  /** The codes of what it finds; each has a page in `docs/diagnostics`. */
  readonly codes: readonly string[]
  readonly check: (view: FlowView) => Iterable<Diagnostic>
}
