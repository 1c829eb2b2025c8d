import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Tests run on the source: each entry of the package stands for the file that it is built from. */
function sourceAliases() {
  const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  return Object.entries<{ default?: string }>(exports).flatMap(([entry, { default: built }]) => {
    if (built === undefined) return []
    const source = built.replace('./dist/machines/', 'machines/').replace('./dist/', 'src/').replace(/\.js$/, '.ts')
    const name = entry.replace(/^\.(?=\/|$)/, 'talkchart').replace('*', '(.+)')
    return { find: new RegExp(`^${name}$`), replacement: root + source.replace('*', '$1') }
  })
}

/** Folders whose tests keep no state in modules and fake nothing: their files share one process, and what they import is loaded once. */
const PURE = ['analysis', 'architecture', 'conditions', 'definition', 'machines', 'model', 'testing']

const APART = ['crash', 'browser', 'docs', 'packaging']

const files = (...folders: string[]): string[] => folders.map((folder) => `test/${folder}/**/*.test.ts`)

const project = (name: string, settings: { include: string[]; exclude?: string[]; [setting: string]: unknown }) => ({
  extends: true as const,
  test: { name, ...settings },
})

/** What waits most begins first, so that the others fill its waiting, and nothing long is left for the end. */
const ORDER = ['crash', 'packaging', 'browser', 'unit', 'unit-shared']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project: { name } }: TestSpecification) => ORDER.indexOf(name)
    return (await super.sort(files)).toSorted((left, right) => rank(left) - rank(right))
  }
}

export default defineConfig({
  root,
  resolve: { alias: sourceAliases() },
  test: {
    testTimeout: 60_000,
    setupFiles: ['test/seed.setup.ts'],
    // One more than there are processors: the tests that kill processes, talk to browsers or install packages mostly wait.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    projects: [
      project('unit', { include: ['test/**/*.test.ts'], exclude: ['**/node_modules/**', ...files(...APART, ...PURE)] }),
      project('unit-shared', { include: files(...PURE), isolate: false }),
      project('crash', { include: files('crash') }),
      project('browser', { include: files('browser') }),
      project('packaging', {
        include: files('docs', 'packaging'),
        globalSetup: 'test/packaging/install-package.setup.ts',
        testTimeout: 120_000,
      }),
    ],
  },
})
