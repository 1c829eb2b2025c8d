import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { FlowPath } from '../../testing/index.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'

/**
 * Reads paths that were kept: what `talkchart paths --json` writes, or one path alone.
 *
 * @throws {CliError} when the file can not be read, or holds no paths
 */
export async function readPaths(file: string, { directory }: Environment): Promise<readonly FlowPath[]> {
  const text = await readFile(resolve(directory, file), 'utf8').catch((error: unknown) => {
    throw new CliError(
      'paths-not-found',
      `The paths in ${file} can not be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  })
  const value = parse(text, file)
  if (isPath(value)) return [value]
  if (!holdsPaths(value))
    throw new CliError('invalid-paths', `${file} holds no paths. "talkchart paths FLOW --json > ${file}" writes them.`)
  return value.paths
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CliError('invalid-paths', `${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function holdsPaths(value: unknown): value is { readonly paths: readonly FlowPath[] } {
  if (typeof value !== 'object' || value === null || !('paths' in value) || !Array.isArray(value.paths)) return false
  return value.paths.every(isPath)
}

function isPath(value: unknown): value is FlowPath {
  return typeof value === 'object' && value !== null && 'steps' in value && 'start' in value
}
