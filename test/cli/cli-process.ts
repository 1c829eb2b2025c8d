import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { build } from 'esbuild'
import { onTestFinished } from 'vitest'
import { repository } from '../packaging/repository.js'
import { ownImports } from '../source-aliases.js'

export interface ProcessOptions {
  readonly directory?: string
  readonly variables?: Readonly<Record<string, string>>
}

export interface ProcessResult {
  readonly exitCode: number | null
  readonly output: string
  readonly errorOutput: string
}

/** The command line as it is installed: built, in a package of its own. */
export interface BuiltCli {
  /** The package's folder, which `remove` takes away. */
  readonly folder: string
  readonly script: string
  readonly remove: () => void
}

const SETTINGS = { absWorkingDir: repository, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' } as const

/** Builds the command line and the ready flows; types are checked elsewhere. */
export async function buildCli(): Promise<BuiltCli> {
  const cli = emptyPackage()
  for (const [source, target] of [
    ['src', 'dist'],
    ['machines', 'dist/machines'],
  ] as const) {
    await build({ ...SETTINGS, entryPoints: [`${source}/**/*.ts`], outbase: source, outdir: join(cli.folder, target) })
  }
  // What is written in CommonJS is not compiled.
  const isCommon = (path: string) => path.endsWith('.cjs') || statSync(path).isDirectory()
  cpSync(join(repository, 'src'), join(cli.folder, 'dist'), { recursive: true, filter: isCommon })
  return cli
}

/** The same command line in few files, without ready flows: it starts in half the time, for tests that start it very often. */
export async function bundleCli(): Promise<BuiltCli> {
  const cli = emptyPackage()
  const banner = { js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);" }
  const external = ['openai', 'pg', 'jiti']
  const bundling = {
    bundle: true,
    alias: ownImports(),
    splitting: true,
    outbase: 'src',
    outdir: join(cli.folder, 'dist'),
    banner,
    external,
  }
  await build({ ...SETTINGS, ...bundling, entryPoints: ['src/cli/main.ts', 'src/cli/play/worker.ts'] })
  return cli
}

function emptyPackage(): BuiltCli {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'talkchart-cli-')))
  cpSync(join(repository, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  return { folder, script: join(folder, 'dist/cli/main.js'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** An empty folder that is removed when the test is over. */
export function testFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'talkchart-chat-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts the command line with pipes. */
export function startCli({ script, folder }: BuiltCli, parameters: readonly string[], { directory, variables }: ProcessOptions = {}) {
  const { PATH: path = '' } = process.env
  return spawn(process.execPath, [script, ...parameters], { cwd: directory ?? folder, env: { PATH: path, ...variables } })
}

/** Runs the command line to its end with everything that is typed at once. */
export async function runCli(
  cli: BuiltCli,
  parameters: readonly string[],
  typed = '',
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  const running = startCli(cli, parameters, options)
  running.stdin.on('error', () => undefined).end(typed)
  const [output, errorOutput, exitCode] = await Promise.all([text(running.stdout), text(running.stderr), exitOf(running)])
  return { exitCode, output, errorOutput }
}

export function exitOf(running: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => running.on('exit', resolve))
}

/** What a process prints, to be waited for. */
export class Printed {
  #output = ''
  #seen = 0
  readonly #running: ReturnType<typeof startCli>
  readonly #closed: Promise<'closed'>

  constructor(running: ReturnType<typeof startCli>) {
    this.#running = running
    this.#closed = new Promise((resolve) => running.stdout.on('close', () => resolve('closed')))
    running.stdout.on('data', (chunk: Buffer) => {
      this.#output += String(chunk)
    })
  }

  /** Resolves when the words appear after everything that was waited for before. */
  async shows(words: string): Promise<void> {
    while (!this.#output.includes(words, this.#seen)) {
      const more = new Promise<'more'>((resolve) => this.#running.stdout.once('data', () => resolve('more')))
      if ((await Promise.race([more, this.#closed])) === 'more' || this.#output.includes(words, this.#seen)) continue
      throw new Error(`It ended without ${JSON.stringify(words)}:\n${this.#output}`)
    }
    this.#seen = this.#output.indexOf(words, this.#seen) + words.length
  }
}

/** The objects of an output of one JSON object on a line. */
export function jsonLines(output: string): Record<string, unknown>[] {
  return output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
}
