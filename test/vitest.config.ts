import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type ProjectConfig, type TestSpecification } from 'vitest/node'
import { BUILT_FILES, builtSource } from './built-source.js'
import { sourceAliases } from './source-aliases.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Files that change for good what all modules of a process see, such as `indexedDB` or `document`: each has a process of its own.
 * All others of a project share processes, and what they import is loaded once in each.
 */
const CHANGING_GLOBALS = ['test/stores/idb/**/*.test.ts', 'test/conversation/others*.test.ts', 'test/analysis/drawing/to-mermaid.test.ts']

/** Files that put others in the place of modules of the package, which they can do with its source only. */
const REPLACING_MODULES = ['test/compile/xstate-action.test.ts']

const files = (...folders: string[]): string[] => folders.map((folder) => `test/${folder}/**/*.test.ts`)

/**
 * What waits most begins first, so that the others fill its waiting, and nothing long is left for the end. The package is installed beside what
 * does not need it.
 */
const ORDER = ['crash', 'browser', 'packaging', 'globals', 'replacing', 'unit']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project: { name } }: TestSpecification) => ORDER.indexOf(name)
    return (await super.sort(files)).toSorted((left, right) => rank(left) - rank(right))
  }
}

/** What is made once for all projects and processes of a run. It lasts as long as this process, so that nothing in it is ever old. */
const runFolder = join(realpathSync(tmpdir()), `talkchart-run-${process.pid}`)

// Each project reads this file again.
if (!existsSync(runFolder)) {
  mkdirSync(runFolder)
  process.once('exit', () => rmSync(runFolder, { recursive: true, force: true }))
}

declare module 'vitest' {
  interface ProvidedContext {
    runFolder: string
  }
}

/** A whole run has just built the package, and tests what it has built. Other runs test the source as it stands. */
const isBuilt = process.env.TALKCHART_BUILT !== undefined

/** Of a project without workers of its own the number is that of the whole run, which `--maxWorkers` sets. */
const onSource = (test: ProjectConfig) => ({ extends: true as const, test: { maxWorkers: 0, ...test } })

const project = (test: ProjectConfig) =>
  isBuilt ? { ...onSource({ ...test, server: { deps: { external: [BUILT_FILES] } } }), plugins: [builtSource()] } : onSource(test)

export default defineConfig({
  root,
  resolve: { alias: sourceAliases() },
  test: {
    isolate: false,
    // Each source is compiled once, not once in each project.
    experimental: { fsModuleCache: true, fsModuleCachePath: join(runFolder, 'compiled') },
    provide: { runFolder },
    // Whoever asks for more runs waits for them.
    testTimeout: process.env.TALKCHART_RUNS === undefined ? 60_000 : 0,
    setupFiles: ['test/seed.setup.ts'],
    // One more than there are processors: the tests that kill processes, talk to browsers or install packages mostly wait.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    projects: [
      project({
        name: 'unit',
        include: ['test/**/*.test.ts'],
        exclude: ['**/node_modules/**', ...CHANGING_GLOBALS, ...REPLACING_MODULES, ...files('crash', 'browser', 'docs', 'packaging')],
        setupFiles: ['test/bounds.setup.ts'],
      }),
      project({ name: 'globals', include: CHANGING_GLOBALS, setupFiles: ['test/bounds.setup.ts'], isolate: true }),
      onSource({ name: 'replacing', include: REPLACING_MODULES, setupFiles: ['test/bounds.setup.ts'] }),
      project({ name: 'crash', include: files('crash') }),
      project({ name: 'browser', include: files('browser') }),
      project({
        name: 'packaging',
        include: files('docs', 'packaging'),
        globalSetup: 'test/packaging/install-package.setup.ts',
        testTimeout: 120_000,
      }),
    ],
  },
})
