import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

it('shows the Node adapter that the other tests run on', async () => {
  const guide = await readFile(new URL('../../../docs/guide/http-model.md', import.meta.url), 'utf8')
  const adapter = await readFile(new URL('node-adapter.ts', import.meta.url), 'utf8')
  const withoutImports = adapter.slice(adapter.indexOf('\n\n'))
  expect(withoutImports.length).toBeGreaterThan(1000)
  expect(guide).toContain(`${withoutImports}\`\`\``)
})
