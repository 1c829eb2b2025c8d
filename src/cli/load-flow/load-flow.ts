import { readFile } from 'node:fs/promises'
import { isEnglish, primaryLanguage, type Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { safeParseFlow } from '../../definition/parse/parse-flow.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { InvalidFlowError } from '../../diagnostics/invalid-flow-error.js'
import { type ConversationMachine, isConversationMachine } from '../../machine/conversation-machine.js'
import { errorCode } from '../../stores/file/file-system-error.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { invalidFlow } from '../flow-errors.js'
import type { FindPosition } from './document-positions.js'
import { type FlowFile, findFlowFile } from './flow-reference.js'
import { importModule, type ModuleExports } from './import-module.js'
import { readJson } from './read-json.js'
import { readYaml } from './read-yaml.js'

/** A flow that was found and read: the flow itself, with the machine that its module may export too, or the machine alone. */
export type LoadedFlow = LoadedFile &
  (
    | { readonly flow: ConversationFlow; readonly machine: ConversationMachine | undefined }
    | { readonly flow: undefined; readonly machine: ConversationMachine }
  )

interface LoadedFile {
  readonly file: FlowFile
  /** What is worth knowing about the flow and stops nothing. */
  readonly warnings: readonly Diagnostic[]
  /** Where a part of the flow is written; a module does not tell. */
  readonly find: FindPosition | undefined
}

/**
 * Loads a flow by its file's path or by the name of a ready flow.
 *
 * @throws {CliError} with what is wrong, and where
 */
export async function loadFlow(reference: string, environment: Environment): Promise<LoadedFlow> {
  const file = findFlowFile(reference, environment)
  if (file.format === 'module') return await loadModule(file)
  const text = await readText(file)
  const { value, find } = file.format === 'json' ? readJson(text, file.shown) : readYaml(text, file.shown)
  return checked(file, value, undefined, find)
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

/** Loads the stemmers of a flow's language; none for English, and those of other languages only then, as they take their time. */
export async function stemmersFor(flow: ConversationFlow | undefined): Promise<{ readonly stemmers?: Stemmers }> {
  if (isEnglish(primaryLanguage(flow?.language))) return {}
  const { stemmers } = await import('../../conditions/languages.js')
  return { stemmers }
}

async function readText({ path, shown }: FlowFile): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new CliError('flow-unreadable', `${shown} can not be read (${errorCode(error) ?? String(error)}).`, { cause: error })
  }
}

async function loadModule(file: FlowFile): Promise<LoadedFlow> {
  const exported = await importModule(file).catch((error: unknown) => {
    throw InvalidFlowError.isInstance(error) ? invalidFlow(file.shown, error.diagnostics) : error
  })
  const { flow, machine } = flowExports(exported)
  if (flow !== undefined) return checked(file, flow, machine, undefined)
  if (machine !== undefined) return { file, flow: undefined, machine, warnings: [], find: undefined }
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

function checked(file: FlowFile, value: unknown, machine: ConversationMachine | undefined, find: FindPosition | undefined): LoadedFlow {
  const result = safeParseFlow(value)
  if (!result.success) {
    const errors = result.diagnostics.filter(({ severity }) => severity === 'error')
    throw invalidFlow(file.shown, errors, find)
  }
  return { file, flow: result.flow, machine, warnings: result.diagnostics.filter(({ severity }) => severity === 'warning'), find }
}
