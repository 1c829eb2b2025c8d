import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import type { Environment } from '../../src/cli/environment.js'
import { runCli } from '../../src/cli/run-cli.js'
import type { ProcessResult } from './cli-process.js'

export interface TerminalOptions {
  readonly directory: string
  /** Pipes instead of a terminal. */
  readonly isPiped?: boolean
  readonly columns?: number
  readonly variables?: Readonly<Record<string, string>>
}

/** Streams that are a terminal as far as the command line can tell, and what appears on them. */
export class Terminal {
  readonly #input: PassThrough & { isTTY: boolean }
  readonly #output: PassThrough & { isTTY: boolean; columns: number }
  readonly #errors: PassThrough
  readonly #environment: Environment
  readonly #interrupts = new Set<() => void>()
  readonly #exits: number[] = []
  #raw = ''
  #seen = 0
  #running: Promise<number> = Promise.resolve(0)
  #errorText = ''

  constructor({ directory, isPiped = false, columns = 80, variables = {} }: TerminalOptions) {
    this.#input = Object.assign(new PassThrough(), { isTTY: !isPiped })
    this.#output = Object.assign(new PassThrough(), { isTTY: !isPiped, columns })
    this.#errors = new PassThrough()
    this.#output.on('data', (chunk: Buffer) => {
      this.#raw += String(chunk)
    })
    this.#errors.on('data', (chunk: Buffer) => {
      this.#errorText += String(chunk)
    })
    this.#environment = {
      input: this.#input,
      output: this.#output,
      errorOutput: this.#errors,
      variables: { NO_COLOR: '1', ...variables },
      directory,
      script: '/usr/bin/talkchart',
      onInterrupt: (listener) => {
        this.#interrupts.add(listener)
        return () => this.#interrupts.delete(listener)
      },
      authorErrors: new Set(),
      exit: (exitCode) => this.#exits.push(exitCode),
    }
  }

  /** Everything written so far, without what moves the cursor. */
  get text(): string {
    return stripVTControlCharacters(this.#raw).replaceAll('\r', '')
  }

  get errorText(): string {
    return this.#errorText
  }

  /** The exit codes with which the process would have been ended at once. */
  get exits(): readonly number[] {
    return this.#exits
  }

  /** Runs a command line to its exit code. */
  run(...parameters: string[]): Promise<number> {
    this.#running = runCli(parameters, this.#environment)
    return this.#running
  }

  type(keys: string): void {
    this.#input.write(keys)
  }

  /** Ctrl-D, or the end of a pipe. */
  end(): void {
    this.#input.end()
  }

  /** A signal. */
  interrupt(): void {
    for (const listener of this.#interrupts) listener()
  }

  /** Closes the reading end of the output. */
  hangUp(): void {
    this.#output.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
  }

  /** Resolves when the words appear after everything that was waited for before. */
  async shows(words: string): Promise<void> {
    while (!this.text.includes(words, this.#seen)) {
      const more = new Promise<'more'>((resolve) => this.#output.once('data', () => resolve('more')))
      const end = await Promise.race([more, this.#running])
      if (end === 'more' || this.text.includes(words, this.#seen)) continue
      throw new Error(`It ended with ${end} without ${JSON.stringify(words)}:\n${this.text.slice(this.#seen)}\n${this.#errorText}`)
    }
    this.#seen = this.text.indexOf(words, this.#seen) + words.length
  }
}

/** Runs a command to its end with everything that is typed at once, in this process: one of its own takes half a second to start. */
export async function runPiped(directory: string, parameters: readonly string[], typed = ''): Promise<ProcessResult> {
  const terminal = new Terminal({ directory, isPiped: true })
  const running = terminal.run(...parameters)
  terminal.type(typed)
  terminal.end()
  return { exitCode: await running, output: terminal.text, errorOutput: terminal.errorText }
}
