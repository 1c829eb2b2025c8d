import { quote } from './quote.js'

const MARKER = Symbol.for('talkchart.error')

/**
 * Is the base of every error that talkchart throws. Recognise one with `TalkchartError.isInstance(error)`, and an error of one class with that
 * class's own `isInstance`. Both also hold across two copies of the package, where `instanceof` does not.
 *
 * @example
 * try { parseFlow({}) } catch (error) { if (TalkchartError.isInstance(error)) console.error(error.code) }
 */
export class TalkchartError extends Error {
  // Names are written out, as a page built for production has its classes renamed. They also tell the classes apart in `isInstance`.
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

  /**
   * Tells whether a value is an error of this class, or of one that extends it.
   *
   * @example
   * const isDrift = (error: unknown) => FlowDriftError.isInstance(error) && error.state === 'help'
   */
  static isInstance<ErrorClass extends abstract new (...parameters: never) => Error>(
    this: ErrorClass,
    error: unknown,
  ): error is InstanceType<ErrorClass> {
    // biome-ignore lint/complexity/noThisInStatic: every class inherits this method, and is asked for itself
    return isErrorOf(this, error)
  }
}

/**
 * Returns an error of talkchart's own for whatever was thrown.
 *
 * @param before what its message begins with
 */
export function asTalkchartError(thrown: unknown, code: string, before = ''): TalkchartError {
  if (TalkchartError.isInstance(thrown)) return thrown
  const message = thrown instanceof Error && thrown.message !== '' ? thrown.message : quote(thrown)
  return new TalkchartError(code, before + message, { cause: thrown })
}

function isErrorOf(errorClass: abstract new (...parameters: never) => Error, error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !(MARKER in error)) return false
  if (error instanceof errorClass) return true
  const { prototype } = errorClass
  return Object.hasOwn(prototype, 'name') && hasClassNamed(error, prototype.name)
}

/** Tells whether an error's class, or one that it extends, has this name, in whichever copy of the package it was made. */
function hasClassNamed(error: object, name: string): boolean {
  const prototype: unknown = Object.getPrototypeOf(error)
  if (typeof prototype !== 'object' || prototype === null) return false
  return (Object.hasOwn(prototype, 'name') && 'name' in prototype && prototype.name === name) || hasClassNamed(prototype, name)
}
