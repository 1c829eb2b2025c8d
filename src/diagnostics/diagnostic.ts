/** Names how much a diagnostic weighs: an `error` stops compilation, a `warning` is likely a mistake, an `info` is worth knowing. */
export type Severity = 'error' | 'warning' | 'info'

/** Names the way into a flow definition, outermost key first: `['states', 'greeting', 'nextStates', 'continue']`. */
export type DiagnosticPath = readonly (string | number)[]

/** Describes one thing about a flow that is wrong or worth knowing. Plain JSON. */
export interface Diagnostic {
  /** Stable, kebab-case: `unknown-state`. */
  readonly code: string
  readonly severity: Severity
  readonly path: DiagnosticPath
  /** One sentence that says what is wrong and what it does to the flow. */
  readonly message: string
  /** What stands there, quoted for people. */
  readonly found?: string
  /** What may stand there. */
  readonly expected?: string
  /** What to write instead. */
  readonly suggestion?: string
  /** An utterance that shows it, proven by evaluation. */
  readonly witness?: string
}
