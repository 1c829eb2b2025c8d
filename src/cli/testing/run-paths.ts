import { type FlowPaths, flowPaths } from '../../testing/index.js'
import type { Environment } from '../environment.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { type FlowOptions, flowOptions } from '../load-flow/flow-options.js'
import { definitionOf, loadFlow } from '../load-flow/load-flow.js'
import { colorsFor } from '../terminal.js'

/** How paths are made and told. */
export interface PathsOptions {
  readonly coverage: 'states' | 'transitions' | 'conditions'
  readonly maxPaths: number
  readonly json?: boolean
}

/** Tells the paths of a flow. */
export async function runPaths(
  reference: string,
  { coverage, maxPaths, json = false, ...given }: PathsOptions & FlowOptions,
  environment: Environment,
): Promise<ExitCode> {
  const loaded = await loadFlow(reference, environment)
  const flow = definitionOf(loaded)
  const found = flowPaths(flow, { coverage, maxPaths, ...(await flowOptions(given, loaded.options, environment)) })
  environment.output.write(json ? `${JSON.stringify(asJson(flow.name, found))}\n` : renderPaths(flow.name, found, environment))
  return exitCodes.completed
}

/** Returns what `talkchart test --paths` reads again. */
function asJson(flow: string, { paths, covered, uncovered }: FlowPaths) {
  return { flow, paths, covered: covered.length, uncovered: uncovered.map(({ description, reason }) => ({ description, reason })) }
}

function renderPaths(name: string, { paths, covered, uncovered }: FlowPaths, environment: Environment): string {
  const colors = colorsFor(environment, environment.output)
  const steps = paths.reduce((sum, path) => sum + path.steps.length, 0)
  const blocks = paths.map((path) => [colors.bold(path.title), ...path.shows.map((shown) => colors.dim(`  ${shown}`))].join('\n'))
  const missing = uncovered.map(({ description, reason }) => `  ${description}\n${colors.dim(`    ${reason}`)}`)
  const summary = `${name}: ${paths.length} paths, ${steps} steps, ${covered.length} of ${covered.length + uncovered.length} shown`
  return `${[...blocks, ...(missing.length === 0 ? [] : ['never shown:', ...missing]), summary].join('\n')}\n`
}
