import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** The checkout's top folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a program in the checkout's top folder. Returns its exit code. */
export function run(program, parameters, options = {}) {
  const { status, error } = spawnSync(program, parameters, { cwd: root, stdio: 'inherit', ...options })
  if (error) throw error
  return status ?? 1
}

const IN_SHELL = { shell: process.platform === 'win32' }

/** Runs a script of package.json. Returns its exit code. */
export const runScript = (name) => run('npm', ['run', '--silent', name], IN_SHELL)

/** Runs a script of package.json while others run. Returns its exit code and all that it has printed. */
export async function runScriptBesides(name) {
  const child = spawn('npm', ['run', '--silent', name], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...IN_SHELL })
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { status: status ?? 1, output: output + errors }
}

/**
 * Runs a file of `node_modules`. Two packages bring a `tsc`, so no link in `.bin` may decide which one is meant.
 * Returns its exit code.
 */
export const runPackage = (path, ...parameters) => run(process.execPath, [`${root}node_modules/${path}`, ...parameters])

/** The compiler that builds the package. In one thread: each more would check once again what all files need, and others wait for the processor. */
export const compile = (...parameters) => runPackage('typescript/bin/tsc', '--singleThreaded', ...parameters)

/** The oldest TypeScript that the published types promise to work with. */
export const compileWithOldest = (...parameters) => runPackage('typescript-5.9/bin/tsc', ...parameters)
