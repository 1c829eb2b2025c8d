import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { transformSync } from 'esbuild'
import { repository } from '../packaging/repository.js'
import { type CommandResult, compile } from '../packaging/run-command.js'

const SETTINGS = {
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
  module: 'nodenext',
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
  moduleDetection: 'force',
}

/** Type-checks all TypeScript files of a folder of the project at once. */
export function checkTypes(folder: string, settings: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...SETTINGS, ...settings }, include: ['*.ts', '*.tsx'] }),
  )
  return compile(['-p', folder, '--pretty', 'false'], folder)
}

/** Lets a client of a model be made; nothing is ever sent with it. */
const ENVIRONMENT = { OPENAI_API_KEY: 'none', NO_COLOR: '1' }

const RUNNER = join(repository, 'test/docs/run-modules.js')
const LONGEST_RUN = 60_000

/** How the run of a module went. */
export interface ModuleResult {
  readonly isRight: boolean
  readonly output: string
}

/** Runs pieces of TypeScript, each as a module of its own in the folder. Returns how each went, by its name. */
export async function runModules(
  folder: string,
  modules: readonly { readonly name: string; readonly code: string }[],
): Promise<ReadonlyMap<string, ModuleResult>> {
  const files = modules.map(({ name, code }) => {
    const { code: script } = transformSync(code, { loader: 'ts', format: 'esm', sourcefile: `${name}.ts`, sourcemap: 'inline' })
    writeFileSync(join(folder, `${name}.mjs`), script)
    return `${name}.mjs`
  })
  const results: ModuleResult[] = []
  // A module that takes the process down with it fails alone: those after it get a new one.
  while (results.length < files.length) results.push(...(await runInOneProcess(folder, files.slice(results.length))))
  return new Map(modules.flatMap(({ name }, index) => results.slice(index, index + 1).map((result) => [name, result])))
}

/** Returns the results up to where the process ended: at least one, since a module that killed it is the first one of the next process. */
async function runInOneProcess(folder: string, files: readonly string[]): Promise<readonly ModuleResult[]> {
  const child = spawn(process.execPath, ['--enable-source-maps', RUNNER, ...files], {
    cwd: folder,
    env: { ...process.env, ...ENVIRONMENT },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const results: ModuleResult[] = []
  const watch = setTimeout(() => child.kill('SIGKILL'), LONGEST_RUN)
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => {
    results.push(JSON.parse(line))
    watch.refresh()
  })
  const [errors] = await Promise.all([text(child.stderr), once(child, 'close'), once(lines, 'close')])
  clearTimeout(watch)
  if (results.length > 0) return results
  return [{ isRight: false, output: `The process ended by ${child.signalCode ?? `code ${child.exitCode}`}. ${errors}` }]
}
