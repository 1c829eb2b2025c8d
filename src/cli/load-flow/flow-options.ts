import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import type { PromptSource } from '../../compile/compile-options.js'
import type { Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import type { PromptDefinition } from '../../definition/flow.js'
import { isRecord } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { importModule, type ModuleExports } from './import-module.js'
import { readWritten } from './read-written.js'

/** What the command line says of how the application compiles the flow. */
export interface FlowOptions {
  /** A file with the prompts that the flow names and does not define. */
  readonly prompts?: string
  /** Whether the application gives the stemmers of `talkchart/languages`. */
  readonly stemmers?: boolean
}

/** What a flow's module exports besides the flow, named as the options of `compileFlow`. */
export interface ExportedOptions {
  readonly prompts?: PromptSource
  readonly stemmers?: Stemmers
}

/** Returns what the flow's module exports as options, where it has the right kind. */
export function exportedOptions({ prompts, stemmers }: ModuleExports): ExportedOptions {
  return { ...(isPromptSource(prompts) && { prompts }), ...(isStemmers(stemmers) && { stemmers }) }
}

/**
 * Returns the options that the application compiles the flow with: what the command line says, else what the module exports. Nothing is added, so
 * that the machine is the application's.
 *
 * @throws {CliError} when the file with the prompts can not be used
 */
export async function flowOptions(
  { prompts, stemmers }: FlowOptions,
  exported: ExportedOptions,
  environment: Environment,
): Promise<ExportedOptions> {
  return {
    ...exported,
    ...(prompts === undefined ? {} : { prompts: await readPrompts(prompts, environment) }),
    // They take their time to load.
    ...(stemmers === true ? { stemmers: (await import('../../conditions/languages.js')).stemmers } : {}),
  }
}

async function readPrompts(shown: string, { directory }: Environment): Promise<PromptSource> {
  const value = await readValue(shown, resolve(directory, shown))
  if (isPromptSource(value)) return value
  throw new CliError('invalid-prompts', `${shown} holds no prompts. Expected { name: { say: "…" } }, by name; this is ${quote(value)}.`)
}

async function readValue(shown: string, path: string): Promise<unknown> {
  const extension = extname(path).toLowerCase()
  if (/^\.[mc]?[jt]s$/.test(extension)) {
    const { prompts, default: byDefault } = await importModule({ path, shown, format: 'module' })
    return prompts ?? byDefault
  }
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliError('prompts-not-found', `The prompts in ${shown} can not be read: ${reason}`, { cause: error })
  })
  return (await readWritten(text, shown, extension === '.json' ? 'json' : 'yaml')).value
}

function isPromptSource(value: unknown): value is PromptSource {
  return typeof value === 'function' || (isRecord(value) && Object.values(value).every(isPrompt))
}

function isPrompt(value: unknown): value is PromptDefinition {
  return isRecord(value) && (typeof value.say === 'string' || typeof value.instruct === 'string')
}

function isStemmers(value: unknown): value is Stemmers {
  return isRecord(value) && Object.values(value).every((stemmer) => typeof stemmer === 'function')
}
