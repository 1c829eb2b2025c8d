import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { readyFlowFiles } from './ready-flows.js'

const FORMATS: Readonly<Record<string, FlowFormat>> = {
  '.ts': 'module',
  '.mts': 'module',
  '.cts': 'module',
  '.js': 'module',
  '.mjs': 'module',
  '.cjs': 'module',
  '.json': 'json',
  '.yaml': 'yaml',
  '.yml': 'yaml',
}

const EXTENSIONS = Object.keys(FORMATS).join(', ')

export type FlowFormat = 'module' | 'json' | 'yaml'

/** A flow's file and how to read it. */
export interface FlowFile {
  readonly path: string
  /** The path for people, as they wrote it. */
  readonly shown: string
  readonly format: FlowFormat
}

/**
 * Finds what a person means: a file, or the name of a ready flow.
 *
 * @throws {CliError} when it is neither, with what was probably meant
 */
export function findFlowFile(reference: string, { directory }: Environment): FlowFile {
  const format = FORMATS[extname(reference).toLowerCase()]
  const path = resolve(directory, reference)
  if (format === undefined) return readyFlow(reference, path)
  if (!existsSync(path)) throw missingFile(reference, path)
  if (statSync(path).isDirectory()) throw new CliError('flow-not-found', `${reference} is a folder, not a flow's file.`)
  return { path, shown: reference, format }
}

function readyFlow(name: string, path: string): FlowFile {
  const ready = readyFlowFiles()
  const file = ready.get(name)
  if (file !== undefined) return { path: file, shown: name, format: 'module' }
  if (existsSync(path)) {
    const kind = statSync(path).isDirectory() ? 'a folder' : 'no flow'
    throw new CliError('flow-not-found', `${name} is ${kind}: a flow's file ends in ${EXTENSIONS}.`)
  }
  if (/[./\\]/.test(name)) throw new CliError('flow-not-found', `There is no file ${name}; a flow's file ends in ${EXTENSIONS}.`)
  const names = [...ready.keys()]
  const suggestion = didYouMean(name, names) ?? `The ready flows are ${quoteList(names, 'and')}; a file needs its path and extension.`
  throw new CliError('flow-not-found', `There is no flow named ${quote(name)}, and no such file. ${suggestion}`)
}

function missingFile(reference: string, path: string): CliError {
  const name = basename(reference, extname(reference))
  const isReady = readyFlowFiles().has(name)
  const suggestion = isReady ? `${quote(name)}, without an extension, is a ready flow.` : similarFile(reference, path)
  return new CliError('flow-not-found', [`There is no file ${reference}.`, suggestion].filter(Boolean).join(' '))
}

function similarFile(reference: string, path: string): string | undefined {
  const folder = dirname(path)
  if (!existsSync(folder)) return `There is no folder ${dirname(reference)} either.`
  const flows = readdirSync(folder).filter((name) => extname(name) in FORMATS)
  return didYouMean(basename(path), flows)?.replace(/"(.*)"/, (_quoted, name: string) => join(dirname(reference), name))
}
