import { createServer, type Server } from 'node:http'
import { type ConversationStore, type LanguageModel, memoryStore } from 'talkchart'
import { type ConversationHost, conversationHandler, conversationHost, type HandlerOptions, nodeListener } from 'talkchart/server'
import { flow } from './flow.js'

export { slowModel } from './slow-model.js'
export { flow }

/** A server with its host, on a port of its own. */
export interface Desk {
  readonly url: string
  readonly host: ConversationHost
  readonly server: Server
  readonly close: () => Promise<void>
}

export async function openDesk(
  model: LanguageModel,
  handler: Partial<HandlerOptions> = {},
  store: ConversationStore = memoryStore(),
  more: Partial<Parameters<typeof conversationHost>[0]> = {},
): Promise<Desk> {
  const host = conversationHost({ flow, model, store, ...more } as Parameters<typeof conversationHost>[0])
  const server = createServer(nodeListener(conversationHandler({ host, authorize: 'anyone', onError: () => undefined, ...handler })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = async () => {
    await host.drain({ milliseconds: 0 })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${port}/conversations`, host, server, close }
}

/** Sends JSON and reads the answer. */
export async function ask(url: string, method = 'GET', body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

export interface Told {
  readonly id?: string
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Reads a stream of events; leaving the loop closes it. */
export async function* listen(url: string, init: RequestInit = {}): AsyncGenerator<Told, void, undefined> {
  const controller = new AbortController()
  const headers = { accept: 'text/event-stream', ...Object.fromEntries(new Headers(init.headers)) }
  const response = await fetch(url, { ...init, headers, signal: controller.signal })
  if (response.body === null || !String(response.headers.get('content-type')).startsWith('text/event-stream')) {
    throw new Error(`${response.status} ${await response.text()}`)
  }
  let rest = ''
  try {
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + chunk).split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts) {
        const lines = new Map(part.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]))
        const [id, type] = [lines.get('id'), lines.get('event')]
        if (type !== undefined) yield { ...(id === undefined ? {} : { id }), type, data: JSON.parse(lines.get('data') ?? 'null') }
      }
    }
  } finally {
    controller.abort()
  }
}

/** Sends a message and listens to its turn. */
export function stream(url: string, message: unknown, headers: Record<string, string> = {}) {
  return listen(`${url}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(message),
  })
}

export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}
