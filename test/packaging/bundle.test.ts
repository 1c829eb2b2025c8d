import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { build as buildPage } from 'vite'
import { describe, expect, inject, test } from 'vitest'
import { installedIn } from './installed-package.js'

const { project } = await installedIn(inject('packageFolder'))

interface Bundle {
  readonly inputs: readonly string[]
  readonly gzipped: number
}

/** Bundles what a browser would load for this code, XState left out: its users have it already. */
async function bundle(code: string, conditions: readonly string[] = [], external = ['xstate']): Promise<Bundle> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: code, resolveDir: project, loader: 'js' },
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: [...conditions],
    external,
    logLevel: 'silent',
  })
  const used = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
  const inputs = used.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path)
  return { inputs, gzipped: outputFiles.reduce((total, file) => total + gzipSync(file.contents).length, 0) }
}

/** Weighs what a page loads at its start, when it is built as a front-end project would: what it imports later is left out. */
async function loadedAtOnce(code: string): Promise<number> {
  const page = join(project, 'page.js')
  writeFileSync(page, code)
  const rollupOptions = { input: page, preserveEntrySignatures: 'strict' as const, external: ['xstate', 'react'] }
  const built = await buildPage({
    root: project,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, target: 'es2022', rollupOptions },
  })
  const files = [built].flat().flatMap((result) => ('output' in result ? result.output : []))
  const chunks = new Map(files.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])))
  const loaded = new Set([...chunks.values()].filter(({ isEntry }) => isEntry))
  // A set goes on with what is added to it.
  for (const { imports } of loaded) for (const name of imports) for (const next of [chunks.get(name) ?? []].flat()) loaded.add(next)
  return [...loaded].reduce((total, { code }) => total + gzipSync(code).length, 0)
}

const packagesIn = ({ inputs }: Bundle) => new Set(inputs.map((path) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]))

/** What only a page needs in which a conversation runs. */
const RUNS_IN_THE_PAGE = /\/(?:machine|runtime|compile|definition|stores|open)\//

const nameOf = (path: string) => path.split('/').at(-1)

const keywordsOnly = `
import { compileFlow, defineFlow, keyword } from 'talkchart'
const states = { hello: { prompt: { say: 'Hello!' }, transitions: { yes: keyword(['yes']) }, nextStates: { yes: 'hello' } } }
export default compileFlow(defineFlow({ name: 'greeting', initialState: 'hello', states }))
`

describe('a bundle for the browser', () => {
  test('of a flow with keywords holds no regex engine, lexicon or schema library', async () => {
    const result = await bundle(keywordsOnly)
    console.log(`keyword flow: ${(result.gzipped / 1000).toFixed(1)} kB gzipped, without XState`)
    const packages = packagesIn(result)
    expect(packages).toContain('talkchart')
    for (const heavy of ['re2js', 'vader-sentiment', 'valibot', 'leven', 'mustache', 'openai', 'commander', 'yaml'])
      expect(packages).not.toContain(heavy)
  })

  test('of a flow holds no flow checks and no suggestions in production, and all of them in development', async () => {
    const checks = ({ inputs }: Bundle) =>
      inputs.filter((path) => /check-flow|compile-problems|gross-problems|leven/.test(path)).map(nameOf)
    expect(checks(await bundle(keywordsOnly))).toEqual(['gross-problems.js'])
    expect(checks(await bundle(keywordsOnly, ['development']))).toEqual(expect.arrayContaining(['check-flow.js', 'compile-problems.js']))
  })

  test('of a conversation that runs on a server weighs 5 kB, and holds no machine, no flow and no package', async () => {
    const result = await bundle(`export { remoteConversation } from 'talkchart/remote'`)
    console.log(`remote conversation: ${(result.gzipped / 1000).toFixed(2)} kB gzipped`)
    expect(result.gzipped).toBeLessThan(5_250)
    expect(packagesIn(result)).toEqual(new Set(['talkchart']))
    expect(result.inputs.filter((path) => RUNS_IN_THE_PAGE.test(path))).toEqual([])
  })

  test('of components weighs less than 4 kB over the conversation, and loads what is for servers later', async () => {
    const conversation = `export { createConversation } from 'talkchart'`
    const without = await loadedAtOnce(conversation)
    const hook = await loadedAtOnce(`${conversation}; export { useConversation } from 'talkchart/react'`)
    const all = await loadedAtOnce(`${conversation}; export { Statechart, useConversation } from 'talkchart/react'`)
    console.log(
      `useConversation: ${((hook - without) / 1000).toFixed(2)} kB gzipped over the conversation, ${((all - without) / 1000).toFixed(2)} with Statechart`,
    )
    expect(all - without).toBeLessThan(8_500)
    expect(hook - without).toBeLessThan(4_000)
    expect(hook - without).toBeGreaterThan(500)
  })

  test('of a component that shows a conversation on a server holds no machine and no XState', async () => {
    const { inputs, gzipped } = await bundle(`export { useRemoteConversation } from 'talkchart/react'`, [], ['react'])
    console.log(`useRemoteConversation: ${(gzipped / 1000).toFixed(2)} kB gzipped, without React`)
    expect(gzipped).toBeLessThan(9_000)
    expect(inputs.filter((path) => !path.includes('/talkchart/') || RUNS_IN_THE_PAGE.test(path))).toEqual([])
  })

  test('brings the JSON Schema validator only with extract', async () => {
    expect(packagesIn(await bundle(keywordsOnly))).not.toContain('@cfworker/json-schema')
    expect(packagesIn(await bundle(`export { extract } from 'talkchart'`))).toContain('@cfworker/json-schema')
  })

  test.each([
    ['regex', 're2js'],
    ['sentiment', 'vader-sentiment'],
  ])('brings the library behind %s only with it', async (factory, library) => {
    const result = await bundle(`export { ${factory} } from 'talkchart'`)
    console.log(`${factory}: ${(result.gzipped / 1000).toFixed(1)} kB gzipped`)
    expect(packagesIn(result)).toContain(library)
  })

  test('of everything in the main entry builds without Node', async () => {
    const result = await bundle(`export * from 'talkchart'`)
    console.log(`all of talkchart: ${(result.gzipped / 1000).toFixed(1)} kB gzipped, without XState`)
    expect(packagesIn(result)).not.toContain('openai')
  })
})
