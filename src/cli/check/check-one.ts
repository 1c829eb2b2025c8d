import { readFile } from 'node:fs/promises'
// Not from the index: drawings and sources are not wanted here, and take their time to load.
import { analyzeFlow, type FlowAnalysis } from '../../analysis/analyze-flow.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { type FindPosition, positionedDocument } from '../load-flow/document-positions.js'
import { type FlowFile, findFlowFile } from '../load-flow/flow-reference.js'
import { loadFlow, stemmersFor } from '../load-flow/load-flow.js'

/** What the check found in one flow. */
export interface CheckedFlow {
  /** As the person named it. */
  readonly reference: string
  readonly analysis: FlowAnalysis
  /** The file as written, where it is one that tells the places of its parts. */
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
export async function checkOne(reference: string, environment: Environment): Promise<CheckedFlow> {
  const file = findFlowFile(reference, environment)
  const source = await readSource(file)
  const analysis = await loadFlow(reference, environment).then(
    async ({ flow }) => {
      if (flow !== undefined) return analyzeFlow(flow, await stemmersFor(flow))
      throw new CliError('flow-module', `${file.shown} exports a machine only, which can not be analysed: export its flow too.`)
    },
    (error: unknown) => ({ diagnostics: diagnosticsOf(error), loops: [], modelCalls: undefined }),
  )
  return { reference, analysis, source }
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
  const { find } = positionedDocument(text)
  return { lines: text.split(/\r?\n/), find }
}
