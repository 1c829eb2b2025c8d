import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Finds a built file of the package: beside the built command line, also where that is bundled; in a checkout that runs from its source, in `dist`.
 *
 * @param path from `dist` on, such as `page/app.js`
 * @returns its path; undefined where it was not built
 */
export function builtFile(path: string): string | undefined {
  const candidates = ['..', '.', '../../dist'].map((folder) => fileURLToPath(new URL(`${folder}/${path}`, import.meta.url)))
  return candidates.find((candidate) => existsSync(candidate))
}
