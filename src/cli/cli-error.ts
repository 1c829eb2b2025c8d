import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import { type ExitCode, exitCodes } from './exit-codes.js'

export interface CliErrorOptions extends ErrorOptions {
  /** `exitCodes.error` by default. */
  readonly exitCode?: ExitCode
  /** What was found in the flow, for `--json`. */
  readonly diagnostics?: readonly Diagnostic[]
}

/** Something that the person at the command line can mend. */
export class CliError extends TalkchartError {
  static {
    CliError.prototype.name = 'CliError'
  }

  readonly exitCode: ExitCode
  readonly diagnostics: readonly Diagnostic[]

  constructor(code: string, message: string, { exitCode = exitCodes.error, diagnostics = [], ...options }: CliErrorOptions = {}) {
    super(code, message, options)
    this.exitCode = exitCode
    this.diagnostics = diagnostics
  }
}
