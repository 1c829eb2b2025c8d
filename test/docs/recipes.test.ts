import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LLMock } from '@copilotkit/aimock'
import {
  type ConversationFlow,
  type ConversationStore,
  httpModel,
  memoryStore,
  modelHandler,
  openConversation,
  templateModel,
  withLeases,
} from 'talkchart'
import { flow as routing } from 'talkchart/machines/dynamic_routing'
import { conversationHandler, conversationHost, nodeListener } from 'talkchart/server'
import { createServer as createViteServer, type UserConfig } from 'vite'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { loadServer } from '../load/server-load.js'
import { serve } from '../model/http/node-adapter.js'
import { importBlock, recipesFolder } from './import-block.js'

function urlOf(address: string | { readonly port: number } | null | undefined): string {
  if (typeof address !== 'object' || address === null) throw new Error('The server listens on no port.')
  return `http://127.0.0.1:${address.port}`
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return urlOf(server.address())
}

describe('the server', () => {
  test('answers many ids in a small heap, clients that leave and clients that send twice', async () => {
    const { wrong, heapAtLast, requests } = await loadServer({ conversations: 60, heapLimit: 64, folder: recipesFolder })
    expect(wrong).toEqual([])
    expect(requests).toBeGreaterThan(190)
    expect(heapAtLast).toBeLessThan(64)
  })
})

test('a route for pages of the AI SDK stands in Next.js', async () => {
  type Handler = (request: Request) => Promise<Response>
  const { PUT, POST } = await importBlock<Record<'PUT' | 'POST', Handler>>('ai-sdk', 'chat-route.ts')
  const url = 'http://localhost/api/chat'
  const headers = { authorization: 'Bearer 1234', 'content-type': 'application/json' }
  expect((await PUT(new Request(`${url}/ana`, { method: 'PUT' }))).status).toBe(401)
  expect(await (await PUT(new Request(`${url}/ana`, { method: 'PUT', headers }))).json()).toMatchObject([{ id: 'opening.reply' }])
  const messages = [{ id: 'm-1', role: 'user', parts: [{ type: 'text', text: 'my app keeps crashing' }] }]
  const body = JSON.stringify({ id: 'ana', messages, trigger: 'submit-message' })
  const response = await POST(new Request(url, { method: 'POST', body, headers }))
  expect(await response.text()).toMatch(
    /^data: {"type":"start","messageId":"m-1\.reply"}\n\n[\s\S]+"state":"technical_support"[\s\S]+data: \[DONE\]\n\n$/,
  )
})

describe('the worker', () => {
  test('lets a timer fire, and tells the customer', async () => {
    type Recipe = {
      readonly flow: ConversationFlow
      readonly startWorker: (store: ConversationStore, tell: (id: string, text: string) => void) => { stop(): Promise<void> }
    }
    const { flow, startWorker } = await importBlock<Recipe>('worker', 'worker.ts')
    const store = withLeases(memoryStore())
    await (await openConversation({ flow, model: templateModel(), store, id: 'ana' })).close()
    const told = vi.fn()
    const worker = startWorker(store, told)
    await vi.waitFor(() => expect(told).toHaveBeenCalledWith('ana', 'I close the chat now. Bye!'), { timeout: 10_000 })
    await worker.stop()
    expect((await store.load('ana'))?.record.phase).toBe('done')
  })
})

describe('recipes for models', () => {
  const provider = new LLMock({ host: '127.0.0.1', port: 0 })

  beforeAll(async () => {
    await provider.start()
    provider.on({ predicate: ({ stream }) => stream === true }, { content: 'Good morning.' })
    vi.stubEnv('OPENAI_BASE_URL', `${provider.url}/v1`)
    vi.stubEnv('OPENAI_API_KEY', 'none')
    vi.stubEnv('SESSION_TOKEN', 'token')
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await provider.stop()
  })

  /** Begins the flow of the recipes with a model that the handler serves. */
  async function open(handler: (request: Request) => Response | Promise<Response>, host: string, token: string) {
    const call: typeof fetch = async (input, init) => await handler(new Request(input, init))
    const model = httpModel(`https://${host}/api/model`, { headers: { authorization: `Bearer ${token}`, host }, fetch: call })
    const conversation = await openConversation({ flow: routing, model })
    onTestFinished(() => conversation.close())
    return conversation
  }

  test('Next.js', async () => {
    const { POST } = await importBlock<{ POST: (request: Request) => Promise<Response> }>('http-model', 'export const POST')
    expect((await open(POST, 'app.example.com', 'token')).messages.map(({ text }) => text)).toEqual(['Good morning.'])
    expect((await open(POST, 'app.example.com', 'wrong')).error?.status).toBe(401)
  })

  test('Hono', async () => {
    const { default: app } = await importBlock<{ default: { fetch: (request: Request) => Promise<Response> } }>('http-model', 'new Hono')
    const handler = (request: Request) => app.fetch(request)
    expect((await open(handler, 'api.example.com', 'token')).messages.map(({ text }) => text)).toEqual(['Good morning.'])
    expect((await open(handler, 'api.example.com', 'wrong')).error?.status).toBe(401)
  })

  /** Serves with the configuration of Vite that holds a path. Returns the address of the page. */
  async function throughVite(path: string, url: string): Promise<string> {
    const config = await importBlock<{ default: UserConfig }>('browser', `proxy: { '${path}'`, [['http://127.0.0.1:3000', url]])
    const root = mkdtempSync(join(tmpdir(), 'talkchart-vite-'))
    const vite = await createViteServer({
      ...config.default,
      root,
      configFile: false,
      logLevel: 'silent',
      server: { ...config.default.server, port: 0, host: '127.0.0.1', ws: false },
    })
    onTestFinished(async () => {
      await vite.close()
      rmSync(root, { recursive: true })
    })
    await vite.listen()
    return urlOf(vite.httpServer?.address())
  }

  test('the Vite proxy of a page whose conversation is on the server', async () => {
    const host = conversationHost({ flow: routing, model: templateModel(), store: memoryStore() })
    const server = createServer(nodeListener(conversationHandler({ host, authorize: 'anyone' })))
    const page = await throughVite('/conversations', await listen(server))
    const begun = await fetch(`${page}/conversations/ana`, { method: 'PUT', headers: { origin: page } })
    expect(begun.status).toBe(200)
    await begun.text()
  })

  test('the Vite proxy of a page that calls a model', async () => {
    const page = await throughVite('/api/model', await listen(serve(modelHandler(templateModel(), { flow: routing }))))
    const model = httpModel(`${page}/api/model`, { headers: { origin: page } })
    const conversation = await openConversation({ flow: routing, model })
    expect(conversation.error).toBeNull()
    expect(conversation.messages).toHaveLength(1)
    await conversation.close()
  })
})
