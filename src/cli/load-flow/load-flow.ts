import { readFile } from 'node:fs/promises'
import type { ConversationFlow } from '../../definition/flow.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { InvalidFlowError } from '../../diagnostics/invalid-flow-error.js'
import { type ConversationMachine, isConversationMachine } from '../../machine/conversation-machine.js'
import { parseBroken } from '../../parse/parse-flow.js'
import { errorCode } from '../../stores/file/file-system-error.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { invalidFlow } from '../flow-errors.js'
import type { LoadPositions } from './document-positions.js'
import { type ExportedOptions, exportedOptions } from './flow-options.js'
import { type FlowFile, findFlowFile } from './flow-reference.js'
import { importModule, type ModuleExports } from './import-module.js'
import { readWritten } from './read-written.js'

/** A flow that was found and read: the flow itself, with the machine that its module may export too, or the machine alone. */
export type LoadedFlow = LoadedFile &
  (
    | { readonly flow: ConversationFlow; readonly machine: ConversationMachine | undefined }
    | { readonly flow: undefined; readonly machine: ConversationMachine }
  )

interface LoadedFile {
  readonly file: FlowFile
  /** What the module says besides of how its flow is compiled. */
  readonly options: ExportedOptions
  /** What is worth knowing about the flow and stops nothing. */
  readonly warnings: readonly Diagnostic[]
  /** Where a part of the flow is written; a module does not tell. */
  readonly positions: LoadPositions | undefined
}

/** A flow as it stands in its file, whatever is wrong with it. */
export interface ReadFlow extends Omit<LoadedFile, 'warnings'> {
  /** As far as it can be read, with stand-ins for what can not; undefined when the file has none, or nothing of it can be read. */
  readonly flow: ConversationFlow | undefined
  readonly machine: ConversationMachine | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Loads a flow by its file's path or by the name of a ready flow.
 *
 * @throws {CliError} with what is wrong, and where
 */
export async function loadFlow(reference: string, environment: Environment): Promise<LoadedFlow> {
  const { flow, machine, diagnostics, ...rest } = await readFlow(reference, environment)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw invalidFlow(rest.file.shown, errors, await rest.positions?.())
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning')
  if (flow !== undefined) return { ...rest, flow, machine, warnings }
  if (machine !== undefined) return { ...rest, flow, machine, warnings }
  throw new CliError('flow-module', `${rest.file.shown} holds no flow.`)
}

/**
 * Reads a flow that may be broken.
 *
 * @throws {CliError} when the file is not there, can not be read, or holds nothing that could be a flow
 */
export async function readFlow(reference: string, environment: Environment): Promise<ReadFlow> {
  const file = findFlowFile(reference, environment)
  if (file.format === 'module') return await readModule(file)
  const text = await readText(file)
  const { value, positions } = await readWritten(text, file.shown, file.format)
  return { file, ...parseBroken(value), machine: undefined, options: {}, positions }
}

/**
 * Returns the flow itself: a compiled machine does not tell what it was compiled from.
 *
 * @throws {CliError} when the file has only a machine
 */
export function definitionOf({ flow, file }: LoadedFlow): ConversationFlow {
  if (flow !== undefined) return flow
  const expected = 'Export the flow: export const flow = defineFlow({ … }).'
  throw new CliError('machine-without-flow', `${file.shown} has a machine and not the flow that it was compiled from. ${expected}`)
}

async function readText({ path, shown }: FlowFile): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new CliError('flow-unreadable', `${shown} can not be read (${errorCode(error) ?? String(error)}).`, { cause: error })
  }
}

async function readModule(file: FlowFile): Promise<ReadFlow> {
  const exported = await importModule(file).catch((error: unknown) => {
    throw InvalidFlowError.isInstance(error) ? invalidFlow(file.shown, error.diagnostics) : error
  })
  const { flow, machine } = flowExports(exported)
  const read = { file, machine, options: exportedOptions(exported), positions: undefined }
  if (flow !== undefined) return { ...read, ...parseBroken(flow) }
  if (machine !== undefined) return { ...read, flow: undefined, diagnostics: [] }
  const names = Object.keys(exported).filter((name) => name !== '__esModule')
  const found = names.length === 0 ? 'It exports nothing.' : `It exports ${names.join(', ')}.`
  throw new CliError(
    'flow-module',
    `${file.shown} exports no flow. ${found} Expected: export const flow = defineFlow({ … }), or a default export.`,
  )
}

function flowExports({ flow, default: byDefault, machine }: ModuleExports) {
  const machines = [machine, byDefault].filter(isCompiledFlow)
  const flows = [flow, byDefault].filter((value) => value !== undefined && !isCompiledFlow(value))
  return { flow: flows[0], machine: machines[0] }
}

/** Another machine of XState is none, and is then read as a flow, which says what is missing. */
function isCompiledFlow(value: unknown): value is ConversationMachine {
  return isConversationMachine(value) && 'meta' in value.config && 'states' in value.config
}
