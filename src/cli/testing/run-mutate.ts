import { describeStep, type FlowPath, flowPaths, type JudgedMutant, type MutationReport, mutateFlow } from '../../testing/index.js'
import { checkMutateOptions } from '../../testing/mutation/check-options.js'
import type { Environment } from '../environment.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { type FlowOptions, flowOptions } from '../load-flow/flow-options.js'
import { definitionOf, loadFlow } from '../load-flow/load-flow.js'
import { type Colors, colorsFor, progressOn } from '../terminal.js'
import { readPaths } from './read-paths.js'
import type { PathsOptions } from './run-paths.js'

/** How the strength of a flow's paths is measured and told. */
export interface MutateCommandOptions extends PathsOptions {
  readonly threshold?: number
  readonly only?: string
  readonly paths?: string
}

/** Changes a flow in one place after the other, and tells which changes its paths would find. */
export async function runMutate(
  reference: string,
  { threshold, only, coverage, maxPaths, paths: kept, json = false, ...given }: MutateCommandOptions & FlowOptions,
  environment: Environment,
): Promise<ExitCode> {
  const loaded = await loadFlow(reference, environment)
  const flow = definitionOf(loaded)
  checkMutateOptions(flow, { only })
  const options = await flowOptions(given, loaded.options, environment)
  const progress = progressOn(environment, { json })
  const report = mutateFlow(flow, {
    ...options,
    paths: kept === undefined ? flowPaths(flow, { coverage, maxPaths, ...options }).paths : await readPaths(kept, environment),
    ...(only === undefined ? {} : { only }),
    onProgress: (judged, all) => progress.show(`${judged} of ${all} mutants`),
  })
  progress.clear()
  environment.output.write(json ? `${JSON.stringify(report)}\n` : render(report, colorsFor(environment, environment.output)))
  if (threshold === undefined || report.score >= threshold) return exitCodes.completed
  environment.errorOutput.write(`${roundedDown(report.score)} % of the mutants were killed, which is below ${threshold} %.\n`)
  return exitCodes.error
}

/** What is below a threshold is told as no more than it is. */
function roundedDown(percent: number): number {
  return Math.floor(percent * 100) / 100
}

const HEADINGS = {
  survived: 'survived; no path says this:',
  unknown: 'survived; nothing was found that tells them apart:',
  said: 'told apart only by words or data that no path states:',
} as const

function render({ flow, mutants, notCompiled, score }: MutationReport, colors: Colors): string {
  const blocks = (['survived', 'unknown', 'said'] as const).flatMap((verdict) => {
    const found = mutants.filter((mutant) => mutant.verdict === verdict)
    return found.length === 0 ? [] : [colors.bold(HEADINGS[verdict]), ...found.map((mutant) => line(mutant, colors))]
  })
  const count = (verdict: JudgedMutant['verdict']) => mutants.filter((mutant) => mutant.verdict === verdict).length
  const counted = mutants.length - count('equivalent')
  const left = `${count('equivalent')} equivalent, ${notCompiled} not compiled`
  return `${[...blocks, `${flow}: ${count('killed')} of ${counted} mutants killed, ${score.toFixed(1)} % (${left})`].join('\n')}\n`
}

function line({ state, description, missing }: JudgedMutant, colors: Colors): string {
  const test = missing === null ? '' : colors.dim(`  ${lastSaid(missing)}`)
  return `  ${state ?? 'the flow'}: ${description}${test}`
}

function lastSaid({ steps }: FlowPath): string {
  const last = steps.at(-1)
  return last === undefined ? '' : `${describeStep(last.step)} leads to ${last.expected.state}`
}
