const MARKER = Symbol.for('talkchart.error')

/**
 * The base of every error that talkchart throws. Recognise one with `TalkchartError.isInstance(error)`, which also
 * holds across two copies of the package, where `instanceof` does not.
 *
 * @example
 * try { parseFlow({}) } catch (error) { if (TalkchartError.isInstance(error)) console.error(error.code) }
 */
export class TalkchartError extends Error {
  // Names are written out, as a page built for production has its classes renamed.
  static {
    TalkchartError.prototype.name = 'TalkchartError'
  }

  /** Stable, kebab-case: `invalid-flow`. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    Object.defineProperty(this, MARKER, { value: true })
  }

  static isInstance(error: unknown): error is TalkchartError {
    return typeof error === 'object' && error !== null && MARKER in error
  }
}
