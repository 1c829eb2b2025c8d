import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The checkout's top folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

function run(program, parameters, options = {}) {
  const { status, error } = spawnSync(program, parameters, { cwd: root, stdio: 'inherit', ...options })
  if (error) throw error
  return status ?? 1
}

/** Runs a script of package.json. Returns its exit code. */
export const runScript = (name) => run('npm', ['run', '--silent', name], { shell: process.platform === 'win32' })

/**
 * Runs a file of `node_modules`. Two packages bring a `tsc`, so no link in `.bin` may decide which one is meant.
 * Returns its exit code.
 */
export const runPackage = (path, ...parameters) => run(process.execPath, [`${root}node_modules/${path}`, ...parameters])

/** The compiler that builds the package. */
export const compile = (...parameters) => runPackage('typescript/bin/tsc', ...parameters)

/** The oldest TypeScript that the published types promise to work with. */
export const compileWithOldest = (...parameters) => runPackage('typescript-5.9/bin/tsc', ...parameters)
