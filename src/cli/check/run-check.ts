import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { type Colors, colorsFor, progressOn } from '../terminal.js'
import { type CheckedFlow, type CheckOptions, checkOne } from './check-one.js'
import { type Counts, checkReport, countFindings, renderCheck, summary } from './render-check.js'

/** A flow that can not be loaded. */
interface FailedLoad {
  readonly reference: string
  readonly failure: { readonly code: string; readonly message: string }
}

type Result = CheckedFlow | FailedLoad

/**
 * Checks flows one after the other and prints what is found. One that can not be loaded does not keep the others from being checked.
 *
 * @throws {CliError} when there is one flow only, and it can not be loaded
 */
export async function runCheck(references: readonly string[], options: CheckOptions, environment: Environment): Promise<ExitCode> {
  const { output } = environment
  const colors = colorsFor(environment, output)
  const progress = progressOn(environment, options)
  const results: Result[] = []
  for (const [position, reference] of references.entries()) {
    if (references.length > 1) progress.show(`Checking ${position + 1} of ${references.length}: ${reference}`)
    const result = await checkOne(reference, options, environment).catch((error: unknown) =>
      failedLoad(reference, error, references.length),
    )
    if (references.length > 1) progress.clear()
    results.push(result)
    if (options.json !== true) output.write(`${render(result, options, colors)}\n\n`)
  }
  const total = results.map(countsOf).reduce(added)
  const passed = total.error === 0 && total.warning <= (options.maxWarnings ?? Number.POSITIVE_INFINITY)
  const report = { passed, counts: total, flows: results.map(reportOf) }
  output.write(
    options.json === true
      ? `${JSON.stringify(report, undefined, 2)}\n`
      : closing(references.length, total, results.some(hasOverlaps), options),
  )
  return passed ? exitCodes.completed : exitCodes.error
}

function failedLoad(reference: string, error: unknown, count: number): FailedLoad {
  if (count === 1 || !CliError.isInstance(error)) throw error
  return { reference, failure: { code: error.code, message: error.message } }
}

function countsOf(result: Result): Counts {
  return 'failure' in result ? { error: 1, warning: 0, info: 0 } : countFindings(result.analysis.diagnostics)
}

function render(result: Result, { info }: CheckOptions, colors: Colors): string {
  if ('failure' in result) return `${colors.bold(result.reference)}\n${colors.red('error')} ${result.failure.message}`
  return renderCheck(result, info === true, colors)
}

function reportOf(result: Result): object {
  return 'failure' in result ? { flow: result.reference, error: result.failure } : checkReport(result)
}

function hasOverlaps(result: Result): boolean {
  return !('failure' in result) && result.analysis.diagnostics.some(({ code }) => code === 'overlap')
}

function closing(count: number, total: Counts, overlaps: boolean, { info, maxWarnings }: CheckOptions): string {
  const lines = [
    ...(count > 1 ? [`${count} flows: ${summary(total)}`] : []),
    ...(total.info > 0 && info !== true ? ['Notes are shown with --info.'] : []),
    ...(overlaps ? ['How often people say what overlaps: talkchart score FLOW messages.csv'] : []),
    ...(maxWarnings !== undefined && total.warning > maxWarnings ? [`More warnings than the ${maxWarnings} of --max-warnings.`] : []),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function added(left: Counts, right: Counts): Counts {
  return { error: left.error + right.error, warning: left.warning + right.warning, info: left.info + right.info }
}
