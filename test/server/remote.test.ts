import { createServer, request as httpRequest, type Server } from 'node:http'
import { ModelError, memoryStore, scriptedModel } from 'talkchart'
import { type ConversationHandle, RemoteConversationError, remoteConversation } from 'talkchart/remote'
import { afterEach, describe, expect, test } from 'vitest'
import { slowModel } from './support/desk.js'
import { closeDesks, desk } from './support/desks.js'

closeDesks()

const REPLY = 'So it is.\n\nYes?'
const open: ConversationHandle[] = []
afterEach(async () => {
  for (const handle of open.splice(0)) await handle.close()
})

function remote(options: Parameters<typeof remoteConversation>[0]): ConversationHandle {
  const handle = remoteConversation(options)
  open.push(handle)
  return handle
}

/** Resolves when the view is as it is asked for. */
function shows(handle: ConversationHandle, test: (view: ConversationHandle['view']) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = handle.subscribe(check)
    function check() {
      if (!test(handle.view)) return
      stop()
      resolve()
    }
    check()
  })
}

/** A proxy in front of a server, which cuts connections off. */
async function proxyTo(target: string) {
  const { port } = new URL(target)
  const sockets = new Set<import('node:net').Socket>()
  let requests = 0
  let refusing = 0
  const proxy: Server = createServer((incoming, outgoing) => {
    requests += 1
    if (refusing > 0) {
      refusing -= 1
      outgoing.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
      return
    }
    const through = httpRequest(
      { port, host: '127.0.0.1', path: incoming.url, method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
        outgoing.flushHeaders()
        answer
          .on('data', (piece) => outgoing.write(piece))
          .on('end', () => outgoing.end())
          .on('error', () => outgoing.destroy())
      },
    )
    through.on('error', () => outgoing.destroy())
    outgoing.on('close', () => through.destroy())
    incoming.pipe(through)
  })
  proxy.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  const own = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${own}/conversations`,
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    refuse: (count: number) => {
      refusing = count
    },
    requests: () => requests,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy()
        proxy.close(() => resolve())
      }),
  }
}

describe('a remote conversation', () => {
  test('is begun, sent to, streamed, and read as a local one', async () => {
    const { url } = await desk(scriptedModel({ respond: 'So it is.' }))
    const chat = remote({ url, id: 'ana', follow: false })
    expect(chat.view).toMatchObject({ status: 'opening', messages: [], running: false })
    const heard: string[] = []
    chat.on('reply.delta', ({ delta }) => heard.push(delta))
    chat.on('assistant.message', ({ message }) => heard.push(`[${message.text}]`))
    chat.on('state.entered', ({ state, visits }) => heard.push(`${state} ${visits}`))
    await chat.open()
    expect(chat.view).toMatchObject({ status: 'listening', state: 'hub', messages: [{ text: 'Yes?' }], reply: undefined })
    const turn = await chat.send('ask', { id: 'm1' })
    expect(turn).toMatchObject({ turn: 1, reply: REPLY, phase: 'listening', error: null })
    expect(heard).toEqual(['hub 1', '[Yes?]', 'answer 1', 'So ', 'it ', 'is.', '[So it is.]', 'hub 2', '[Yes?]'])
    const pieces: string[] = []
    const stream = chat.stream('ask')
    for await (const piece of stream) pieces.push(piece)
    expect(pieces.join('')).toBe((await stream.turn).reply)
    expect((await chat.history()).map(({ text }) => text)).toEqual(['Yes?', 'ask', 'So it is.', 'Yes?', 'ask', 'So it is.', 'Yes?'])
    expect(chat.view.messages).toHaveLength(7)
    await chat.cancel()
    expect(chat.view).toMatchObject({ status: 'done', outcome: 'cancelled' })
    await expect(chat.send('more')).rejects.toMatchObject({ code: 'conversation-done', status: 410 })
  })

  test('shows what waits and the reply that is made, and changes nothing else for a piece', async () => {
    const model = slowModel()
    const { url } = await desk(model.model)
    const chat = remote({ url, id: 'ana', follow: false })
    await chat.open()
    const sent = [chat.send('ask', { id: 'm1' }), chat.send('more', { id: 'm2' })]
    expect(chat.view.messages.slice(1)).toMatchObject([
      { text: 'ask', pending: true },
      { text: 'more', pending: true },
    ])
    expect(chat.view.status).toBe('busy')
    await model.next()
    await shows(chat, ({ reply }) => reply === 'So ')
    const { messages } = chat.view
    expect(messages.map(({ id, pending }) => [id, pending])).toEqual([
      ['opening.1', undefined],
      ['m1', undefined],
      ['m2', true],
    ])
    await model.next()
    await shows(chat, ({ reply }) => reply === 'So it ')
    expect(chat.view.messages).toBe(messages)
    expect(Object.isFrozen(chat.view)).toBe(true)
    await model.next()
    expect((await Promise.all(sent)).map(({ turn }) => turn)).toEqual([1, 2])
    expect(chat.view).toMatchObject({ status: 'listening', turn: 2, reply: undefined, running: false })
    expect(chat.view.messages.map(({ id }) => id)).toEqual(['opening.1', 'm1', 'm1.1', 'm1.2', 'm2', 'm2.1'])
  })

  test('that loses its connection in the middle of a reply has all of it, and the model was asked once', async () => {
    const model = slowModel()
    const { url } = await desk(model.model)
    const proxy = await proxyTo(url)
    const chat = remote({ url: proxy.url, id: 'ana', follow: false })
    await chat.open()
    const sent = chat.send('ask', { id: 'm1' })
    await model.next()
    await shows(chat, ({ reply }) => reply === 'So ')
    proxy.cut()
    await model.rest(2)
    expect(await sent).toMatchObject({ turn: 1, reply: REPLY })
    expect(model.calls()).toBe(1)
    expect(chat.view.messages.map(({ text }) => text)).toEqual(['Yes?', 'ask', 'So it is.', 'Yes?'])
    await proxy.close()
  })

  test('does not give up a message that the server has taken, however long the server is out of reach', async () => {
    const model = slowModel()
    const { url } = await desk(model.model)
    const proxy = await proxyTo(url)
    const chat = remote({ url: proxy.url, id: 'ana', follow: false })
    await chat.open()
    const sent = chat.send('ask')
    await model.next()
    await shows(chat, ({ reply }) => reply === 'So ')
    // As many are refused as a message that never arrived is sent.
    proxy.refuse(8)
    proxy.cut()
    await model.rest(2)
    expect(await sent).toMatchObject({ turn: 1, reply: REPLY })
    expect(model.calls()).toBe(1)
    await proxy.close()
  }, 20_000)

  test('sends again what a gateway refuses, and gives up what the server refuses for good', async () => {
    const { url } = await desk(slowModel().model)
    const proxy = await proxyTo(url)
    proxy.refuse(2)
    const chat = remote({ url: proxy.url, id: 'ana', follow: false })
    await chat.open()
    proxy.refuse(2)
    expect(await chat.send('more', { id: 'm1' })).toMatchObject({ turn: 1 })
    const before = proxy.requests()
    await expect(chat.retry()).rejects.toMatchObject({ code: 'nothing-to-retry', status: 409, retryable: false })
    expect(proxy.requests()).toBe(before + 1)
    proxy.refuse(1)
    const refused = await chat.rewind(0).catch((error: unknown) => error)
    // What is meant for the conversation as it is in view is never sent twice.
    expect(RemoteConversationError.isInstance(refused)).toBe(true)
    expect(refused).toMatchObject({ code: 'http', status: 502, retryable: true })
    expect(proxy.requests()).toBe(before + 2)
    await proxy.close()
  })

  test('whose turn failed is retried, as it is in view', async () => {
    const fails = () => {
      throw new ModelError('timeout', 'Inside.')
    }
    const { url } = await desk(scriptedModel({ respond: [fails, 'So it is.'] }))
    const chat = remote({ url, id: 'ana', follow: false })
    expect(await chat.send('ask')).toMatchObject({ phase: 'failed', error: { code: 'timeout', during: 'respond', status: null } })
    expect(chat.view).toMatchObject({ status: 'failed', error: { code: 'timeout' } })
    expect(await chat.retry()).toMatchObject({ turn: 1, reply: REPLY })
    expect(chat.view).toMatchObject({ status: 'listening', error: undefined })
  })

  test('follows what others cause, and shows one that was removed as broken', async () => {
    const { url, host } = await desk(scriptedModel({ respond: 'So it is.' }), {}, memoryStore())
    const [one, two] = [remote({ url, id: 'ana' }), remote({ url, id: 'ana' })]
    await one.open()
    await two.open()
    await one.send('ask', { id: 'm1' })
    await shows(two, ({ turn, status }) => turn === 1 && status === 'listening')
    expect(two.view.messages).toEqual(one.view.messages)
    await two.send('more', { id: 'm2' })
    await shows(one, ({ turn, status }) => turn === 2 && status === 'listening')
    await host.remove('ana')
    await shows(one, ({ status }) => status === 'broken')
    expect(one.view.error).toMatchObject({ code: 'conversation-removed' })
  })

  test('is cut off, closed, and opened again', async () => {
    const model = slowModel()
    const { url } = await desk(model.model)
    const chat = remote({ url, id: 'ana', follow: false })
    const cut = chat.send('ask', { id: 'm1' })
    await model.next()
    await shows(chat, ({ reply }) => reply === 'So ')
    expect(await chat.interrupt()).toBe(true)
    expect(await cut).toMatchObject({ replies: [{ text: 'So ', interrupted: true }, { text: 'Yes?' }] })
    const left = chat.send('ask', { id: 'm2' })
    await model.next()
    await shows(chat, ({ reply }) => reply === 'So ')
    await chat.close()
    await expect(left).rejects.toMatchObject({ code: 'conversation-closed' })
    await expect(chat.send('more')).rejects.toMatchObject({ code: 'conversation-closed' })
    expect(chat.view.status).toBe('closed')
    // The server goes on without it.
    await model.rest(2)
    await chat.open()
    await shows(chat, ({ status }) => status !== 'busy' || chat.view.turn === 2)
    expect(await chat.send('ask', { id: 'm2' })).toMatchObject({ turn: 2, reply: REPLY })
    expect(model.calls()).toBe(2)
  })

  test('has the headers that it is given, fresh for each request, and can not be opened without', async () => {
    let token = 0
    const authorize = ({ header }: { header(name: string): string | null }) => header('authorization') === `Bearer ${token}`
    const { url } = await desk(slowModel().model, { authorize })
    const chat = remote({ url, id: 'ana', follow: false, headers: async () => ({ authorization: `Bearer ${token}` }) })
    await chat.open()
    token += 1
    expect(await chat.send('more')).toMatchObject({ turn: 1 })
    const other = remote({ url, id: 'ana', follow: false })
    await expect(other.open()).rejects.toMatchObject({ code: 'unauthorized', status: 401 })
    expect(other.view).toMatchObject({ status: 'broken', error: { code: 'unauthorized' } })
  })
})

test.each([
  ['is begun without a refusal, which a browser would tell its console of', '&optional=true', [204, 200]],
  ['is begun on a server that answers 404 to whatever is not there', '', [404, 200]],
])('a new conversation %s', async (_title, kept, statuses) => {
  const { url } = await desk(slowModel().model)
  const answered: number[] = []
  const chat = remote({
    ...{ url, id: 'ana', follow: false },
    fetch: async (asked, options) => {
      const response = await fetch(String(asked).replace('&optional=true', kept), options)
      answered.push(response.status)
      return response
    },
  })
  await chat.open()
  expect([answered, chat.view.status]).toEqual([statuses, 'listening'])
})

test('a message that is sent again while it waits is in view once', async () => {
  const model = slowModel()
  const { url } = await desk(model.model)
  const chat = remote({ url, id: 'ana', follow: false })
  await chat.open()
  const turns = [chat.send('ask', { id: 'm1' }), chat.send('ask', { id: 'm1' })]
  expect(chat.view.messages.map(({ id }) => id)).toEqual(['opening.1', 'm1'])
  await model.rest(3)
  expect((await Promise.all(turns)).map(({ turn }) => turn)).toEqual([1, 1])
  expect(chat.view.messages.map(({ id }) => id)).toEqual(['opening.1', 'm1', 'm1.1', 'm1.2'])
})
