import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import tests from '../vitest.config.js'

/** The tests' own configuration, without its projects: they list tests alone. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: { ...tests.resolve },
  test: { benchmark: { include: ['test/bench/**/*.bench.ts'] }, fileParallelism: false },
})
