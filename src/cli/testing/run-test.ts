import type { ConversationFlow } from '../../definition/flow.js'
import { type FlowPath, flowPaths, PathMismatchError, runPath, type Uncovered } from '../../testing/index.js'
import type { Environment } from '../environment.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { type ExportedOptions, type FlowOptions, flowOptions } from '../load-flow/flow-options.js'
import { definitionOf, loadFlow } from '../load-flow/load-flow.js'
import { type Colors, colorsFor, progressOn } from '../terminal.js'
import { readPaths } from './read-paths.js'
import type { PathsOptions } from './run-paths.js'

interface Result {
  readonly title: string
  /** How it went elsewhere; null when it did not. */
  readonly problem: string | null
}

/** Runs the paths of a flow, those made from it or those that were kept. */
export async function runTest(
  reference: string,
  { coverage, maxPaths, json = false, paths: kept, ...given }: PathsOptions & FlowOptions & { readonly paths?: string },
  environment: Environment,
): Promise<ExitCode> {
  const loaded = await loadFlow(reference, environment)
  const flow = definitionOf(loaded)
  const options = await flowOptions(given, loaded.options, environment)
  const { paths, uncovered } =
    kept === undefined ? flowPaths(flow, { coverage, maxPaths, ...options }) : { paths: await readPaths(kept, environment), uncovered: [] }
  const results = runAll({ flow, options, paths }, environment, json)
  const failed = results.filter(({ problem }) => problem !== null)
  const states = uncovered.filter(({ goal }) => goal.kind === 'state')
  const isRight = failed.length === 0 && states.length === 0
  const summary = { flow: flow.name, passed: results.length - failed.length, failed, uncovered: uncovered.map(plain) }
  environment.output.write(json ? `${JSON.stringify(summary)}\n` : render(summary, colorsFor(environment, environment.output)))
  return isRight ? exitCodes.completed : exitCodes.error
}

interface Replay {
  readonly flow: ConversationFlow
  readonly options: ExportedOptions
  readonly paths: readonly FlowPath[]
}

function runAll({ flow, options, paths }: Replay, environment: Environment, json: boolean): readonly Result[] {
  const progress = progressOn(environment, { json })
  const results = paths.map((path, position): Result => {
    progress.show(`${position + 1} of ${paths.length}`)
    return { title: path.title, problem: problemOf(flow, path, options) }
  })
  progress.clear()
  return results
}

function problemOf(flow: ConversationFlow, path: FlowPath, options: ExportedOptions): string | null {
  try {
    runPath(flow, path, options)
    return null
  } catch (error) {
    if (PathMismatchError.isInstance(error)) return error.message
    throw error
  }
}

function plain({ description, reason }: Uncovered) {
  return { description, reason }
}

interface Summary {
  readonly flow: string
  readonly passed: number
  readonly failed: readonly Result[]
  readonly uncovered: readonly { readonly description: string; readonly reason: string }[]
}

function render({ flow, passed, failed, uncovered }: Summary, colors: Colors): string {
  const problems = failed.map(({ problem }) => `${colors.red('✗')} ${problem}`)
  const missing = uncovered.length === 0 ? [] : [`${uncovered.length} never shown; talkchart paths tells which, and why`]
  const count =
    failed.length === 0
      ? colors.green(`${passed} ${passed === 1 ? 'path' : 'paths'} passed`)
      : `${colors.red(`${failed.length} failed`)}, ${passed} passed`
  return `${[...problems, ...missing, `${flow}: ${count}`].join('\n')}\n`
}
