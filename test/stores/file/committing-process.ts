import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { afterAll } from 'vitest'
import { bundleScript } from '../../bundle-script.js'

const SCRIPT = await bundleScript(new URL('commit-until-killed.ts', import.meta.url), afterAll)

/** A process of its own that commits to one conversation. */
export class CommittingProcess {
  /** The revisions that it was told are committed. */
  readonly acknowledged: number[] = []
  readonly #child: ChildProcessByStdio<null, Readable, Readable>
  readonly #ended: Promise<unknown>
  #output = ''
  #errors = ''

  constructor(directory: string, id: string, writer: string, most = 1_000_000) {
    this.#child = spawn(process.execPath, [SCRIPT, directory, id, writer, String(most)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#ended = once(this.#child, 'close')
    this.#child.stdout.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk))
    this.#child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.#errors += chunk
    })
  }

  /** Resolves when so many commits were acknowledged. */
  async acknowledges(count: number): Promise<void> {
    while (this.acknowledged.length < count) {
      if (this.#child.exitCode !== null) throw new Error(`the committing process ended early: ${this.#errors}`)
      await Promise.race([once(this.#child.stdout, 'data'), this.#ended])
    }
  }

  /** Kills it wherever it is. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  /** Resolves when it has made all its commits. */
  async finish(): Promise<void> {
    await this.#ended
    if (this.#child.exitCode !== 0) throw new Error(`the committing process failed: ${this.#errors}`)
  }

  #read(chunk: string): void {
    this.#output += chunk
    const lines = this.#output.split('\n')
    this.#output = lines.pop() ?? ''
    this.acknowledged.push(...lines.map(Number))
  }
}
