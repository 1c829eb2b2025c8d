import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isRecord } from '../../diagnostics/json.js'
import type { FlowPath } from '../../testing/index.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'

/**
 * Reads paths that were kept: what `talkchart paths --json` writes, the talks in what `talkchart prove --json` writes, what is missing in that of
 * `talkchart test --mutate --json`, or paths alone.
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
  const paths = pathsIn(parse(text, file))
  if (paths === undefined)
    throw new CliError('invalid-paths', `${file} holds no paths. "talkchart paths FLOW --json > ${file}" writes them.`)
  return paths
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CliError('invalid-paths', `${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function pathsIn(value: unknown): readonly FlowPath[] | undefined {
  if (isPath(value)) return [value]
  if (isRecord(value) && Array.isArray(value.paths)) return value.paths.every(isPath) ? value.paths : undefined
  const found: readonly unknown[] = Array.isArray(value) ? value : isRecord(value) ? foundIn(value) : []
  return found.length > 0 && found.every(isPath) ? found : undefined
}

/** The talks that break properties, and the paths that would find a mutant. */
function foundIn({ verdicts, mutants }: Readonly<Record<string, unknown>>): readonly unknown[] {
  const talks = recordsIn(verdicts).flatMap(({ talk }) => (isRecord(talk) ? [talk.path] : []))
  return [...talks, ...recordsIn(mutants).flatMap(({ missing }) => (isRecord(missing) ? [missing] : []))]
}

function recordsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function isPath(value: unknown): value is FlowPath {
  return isRecord(value) && 'steps' in value && 'start' in value
}
