import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { ownImports } from '../source-aliases.js'
import type { TalkingReport, TalkingTask } from './talking-process.js'

/** How one process's life went. */
export interface Life {
  readonly reports: readonly TalkingReport[]
  readonly wasKilled: boolean
  /** The conversations that stood still when it died, each at its boundary. */
  readonly stands: readonly string[]
}

/** So long after so many reports; measured from what the process has done, since a busy machine is slow. */
export interface Moment {
  readonly reports: number
  readonly milliseconds: number
}

/** Starts talking processes from one bundle, which loads several times faster than the sources do. */
export class TalkingHost {
  readonly #folder = mkdtempSync(join(tmpdir(), 'talkchart-crash-'))
  readonly #script = join(this.#folder, 'talking-process.mjs')

  constructor() {
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const require = createRequire(import.meta.url)
    buildSync({
      entryPoints: [join(root, 'test/crash/talking-process.ts')],
      outfile: this.#script,
      tsconfig: join(root, 'tsconfig.json'),
      bundle: true,
      alias: ownImports(),
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
      // What is CommonJS inside wants its require.
      banner: {
        js: `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(require.resolve('pg'))});`,
      },
    })
  }

  /**
   * Runs one process until it ends, by itself or by SIGKILL.
   *
   * @param moment when it is killed; it lives on without
   */
  async run(task: TalkingTask, moment?: Moment): Promise<Life> {
    const child = spawn(process.execPath, [this.#script, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] })
    const reports: TalkingReport[] = []
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk
    })
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => {
      const report: TalkingReport = JSON.parse(line)
      reports.push(report)
      if (reports.length === moment?.reports) setTimeout(() => child.kill('SIGKILL'), moment.milliseconds)
    })
    await Promise.all([once(child, 'close'), once(lines, 'close')])
    if (child.signalCode !== 'SIGKILL' && child.exitCode !== 0) throw new Error(`The talking process failed:\n${errors}`)
    const stands = reports.flatMap((report) => (report.type === 'stands' ? [report.conversation] : []))
    return { reports, stands, wasKilled: child.signalCode === 'SIGKILL' }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
