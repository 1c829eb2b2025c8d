import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

const source = fileURLToPath(new URL('../../src/stores/index.ts', import.meta.url))

it('errors keep their names in a page that is built for production', async () => {
  const { outputFiles } = await build({ entryPoints: [source], bundle: true, minify: true, format: 'esm', write: false })
  const built = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`)
  expect(new built.RevisionConflictError('a', 1, 2).name).toBe('RevisionConflictError')
})
