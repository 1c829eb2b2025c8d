import { relative } from 'node:path'
import { InvalidFlowError } from '../../diagnostics/invalid-flow-error.js'
import { CliError } from '../cli-error.js'
import { authorPlace } from './author-error.js'
import type { FlowFile } from './flow-reference.js'
import { whileLoading } from './while-loading.js'

/** What a flow's module gives. */
export type ModuleExports = Readonly<Record<string, unknown>>

/**
 * Imports a TypeScript or JavaScript file. Its `talkchart` is the one that runs, so that a flow needs no installation of its own.
 *
 * @throws {CliError} when the file can not be parsed, imports what is not there, throws, or does not come to its end
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
    return await whileLoading(file.shown, () => jiti.import<ModuleExports>(file.path))
  } catch (error) {
    if (InvalidFlowError.isInstance(error) || CliError.isInstance(error)) throw error
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
  const place = authorPlace(error)
  if (place === undefined || place.path === file.path)
    return `${file.shown}${place === undefined ? '' : `:${place.line}`} throws while it is loaded: ${firstLine}`
  return `${relative(process.cwd(), place.path)}:${place.line}, which ${file.shown} imports, throws while it is loaded: ${firstLine}`
}
