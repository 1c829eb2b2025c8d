import { readFile } from 'node:fs/promises'
// Not from the index: drawings and sources are not wanted here, and take their time to load.
import { analyzeFlow, type FlowAnalysis } from '../../analysis/analyze-flow.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import type { FindPosition } from '../load-flow/document-positions.js'
import { type FlowOptions, flowOptions } from '../load-flow/flow-options.js'
import { type FlowFile, findFlowFile } from '../load-flow/flow-reference.js'
import { type ReadFlow, readFlow } from '../load-flow/load-flow.js'
import { positionsIn } from '../load-flow/read-written.js'

/** What the command line of `talkchart check` says. */
export interface CheckOptions extends FlowOptions {
  readonly json?: true
  readonly info?: true
  /** How many warnings still pass; any number when it is not given. */
  readonly maxWarnings?: number
}

/** Tells whether a finding is printed: notes only when they are asked for. */
export function isTold({ severity }: Diagnostic, { json, info }: CheckOptions): boolean {
  return severity !== 'info' || json === true || info === true
}

/** What the check found in one flow. */
export interface CheckedFlow {
  /** As the person named it. */
  readonly reference: string
  readonly analysis: FlowAnalysis
  /** The file as written, where it tells the places of its parts and something that is told has one. */
  readonly source: FlowSource | undefined
}

/** A written flow. */
export interface FlowSource {
  readonly lines: readonly string[]
  readonly find: FindPosition
}

/**
 * Loads and analyses a flow. A flow that is not well-formed gives its problems as findings.
 *
 * @throws {CliError} when the file is not there, can not be read, or holds no flow
 */
export async function checkOne(reference: string, options: CheckOptions, environment: Environment): Promise<CheckedFlow> {
  const file = findFlowFile(reference, environment)
  const analysis = await readFlow(reference, environment).then(
    async (read) => await analysisOf(read, options, environment),
    (error: unknown) => nothingMore(diagnosticsOf(error)),
  )
  const source = analysis.diagnostics.some((found) => isTold(found, options)) ? await readSource(file) : undefined
  return { reference, analysis, source }
}

/** What can not be read as a flow does not keep the rest from being looked at. */
async function analysisOf(
  { flow, diagnostics, machine, file, options: exported }: ReadFlow,
  options: FlowOptions,
  environment: Environment,
) {
  if (flow === undefined) {
    if (machine === undefined) return nothingMore(diagnostics)
    throw new CliError('flow-module', `${file.shown} exports a machine only, which can not be analysed: export its flow too.`)
  }
  const analysis = analyzeFlow(flow, await flowOptions(options, exported, environment))
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return analysis
  const rest = analysis.diagnostics.filter((found) => !errors.some((error) => isAbout(found, error)))
  return nothingMore([...errors, ...rest])
}

function nothingMore(diagnostics: readonly Diagnostic[]): FlowAnalysis {
  return { diagnostics, loops: [], modelCalls: undefined }
}

/** Tells whether something was found where an error is, or in what stands around it: a stand-in may have brought it about. */
function isAbout({ path }: Diagnostic, { path: place }: Diagnostic): boolean {
  return place.every((segment, position) => segment === path[position])
}

function diagnosticsOf(error: unknown): readonly Diagnostic[] {
  if (CliError.isInstance(error) && error.code === 'invalid-flow') return error.diagnostics
  throw error
}

async function readSource({ path, format }: FlowFile): Promise<FlowSource | undefined> {
  if (format === 'module') return undefined
  // A file that can not be read is told of by the loading.
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  return { lines: text.split(/\r?\n/), find: await positionsIn(text) }
}
