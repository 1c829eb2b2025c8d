import { createServer, type IncomingMessage } from 'node:http'
import { memoryStore, scriptedModel, TalkchartError } from 'talkchart'
import { conversationHandler, conversationHost, nodeListener } from 'talkchart/server'
import { expect, onTestFinished, test } from 'vitest'
import { all, ask, flow, stream } from './support/desk.js'

const newHost = () => conversationHost({ flow, model: scriptedModel({ respond: 'So it is.' }), store: memoryStore() })

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('a framework that has parsed the body and taken a part off the path is served, and gets back what is not under basePath', async () => {
  const host = newHost()
  const sources: unknown[] = []
  const handler = conversationHandler({ host, authorize: ({ source }) => sources.push(source) > 0, basePath: '/api/conversations' })
  const listener = nodeListener(handler)
  const server = createServer(async (request, response) => {
    const text = await textOf(request)
    // A body that is not there is an empty object, as in Express 4.
    const body = JSON.parse(text === '' ? '{}' : text)
    const mounted = Object.assign(request, { originalUrl: request.url, url: request.url?.replace('/api', ''), body })
    listener(mounted, response, () => void response.writeHead(418).end('{}'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await host.drain()
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const root = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const url = `${root}/api/conversations`
  expect((await ask(`${url}/ana`, 'PUT')).status).toBe(200)
  expect((await ask(`${url}/bob`, 'PUT', {})).status).toBe(200)
  expect((await all(stream(`${url}/ana`, { id: 'm1', text: 'ask' }))).at(-1)).toMatchObject({ type: 'turn', data: { turn: { turn: 1 } } })
  for (const path of ['/api/other', '/conversations/ana', '/api/conversationsx/ana']) expect((await ask(`${root}${path}`)).status).toBe(418)
  expect(sources).toHaveLength(3)
  expect(sources[0]).toHaveProperty('socket')
})

test('a Fetch handler streams, answers with what authorize says, and stops telling who has left', async () => {
  const host = newHost()
  onTestFinished(() => host.drain())
  const handler = conversationHandler({
    host,
    authorize: ({ header }) => header('authorization') !== null || Response.json({ please: 'log in' }, { status: 401 }),
  })
  const url = 'http://localhost/conversations/ana'
  const refused = await handler(new Request(url, { method: 'PUT' }))
  expect([refused.status, await refused.json()]).toEqual([401, { please: 'log in' }])
  const headers = { authorization: 'Bearer ana', 'content-type': 'application/json' }
  expect((await handler(new Request(url, { method: 'PUT', headers }))).status).toBe(200)
  const leaving = new AbortController()
  const events = await handler(new Request(`${url}/events`, { headers, signal: leaving.signal }))
  const reader = events.body?.getReader()
  const first = new TextDecoder().decode((await reader?.read())?.value)
  expect(first).toBe('retry: 1000\n\n')
  leaving.abort()
  await reader?.cancel()
  const body = JSON.stringify({ id: 'm1', text: 'ask' })
  const sent = await handler(new Request(`${url}/messages`, { method: 'POST', headers: { ...headers, accept: 'text/event-stream' }, body }))
  expect(await sent.text()).toMatch(/event: begin\n[\s\S]*event: delta\ndata: \{"text":"So "\}[\s\S]*event: turn\n/)
})

test('options that can not work are refused when the handler is made', () => {
  const host = newHost()
  const wrong: readonly unknown[] = [{}, { host }, { host, authorize: true }, { host, authorize: 'anyone', basePath: 'chat/' }]
  for (const options of wrong) expect(() => Reflect.apply(conversationHandler, undefined, [options])).toThrow(TalkchartError)
  for (const options of [{}, { flow }, { store: memoryStore() }])
    expect(() => Reflect.apply(conversationHost, undefined, [options])).toThrow(TalkchartError)
})
