import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { httpModel, modelHandler, templateModel } from 'talkchart'
import { createServer } from 'vite'
import { expect, it, onTestFinished } from 'vitest'
import { codeBlocks } from '../../docs/markdown.js'
import { quiet, respondRequest } from '../openai/requests.js'
import { listen } from './handler-server.js'
import { serve } from './node-adapter.js'

/** The recipe of the guide as it stands, but for the port of the server behind it. */
function recipe(target: string): string {
  const block = codeBlocks('docs/guide/browser.md').find(({ code }) => code.includes('/api/model') && code.includes('proxy:'))?.code ?? ''
  expect(block).toContain("'http://127.0.0.1:3000'")
  return block.replace('http://127.0.0.1:3000', target)
}

/** A real Vite server that runs a config. */
async function viteServer(config: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'talkchart-vite-'))
  await writeFile(join(root, 'vite.config.ts'), config)
  const vite = await createServer({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1' },
  })
  await vite.listen()
  onTestFinished(async () => {
    await vite.close()
    await rm(root, { recursive: true })
  })
  const address = vite.httpServer?.address()
  if (typeof address !== 'object' || address === null) throw new Error('Vite listens on no port.')
  return `http://127.0.0.1:${address.port}`
}

/** What a page of this origin gets from the model behind it. */
async function askFrom(origin: string): Promise<string> {
  const fetchAsPage = (input: string | URL | Request, init?: RequestInit) => {
    const headers = new Headers(init?.headers)
    headers.set('origin', origin)
    return fetch(input, { ...init, headers })
  }
  return (await httpModel(`${origin}/api/model`, { fetch: fetchAsPage }).respond(respondRequest(), quiet)).text
}

it('the recipe for Vite lets the page in development reach the model', async () => {
  const target = new URL(await listen(serve(modelHandler(templateModel())))).origin
  const origin = await viteServer(recipe(target))
  expect(await askFrom(origin)).toBe(respondRequest().instruction)
})

it('a proxy that changes the header Host is refused, and the server says why', async () => {
  const problems: string[] = []
  const onProblem = ({ message }: { readonly message: string }) => problems.push(message)
  const target = new URL(await listen(serve(modelHandler(templateModel(), { onProblem })))).origin
  const origin = await viteServer(`export default { server: { proxy: { '/api/model': '${target}' } } }`)
  await expect(askFrom(origin)).rejects.toMatchObject({ code: 'http', status: 403 })
  expect(problems).toEqual([expect.stringMatching(/allowedOrigins, or let the proxy between them keep the header Host/)])
  expect(problems[0]).toContain(origin)
})
