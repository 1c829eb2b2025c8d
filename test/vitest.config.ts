import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = (path: string) => `${root}${path}`

export default defineConfig({
  root,
  resolve: {
    alias: [
      { find: /^talkchart$/, replacement: source('src/index.ts') },
      { find: /^talkchart\/languages$/, replacement: source('src/conditions/languages.ts') },
      { find: /^talkchart\/stores\/(\w+)$/, replacement: source('src/stores/$1/$1-store.ts') },
      { find: /^talkchart\/machines\/(.+)$/, replacement: source('machines/$1.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
  },
})
