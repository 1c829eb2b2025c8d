import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { httpModel, openConversation } from 'talkchart'
import { flow } from 'talkchart/machines/dynamic_routing'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { codeBlocks } from '../../docs/markdown.js'
import { type ProtocolServer, protocolServer, sendCompletion, sendStream } from '../openai/protocol-server.js'
import { listen } from './handler-server.js'
import { serve } from './node-adapter.js'

let provider: ProtocolServer

beforeEach(async () => {
  provider = await protocolServer(({ body }, response) =>
    body['stream'] === true ? sendStream(response, [{ content: 'Hello!' }]) : sendCompletion(response, { content: '{}' }),
  )
  vi.stubEnv('OPENAI_API_KEY', 'k')
  vi.stubEnv('OPENAI_BASE_URL', provider.baseURL)
  vi.stubEnv('SESSION_TOKEN', 'session-of-ana')
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
})

/** Runs the block of the page that holds a text, as a module. */
async function recipe(holding: string, change: (code: string) => string = (code) => code): Promise<Readonly<Record<string, unknown>>> {
  const { code = '' } = codeBlocks('docs/guide/http-model.md').find((block) => block.code.includes(holding)) ?? {}
  expect(code).toContain('rateLimit(')
  const folder = await mkdtemp(join(tmpdir(), 'talkchart-recipe-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'recipe.ts')
  await writeFile(file, change(code))
  return await import(/* @vite-ignore */ file)
}

async function opening(url: string, headers: Readonly<Record<string, string>> = {}) {
  const conversation = await openConversation({ flow, model: httpModel(url, { headers }) })
  await conversation.close()
  return conversation.messages[0]?.text ?? conversation.error?.code
}

describe('the recipe for Next.js', () => {
  it('serves its users the flow, so many calls a minute, and nobody else', async () => {
    const { POST } = await recipe('export const POST')
    if (typeof POST !== 'function') return expect.unreachable('The recipe exports no handler.')
    const url = await listen(serve((request) => POST(withHost(request, 'localhost:3000'))))
    const authorization = 'Bearer session-of-ana'
    expect(await opening(url)).toBe('http')
    expect(await opening(url, { authorization: 'Bearer undefined' })).toBe('http')
    for (let call = 0; call < 20; call += 1) expect(await opening(url, { authorization })).toBe('Hello!')
    expect(await opening(url, { authorization })).toBe('rate-limit')
    expect(provider.received.every(({ body }) => body['max_tokens'] === 500)).toBe(true)
    expect(provider.received).toHaveLength(20)
  })

  it('knows its own hosts only', async () => {
    const { POST } = await recipe('export const POST')
    if (typeof POST !== 'function') return expect.unreachable('The recipe exports no handler.')
    const url = await listen(serve((request) => POST(withHost(request, 'rebound.example'))))
    expect(await opening(url, { authorization: 'Bearer session-of-ana' })).toBe('http')
    expect(provider.received).toEqual([])
  })
})

describe('the recipe for plain Node', () => {
  it('serves the flow to its own machine', async () => {
    const port = await freePort()
    const change = (code: string) =>
      code.replaceAll('3000', port).replace('serve(handler).listen', 'export const server = serve(handler).listen')
    const { server } = await recipe('.listen(3000', change)
    if (!(server instanceof Server)) return expect.unreachable('The recipe serves nothing.')
    onTestFinished(() => {
      server.close()
    })
    await expect.poll(() => server.listening).toBe(true)
    expect(await opening(`http://127.0.0.1:${port}/`)).toBe('Hello!')
    expect(await opening(`http://localhost:${port}/`)).toBe('Hello!')
    expect(server.address()).toMatchObject({ address: '127.0.0.1' })
  })
})

async function freePort(): Promise<string> {
  const server = createServer()
  const url = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return new URL(url).port
}

/** The request as a server of that name would get it. */
function withHost(request: Request, host: string): Request {
  const headers = new Headers(request.headers)
  headers.set('host', host)
  return new Request(request, { headers })
}
