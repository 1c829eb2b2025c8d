import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type ConversationStore, memoryStore, openConversation, readConversation } from 'talkchart'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { flow, slowModel } from '../server/support/desk.js'
import { ownImports } from '../source-aliases.js'

const folder = mkdtempSync(join(tmpdir(), 'talkchart-react-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => vi.restoreAllMocks())

/** Bundles what renders with a version of React. */
async function renderer(packages: Readonly<Record<string, string>>, name: string): Promise<typeof import('./support/render.js')> {
  const outfile = join(folder, `${name}.mjs`)
  await build({
    entryPoints: [fileURLToPath(new URL('support/render.ts', import.meta.url))],
    outfile,
    bundle: true,
    alias: { ...ownImports(), ...packages },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    define: { 'process.env.NODE_ENV': '"development"' },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  })
  return await import(outfile)
}

/** A store that counts what is asked of it. */
function counted(store: ConversationStore) {
  let loads = 0
  const counting: ConversationStore = {
    ...store,
    load: (...parameters) => {
      loads += 1
      return store.load(...parameters)
    },
  }
  return { counting, loads: () => loads }
}

describe.each([
  ['18', { react: 'react-18', 'react-dom': 'react-dom-18' }],
  ['19', {}],
])('useConversation on a server with React %s', async (major, packages) => {
  const { render, version } = await renderer(packages, major)

  test('is rendered without a call, a load, a request and a warning', async () => {
    expect(version.split('.')[0]).toBe(major)
    const warned = vi.spyOn(console, 'error')
    const fetched = vi.spyOn(globalThis, 'fetch')
    const model = slowModel()
    const { counting, loads } = counted(memoryStore())
    expect(render((use) => use({ flow, model: model.model, store: counting, id: 'desk' }))).toBe('<p>opening: </p>')
    expect(render((use) => use({ flow, model: model.model }))).toBe('<p>opening: </p>')
    expect(render((use) => use({ url: '/conversations', id: 'desk' }))).toBe('<p>opening: </p>')
    await new Promise((resolve) => setImmediate(resolve))
    expect([model.calls(), loads(), fetched.mock.calls, warned.mock.calls]).toEqual([0, 0, [], []])
  })

  test('shows what was read before', async () => {
    const warned = vi.spyOn(console, 'error')
    const store = memoryStore()
    const conversation = await openConversation({ flow, model: slowModel().model, store, id: 'desk' })
    await conversation.send('more')
    await conversation.close()
    const initialView = await readConversation({ flow, store, id: 'desk' })
    expect(render((use) => use({ flow, store, id: 'desk', initialView }))).toBe('<p>opening: Yes?|more|Yes?</p>')
    expect(render((use) => use({ url: '/conversations', id: 'desk', initialView }))).toBe('<p>opening: Yes?|more|Yes?</p>')
    expect(warned.mock.calls).toEqual([])
  })
})
