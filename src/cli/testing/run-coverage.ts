import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileStore } from '../../stores/file/file-store.js'
import {
  coverage,
  type FlowCoverage,
  meetsThreshold,
  readTranscript,
  renderCoverage,
  renderLcov,
  storedTranscripts,
  type Transcript,
} from '../../testing/index.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { type FlowOptions, flowOptions } from '../load-flow/flow-options.js'
import { definitionOf, loadFlow } from '../load-flow/load-flow.js'
import { existingStore } from '../store-folder.js'

/** What is measured, and how it is told. */
export interface CoverageOptions {
  readonly store?: string
  readonly format: 'table' | 'json' | 'lcov'
  readonly json?: boolean
  readonly threshold?: number
}

/** Measures what recorded conversations have exercised of a flow. */
export async function runCoverage(
  reference: string,
  files: readonly string[],
  { store, format, json = false, threshold, ...given }: CoverageOptions & FlowOptions,
  environment: Environment,
): Promise<ExitCode> {
  if (store === undefined && files.length === 0) {
    throw new CliError('no-transcripts', 'There is nothing to measure: name a folder with --store, or files with transcripts.', {
      exitCode: exitCodes.usage,
    })
  }
  const loaded = await loadFlow(reference, environment)
  const flow = definitionOf(loaded)
  const options = await flowOptions(given, loaded.options, environment)
  const measured = await coverage(flow, transcripts(flow.name, store, files, environment), options)
  environment.output.write(render(measured, json ? 'json' : format))
  if (threshold === undefined || meetsThreshold(measured, threshold)) return exitCodes.completed
  environment.errorOutput.write(`The coverage is below ${threshold} %.\n`)
  return exitCodes.error
}

async function* transcripts(
  flowName: string,
  store: string | undefined,
  files: readonly string[],
  environment: Environment,
): AsyncGenerator<Transcript> {
  if (store !== undefined) yield* storedTranscripts(fileStore(existingStore(store, environment)), flowName)
  for (const file of files) yield readTranscript(file, await readJsonFile(file, environment.directory))
}

async function readJsonFile(file: string, directory: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(resolve(directory, file), 'utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliError('transcript-not-read', `The transcript ${file} can not be read: ${reason}`, { cause: error })
  }
}

function render(measured: FlowCoverage, format: CoverageOptions['format']): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(measured)}\n`
    case 'lcov':
      return renderLcov(measured)
    case 'table':
      return `${renderCoverage(measured)}\n`
  }
}
