import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { sourceAliases } from './source-aliases.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Groups run one after the other, so that what measures or kills processes has the machine to itself. */
const project = (
  name: string,
  order: number,
  include: string[],
  settings: { exclude?: string[]; globalSetup?: string; testTimeout?: number } = {},
) => ({
  extends: true as const,
  test: { name, include, sequence: { groupOrder: order }, ...settings },
})

const slow = ['crash', 'browser', 'docs', 'packaging']

export default defineConfig({
  root,
  resolve: { alias: sourceAliases() },
  test: {
    testTimeout: 60_000,
    projects: [
      project('unit', 0, ['test/**/*.test.ts'], { exclude: ['**/node_modules/**', ...slow.map((folder) => `test/${folder}/**`)] }),
      project('crash', 1, ['test/crash/**/*.test.ts']),
      project('browser', 2, ['test/browser/**/*.test.ts']),
      project('packaging', 3, ['test/{docs,packaging}/**/*.test.ts'], {
        globalSetup: 'test/packaging/install-package.setup.ts',
        testTimeout: 120_000,
      }),
    ],
  },
})
