import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { CliError } from './cli-error.js'
import type { Environment } from './environment.js'

/** Where conversations are kept when nothing else is said. */
export const DEFAULT_STORE = '.talkchart'

/**
 * Returns the folder of a store that has to be there.
 *
 * @throws {CliError} when it is not
 */
export function existingStore(folder: string = DEFAULT_STORE, { directory }: Environment): string {
  const path = resolve(directory, folder)
  if (!existsSync(path)) throw new CliError('no-store', `There is no store at ${folder}. Name its folder with --store.`)
  return path
}
