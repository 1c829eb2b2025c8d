import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The checkout's top folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Runs a program of `node_modules` with the node that runs this, so that no shell and no link in `.bin` decides which.
 * Returns its exit code.
 */
export function runPackage(path, ...parameters) {
  const { status, error } = spawnSync(process.execPath, [`${root}node_modules/${path}`, ...parameters], { cwd: root, stdio: 'inherit' })
  if (error) throw error
  return status ?? 1
}

/** The compiler that builds the package. */
export const compile = (...parameters) => runPackage('typescript/bin/tsc', ...parameters)

/** The oldest TypeScript that the published types promise to work with. */
export const compileWithOldest = (...parameters) => runPackage('typescript-5.9/bin/tsc', ...parameters)
