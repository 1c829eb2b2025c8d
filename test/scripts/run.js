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

/** Runs a script of package.json while others run. Returns its exit code and all that it has printed. */
export const runScriptBesides = (name, ...parameters) => runBesides('npm', ['run', '--silent', name, '--', ...parameters], IN_SHELL)

async function runBesides(program, parameters, options = {}) {
  const child = spawn(program, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { status: status ?? 1, output: output + errors }
}

/** Two packages bring a `tsc`, so no link in `.bin` may decide which one is meant. */
const inPackages = (path) => `${root}node_modules/${path}`

/** Runs a file of `node_modules`. Returns its exit code. */
export const runPackage = (path, ...parameters) => run(process.execPath, [inPackages(path), ...parameters])

/** The compiler that builds the package, in one thread: each more would check once again what all files need, and others wait for the processor. */
const NEWEST = [inPackages('typescript/bin/tsc'), '--singleThreaded']

/** Builds with the newest compiler. Returns its exit code. */
export const compile = (...parameters) => run(process.execPath, [...NEWEST, ...parameters])

const PRETTY = process.stdout.isTTY ? ['--pretty'] : []

/** Checks with the newest compiler while others run. Returns its exit code and all that it has printed. */
export const check = (...parameters) => runBesides(process.execPath, [...NEWEST, ...PRETTY, ...parameters])

/** Checks with the oldest TypeScript that the published types promise to work with. */
export const checkWithOldest = () => runBesides(process.execPath, ['test/scripts/check-with-oldest.js'])
