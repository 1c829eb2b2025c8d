import { CommanderError } from 'commander'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import { CliError } from './cli-error.js'
import type { Environment } from './environment.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { colorsFor } from './terminal.js'

export interface ReportStyle {
  /** One JSON object on a line instead of text. */
  readonly json: boolean
  /** With stack traces. */
  readonly debug: boolean
}

interface ErrorReport {
  readonly code: string
  readonly message: string
  readonly exitCode: ExitCode
  readonly diagnostics?: readonly Diagnostic[]
}

/** Tells the person what went wrong, on standard error. Returns the exit code. */
export function reportError(error: unknown, environment: Environment, { json, debug }: ReportStyle): ExitCode {
  // Help and version are thrown too; they have been printed.
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.completed
  const report = errorReport(error)
  const { red } = colorsFor(environment, environment.errorOutput)
  const isStackShown = debug || report.exitCode === exitCodes.internal
  const stack = isStackShown ? stackOf(error) : undefined
  const text = json
    ? JSON.stringify({ type: 'error', ...report, ...(stack === undefined ? {} : { stack }) })
    : [`${red('talkchart:')} ${report.message}`, ...(stack === undefined ? [] : [stack])].join('\n')
  environment.errorOutput.write(`${text}\n`)
  return report.exitCode
}

/** The stack of what was thrown first: in a flow's own module, that is where its author has to look. */
function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return error.cause instanceof Error ? stackOf(error.cause) : error.stack
}

function errorReport(error: unknown): ErrorReport {
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '').replace('\n(Did you mean', ' (did you mean')
    return {
      code: error.code.replace('commander.', ''),
      message: `${message}\ntalkchart --help tells how it is used.`,
      exitCode: exitCodes.usage,
    }
  }
  if (CliError.isInstance(error)) {
    const { code, message, exitCode, diagnostics } = error
    return { code, message, exitCode, ...(diagnostics.length === 0 ? {} : { diagnostics }) }
  }
  if (TalkchartError.isInstance(error)) return { code: error.code, message: error.message, exitCode: exitCodes.error }
  const message = error instanceof Error ? error.message : String(error)
  return {
    code: 'internal',
    message: `${message}\nThis is a bug in talkchart, please report it with the lines below.`,
    exitCode: exitCodes.internal,
  }
}
