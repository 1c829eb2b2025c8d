import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { inject, onTestFinished } from 'vitest'
import { repository } from '../packaging/repository.js'
import { publish } from '../publish-folder.js'
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
  /** The package's folder. */
  readonly folder: string
  readonly script: string
}

const SETTINGS = { absWorkingDir: repository, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' } as const

/**
 * Returns the command line of the sources as they are, with its page and the ready flows. All tests of a run share it.
 * It is in few files, and so it starts in half the time; the examples of the documents run the package as it is published.
 */
export async function builtCli(): Promise<BuiltCli> {
  const folder = join(inject('runFolder'), `cli-${newestSource()}`)
  await makeOnce(folder, buildCli)
  return { folder, script: join(folder, 'dist/cli/main.js') }
}

/** Makes a folder, which appears as a whole. Whoever is first makes it, and the others wait. */
async function makeOnce(folder: string, make: (place: string, destination: string) => Promise<void>): Promise<void> {
  const turn = `${folder}-turn`
  while (!existsSync(folder)) {
    if (!isFirst(turn)) {
      await delay(50)
      continue
    }
    try {
      if (existsSync(folder)) return
      const place = mkdtempSync(`${folder}-`)
      await make(place, folder)
      publish(place, folder)
    } finally {
      rmSync(turn, { recursive: true })
    }
  }
}

function isFirst(turn: string): boolean {
  try {
    mkdirSync(turn)
    return true
  } catch (error) {
    if (Reflect.get(Object(error), 'code') !== 'EEXIST') throw error
    return false
  }
}

/** When a source was last changed: a run that watches goes on when one is. */
function newestSource(): number {
  const files = ['src', 'machines'].flatMap((name) => {
    const entries = readdirSync(join(repository, name), { recursive: true, withFileTypes: true })
    return entries.map((entry) => join(entry.parentPath, entry.name))
  })
  return Math.max(...files.map((file) => statSync(file).mtimeMs))
}

/**
 * Builds the command line into a folder; types are checked elsewhere.
 *
 * @param destination where the folder will be when it is run
 */
async function buildCli(folder: string, destination: string): Promise<void> {
  cpSync(join(repository, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  const banner = { js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);" }
  const bundling = { bundle: true, alias: ownImports(), splitting: true, outdir: join(folder, 'dist'), banner }
  const machines = readdirSync(join(repository, 'machines')).filter((file) => file.endsWith('.ts'))
  const entries = ['src/cli/main.ts', 'src/cli/play/worker.ts', ...machines.map((file) => `machines/${file}`)]
  const entryPoints = Object.fromEntries(entries.map((file) => [file.replace(/^src\//, '').slice(0, -'.ts'.length), file]))
  await build({ ...SETTINGS, ...bundling, entryPoints, external: ['openai', 'pg', 'jiti'], plugins: [inItsPlace(destination)] })
  // It brings much along, and one of all processes needs it.
  const { buildPage } = await import('../scripts/build-page.js')
  await buildPage(join(folder, 'dist/page'))
}

/** Says in each file of the bundle that it is where it would be by itself. */
function inItsPlace(folder: string): Plugin {
  const source = join(repository, 'src')
  return {
    name: 'in-its-place',
    setup(building) {
      building.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!path.startsWith(source)) return undefined
        const place = pathToFileURL(join(folder, 'dist', path.slice(source.length).replace(/\.ts$/, '.js'))).href
        const contents = (await readFile(path, 'utf8')).replaceAll('import.meta.url', JSON.stringify(place))
        return { contents, loader: 'ts' }
      })
    },
  }
}

/**
 * An empty folder.
 *
 * @param whenDone is given what removes it: by default, when the test is over
 */
export function testFolder(whenDone: (remove: () => void) => void = onTestFinished): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'talkchart-chat-')))
  whenDone(() => rmSync(folder, { recursive: true, force: true }))
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
