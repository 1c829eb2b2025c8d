import type { ConversationFlow } from '../../definition/flow.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { type Property, PropertyError, proveFlow, type Verdict } from '../../testing/index.js'
import { isBroken } from '../../testing/prove/verdict.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { type FlowOptions, flowOptions } from '../load-flow/flow-options.js'
import { definitionOf, loadFlow } from '../load-flow/load-flow.js'
import { colorsFor, progressOn } from '../terminal.js'
import { readProperties } from './read-properties.js'
import { countVerdicts, renderVerdicts } from './render-prove.js'

/** What is proved, how far it is looked, and how it is told. */
export interface ProveCommandOptions extends FlowOptions {
  readonly properties?: string
  readonly only?: readonly string[]
  readonly maxMoments?: number
  readonly allowUndecided?: boolean
  readonly json?: boolean
}

/**
 * Proves the properties of a flow.
 *
 * @throws {CliError} with the exit code 3 when the flow or a property is wrong
 */
export async function runProve(reference: string, options: ProveCommandOptions, environment: Environment): Promise<ExitCode> {
  const { json = false, allowUndecided = false } = options
  const { flow, verdicts } = await proved(reference, options, environment).catch((error: unknown) => {
    throw wrong(error)
  })
  const counts = countVerdicts(verdicts)
  const colors = colorsFor(environment, environment.output)
  environment.output.write(
    json ? `${JSON.stringify({ flow: flow.name, ...counts, verdicts })}\n` : renderVerdicts(flow.name, verdicts, colors),
  )
  return exitCodeOf(verdicts, allowUndecided)
}

async function proved(
  reference: string,
  { properties: file, only, maxMoments, json = false, ...given }: ProveCommandOptions,
  environment: Environment,
): Promise<{ readonly flow: ConversationFlow; readonly verdicts: readonly Verdict[] }> {
  const loaded = await loadFlow(reference, environment)
  const flow = definitionOf(loaded)
  const compiledWith = await flowOptions(given, loaded.options, environment)
  const properties: Readonly<Record<string, Property>> = file === undefined ? {} : await readProperties(file, flow, environment)
  const progress = progressOn(environment, { json })
  try {
    const verdicts = proveFlow(flow, {
      ...compiledWith,
      properties,
      ...(only === undefined ? {} : { only }),
      ...(maxMoments === undefined ? {} : { maxMoments }),
      onProgress: (judged, all, name) => progress.show(`${judged + 1} of ${all}: ${name}`),
    })
    return { flow, verdicts }
  } finally {
    progress.clear()
  }
}

function exitCodeOf(verdicts: readonly Verdict[], allowUndecided: boolean): ExitCode {
  const counted = verdicts.filter(({ severity, known }) => severity === 'error' && known !== true)
  if (counted.some(isBroken)) return exitCodes.error
  return counted.some(({ verdict }) => verdict === 'undecided') && !allowUndecided ? exitCodes.undecided : exitCodes.completed
}

/** What the person at the command line can mend; a bug stays one. */
function wrong(error: unknown): unknown {
  if (!TalkchartError.isInstance(error)) return error
  const { code, message } = error
  return new CliError(code, message, { exitCode: exitCodes.wrongFlow, diagnostics: diagnosticsOf(error), cause: error })
}

function diagnosticsOf(error: TalkchartError): readonly Diagnostic[] {
  return CliError.isInstance(error) || PropertyError.isInstance(error) ? error.diagnostics : []
}
