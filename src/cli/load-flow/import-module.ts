import { relative } from 'node:path'
import { InvalidFlowError } from '../../diagnostics/invalid-flow-error.js'
import { CliError } from '../cli-error.js'
import type { FlowFile } from './flow-reference.js'

/** What a flow's module gives. */
export type ModuleExports = Readonly<Record<string, unknown>>

/**
 * Imports a TypeScript or JavaScript file. Its `talkchart` is the one that runs, so that a flow needs no installation of its own.
 *
 * @throws {CliError} when the file can not be parsed, imports what is not there, or throws
 */
export async function importModule(file: FlowFile): Promise<ModuleExports> {
  const [{ createJiti }, talkchart, languages, runtime] = await Promise.all([
    import('jiti'),
    import('../../index.js'),
    import('../../conditions/languages.js'),
    import('../../runtime.js'),
  ])
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    interopDefault: false,
    virtualModules: { talkchart, 'talkchart/languages': languages, 'talkchart/runtime': runtime },
  })
  try {
    return await jiti.import<ModuleExports>(file.path)
  } catch (error) {
    if (InvalidFlowError.isInstance(error)) throw error
    throw new CliError('flow-module', explain(error, file), { cause: error })
  }
}

function explain(error: unknown, file: FlowFile): string {
  const message = error instanceof Error ? error.message : String(error)
  const syntax = /^ParseError: (.*?)\s*\n\s*(.*):(\d+):(\d+)$/s.exec(message)
  if (syntax !== null) {
    const [, reason = '', path = '', line, column] = syntax
    const shown = path === file.path ? file.shown : relative(process.cwd(), path)
    return `The module can not be parsed.\n${shown}:${line}:${Number(column) + 1}: ${reason}`
  }
  const [firstLine = ''] = message.split('\n')
  if (/^Cannot find (?:module|package)/.test(firstLine)) return `${file.shown} imports what is not there: ${firstLine}.`
  return `${file.shown}${lineOf(error, file.path)} throws while it is loaded: ${firstLine}`
}

function lineOf(error: unknown, path: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const start = stack.indexOf(`${path}:`)
  const line = start < 0 ? undefined : /^\d+/.exec(stack.slice(start + path.length + 1))?.[0]
  return line === undefined ? '' : `:${line}`
}
