import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Sampler, warmedUp } from './sampling.js'

/** The checkout's top folder: this file runs from `.bench`. */
export const root = fileURLToPath(new URL('..', import.meta.url))

const reporter = join(root, 'test/bench/report-cpu.cjs')

/** Runs Node to its end in the top folder, and returns what it wrote to the channel `3`. */
function runNode(parameters: readonly string[], environment: Readonly<Record<string, string>> = {}): string {
  const { status, output, stderr } = spawnSync(process.execPath, [...parameters], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`node ${parameters.join(' ')} ended with ${status}:\n${stderr}`)
  return output[3] ?? ''
}

/** Returns a sampler of the milliseconds of CPU time that a process takes from its start to its end. */
export function processTime(parameters: readonly string[]): Sampler {
  return warmedUp(async () => Number(runNode(['--require', reporter, ...parameters])))
}

/** Returns a sampler of the KiB of heap that one thing keeps, as `heap.ts` counts it in a process of its own. */
export function heapKept(...scenario: readonly string[]): Sampler {
  return async () => Number(runNode(['--expose-gc', fileURLToPath(new URL('heap.js', import.meta.url)), ...scenario])) / 1024
}

/** Returns a sampler of the files that a process loads, Node's own left out. */
export function modulesLoaded(parameters: readonly string[]): Sampler {
  return async () => {
    const directory = mkdtempSync(join(tmpdir(), 'talkchart-bench-'))
    try {
      runNode(parameters, { NODE_V8_COVERAGE: directory })
      const reports = readdirSync(directory).map((file): CoverageReport => JSON.parse(readFileSync(join(directory, file), 'utf8')))
      return new Set(reports.flatMap(({ result }) => result.map(({ url }) => url)).filter((url) => url.startsWith('file:'))).size
    } finally {
      rmSync(directory, { recursive: true })
    }
  }
}

interface CoverageReport {
  readonly result: readonly { readonly url: string }[]
}
