import { memoryStore, StoreUnavailableError, scriptedModel } from 'talkchart'
import { describe, expect, test, vi } from 'vitest'
import { ask, listen, slowModel, stream } from './support/desk.js'
import { closeDesks, desk } from './support/desks.js'

closeDesks()

const users: Readonly<Record<string, string>> = { 'Bearer ana-1': 'ana', 'Bearer bob-2': 'bob' }
const authorize = ({ header }: { header(name: string): string | null }) => {
  const user = users[header('authorization') ?? '']
  return user === undefined ? ('unknown' as const) : { scope: user }
}
const ana = { authorization: 'Bearer ana-1' }
const bob = { authorization: 'Bearer bob-2' }

/** What a page gets that does what it should not. Each row of the table in docs/security.md is one of these. */
describe('a hostile page', () => {
  test('gets nothing of other people with their ids', async () => {
    const store = memoryStore()
    const { url } = await desk(slowModel().model, { authorize }, store)
    await ask(`${url}/order`, 'PUT', undefined, ana)
    await ask(`${url}/order/messages`, 'POST', { id: 'm1', text: 'more' }, ana)
    expect(await ask(`${url}/order`)).toMatchObject({ status: 401, body: { code: 'unauthorized' } })
    for (const path of ['/order', '/order/messages', '/order/events'])
      expect((await ask(`${url}${path}`, 'GET', undefined, bob)).status).toBe(404)
    for (const id of ['ana%2Forder', '..%2Fana%2Forder', '%2e%2e/order', 'ana/order']) {
      expect([404, 422]).toContain((await ask(`${url}/${id}`, 'GET', undefined, bob)).status)
    }
    expect((await ask(`${url}/order`, 'PUT', undefined, bob)).body.view).toMatchObject({ id: 'order', turn: 0, messageCount: 1 })
    expect((await ask(`${url}/order`, 'GET', undefined, ana)).body).toMatchObject({ id: 'order', turn: 1, messageCount: 3 })
    expect((await store.list()).map(({ id }) => id)).toEqual(['ana/order', 'bob/order'])
  })

  test('makes nothing by ids that mean something elsewhere', async () => {
    const { url } = await desk(slowModel().model)
    for (const id of ['__proto__', 'constructor', 'toString']) {
      expect((await ask(`${url}/${id}`)).status).toBe(404)
      expect((await ask(`${url}/${id}`, 'PUT')).body.view).toMatchObject({ id, turn: 0 })
      expect((await ask(`${url}/${id}/messages`, 'POST', { id, text: 'more' })).body.turn).toMatchObject({ turn: 1 })
    }
    for (const id of ['a.b', 'a b', 'ä', '%00', '%E0%A4%A', 'x'.repeat(201)]) expect((await ask(`${url}/${id}`, 'PUT')).status).toBe(422)
    for (const id of ['', 'a.1', 'opening', 'turn-1', 'x'.repeat(201), 7, null]) {
      expect((await ask(`${url}/constructor/messages`, 'POST', { id, text: 'more' })).status).toBe(422)
    }
  })

  test('begins no conversation with data, and has no way to events and operators', async () => {
    const { url, host } = await desk(slowModel().model)
    expect(await ask(`${url}/ana`, 'PUT', { data: { isAdmin: true } })).toMatchObject({ status: 422, body: { code: 'data-refused' } })
    expect(await host.read('ana')).toBeUndefined()
    await ask(`${url}/ana`, 'PUT')
    for (const path of ['notify', 'say', 'fork', 'data']) expect((await ask(`${url}/ana/${path}`, 'POST', {})).status).toBe(404)
    const forged = { id: 'm1', text: 'more', type: 'payment.completed', by: 'operator', name: 'Eva', role: 'assistant' }
    await ask(`${url}/ana/messages`, 'POST', forged)
    expect((await host.read('ana'))?.messages[1]).toEqual({
      role: 'user',
      text: 'more',
      id: 'm1',
      state: 'hub',
      turn: 1,
      at: expect.any(Number),
    })
  })

  test('rewinds and removes nothing', async () => {
    const { url } = await desk(slowModel().model)
    await ask(`${url}/ana`, 'PUT')
    expect(await ask(`${url}/ana/rewind`, 'POST', { turn: 0, revision: 1 })).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect((await ask(`${url}/ana`, 'DELETE')).status).toBe(403)
    expect((await ask(`${url}/ana`)).status).toBe(200)
    const asked: string[] = []
    const told = await desk(slowModel().model, {
      allow: ['rewind'],
      authorize: (_request, { action }) => asked.push(action) > 1 || 'forbidden',
    })
    expect((await ask(`${told.url}/ana/rewind`, 'POST', { turn: 0, revision: 1 })).status).toBe(403)
    expect(asked).toEqual(['rewind'])
  })

  test('gets nothing more of what is removed in the middle of a reply, nor does whoever begins it again', async () => {
    const { model, next, calls } = slowModel()
    const { url, host } = await desk(model, { allow: ['remove'] })
    await ask(`${url}/ana`, 'PUT')
    const sent = ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'ask' })
    await next()
    const waiting = ask(`${url}/ana/messages`, 'POST', { id: 'm2', text: 'more' })
    await vi.waitFor(async () => expect((await host.read('ana'))?.messages.some(({ id }) => id === 'm2')).toBe(true))
    const removed = ask(`${url}/ana`, 'DELETE')
    // The reply is never let out: whoever removes it does not wait for its end.
    expect((await removed).status).toBe(204)
    for (const answer of [sent, waiting]) expect(await answer).toMatchObject({ status: 410, body: { code: 'conversation-removed' } })
    expect(await host.read('ana')).toBeUndefined()
    expect((await ask(`${url}/ana`, 'PUT')).body.view).toMatchObject({ turn: 0, messageCount: 1 })
    expect(calls()).toBe(1)
  })

  test.each([{ scope: undefined }, { scope: '' }, { scope: 7 }, {}, undefined])(
    'shares nothing when the server has forgotten whose it is: %j',
    async (given) => {
      const store = memoryStore()
      const errors: unknown[] = []
      const authorize = () => given as { scope: string }
      const { url } = await desk(slowModel().model, { authorize, onError: (error) => errors.push(error) }, store)
      expect(await ask(`${url}/ana`, 'PUT')).toMatchObject({ status: 500, body: { code: 'internal' } })
      expect(errors).toMatchObject([{ code: 'invalid-options', message: expect.stringContaining('authorize') }])
      expect(await store.list()).toEqual([])
    },
  )

  test('begins anew what is being removed only when that is over', async () => {
    const { model, next } = slowModel()
    const { url } = await desk(model, { allow: ['remove'] })
    await ask(`${url}/ana`, 'PUT')
    const sent = ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'ask' })
    await next()
    const [removed, again, begun] = await Promise.all([ask(`${url}/ana`, 'DELETE'), ask(`${url}/ana`, 'DELETE'), ask(`${url}/ana`, 'PUT')])
    expect([removed.status, again.status]).toEqual([204, 204])
    expect([200, 410]).toContain(begun.status)
    expect((await sent).status).toBe(410)
    expect((await ask(`${url}/ana`, 'PUT')).body.view).toMatchObject({ turn: 0, messageCount: 1 })
  })

  test('has so many streams and no more, and none of a conversation that is not there', async () => {
    const { url, host } = await desk(slowModel().model, { maxStreams: 2, maxStreamsTotal: 3 })
    for (const id of ['ana', 'bob', 'eva']) await host.begin(id).outcome
    const open = ['ana', 'ana', 'bob'].map((id) => listen(`${url}/${id}/events`))
    for (const events of open) await events.next()
    for (const id of ['ana', 'bob', 'eva']) {
      const refused = await ask(`${url}/${id}/events`)
      expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-streams' } })
      expect(refused.headers.get('retry-after')).toBe('2')
    }
    await open[0]?.return()
    // The place is free as soon as the server hears that its reader is gone.
    for (;;) {
      const events = listen(`${url}/bob/events`)
      const first = await events.next().catch(() => undefined)
      await events.return().catch(() => undefined)
      if (first?.value?.type === 'snapshot') break
    }
    for (const events of open) await events.return()
    // What is refused takes no place.
    const other = await desk(slowModel().model, { maxStreamsTotal: 1 })
    for (let index = 0; index < 5; index += 1) expect((await ask(`${other.url}/nobody-${index}/events`)).status).toBe(404)
  })

  test('of another origin, in a sandbox, or under another host is refused', async () => {
    const { url } = await desk(slowModel().model, { allowedOrigins: ['https://app.example.com'], allowedHosts: ['app.example.com'] })
    expect(await ask(`${url}/ana`, 'PUT')).toMatchObject({ status: 403, body: { code: 'host' } })
    const own = await desk(slowModel().model, { allowedOrigins: ['https://app.example.com', '*'] })
    expect(await ask(`${own.url}/ana`, 'PUT', undefined, { origin: 'null' })).toMatchObject({ status: 403, body: { code: 'origin' } })
    const strict = await desk(slowModel().model, { allowedOrigins: ['https://app.example.com'] })
    for (const origin of ['https://evil.example', 'null', 'https://app.example.com.evil.example']) {
      expect((await ask(`${strict.url}/ana`, 'PUT', undefined, { origin })).status).toBe(403)
    }
    const allowed = await ask(`${strict.url}/ana`, 'PUT', undefined, { origin: 'https://app.example.com' })
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example.com')
    expect(allowed.headers.get('vary')).toBe('origin, authorization, cookie')
    const preflight = await fetch(`${strict.url}/ana/messages`, { method: 'OPTIONS', headers: { origin: 'https://app.example.com' } })
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
      204,
      'authorization, content-type, accept, last-event-id',
    ])
  })

  test('that sends everything again, and at once, causes one turn', async () => {
    const { url, host } = await desk(scriptedModel({ respond: 'So it is.' }))
    await ask(`${url}/ana`, 'PUT')
    const again = () => Promise.all([ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'ask' }), ask(`${url}/ana`, 'PUT')])
    await Promise.all([again(), again(), again()])
    for (let index = 0; index < 3; index += 1) await again()
    expect((await host.read('ana'))?.usage.modelCalls).toBe(1)
    expect((await host.read('ana'))?.messageCount).toBe(4)
    // The same id with another text is the same message.
    expect((await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'stop' })).body.turn).toMatchObject({ turn: 1, phase: 'listening' })
  })

  test('with bodies that are none, too long, or of another kind is refused before anything runs', async () => {
    const { url } = await desk(slowModel().model, { maxBytes: 200, maxText: 20 })
    await ask(`${url}/ana`, 'PUT')
    const post = (body: string, type = 'application/json') =>
      fetch(`${url}/ana/messages`, { method: 'POST', body, headers: { 'content-type': type } })
    expect((await post('{')).status).toBe(400)
    expect((await post('[]')).status).toBe(400)
    expect((await post('{"id":"m1","text":"more"}', 'text/plain')).status).toBe(415)
    expect((await post(JSON.stringify({ id: 'm1', text: 'x'.repeat(21) }))).status).toBe(413)
    expect((await post(JSON.stringify({ id: 'm1', text: 'x'.repeat(300) }))).status).toBe(413)
    for (const text of ['', ' \n\t'])
      expect(await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text })).toMatchObject({ status: 422, body: { code: 'empty-message' } })
    expect((await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: ['more'] })).status).toBe(422)
    expect((await ask(`${url}/ana`, 'PATCH')).headers.get('allow')).toBe('GET, PUT, DELETE, OPTIONS')
    expect((await ask(`${url}/ana/messages?limit=-1`)).status).toBe(422)
    expect((await ask(`${url}/ana`)).body.turn).toBe(0)
  })

  test('is slowed down, beginning of conversations included', async () => {
    const { url } = await desk(slowModel().model, { rateLimit: (_request, { action }) => (action === 'begin' ? 30 : undefined) })
    const slowed = await ask(`${url}/ana`, 'PUT')
    expect(slowed).toMatchObject({ status: 429, body: { code: 'rate-limit', retryable: true, retryAfter: 30 } })
    expect(slowed.headers.get('retry-after')).toBe('30')
  })

  test('hears nothing of what is wrong inside', async () => {
    const heard: unknown[] = []
    const memory = memoryStore()
    const broken = { ...memory, load: () => Promise.reject(new Error('password=hunter2 at db.internal')) }
    const { url } = await desk(slowModel().model, { onError: (error) => heard.push(error) }, broken)
    for (const answer of [await ask(`${url}/ana`), await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'more' })]) {
      expect(answer).toMatchObject({ status: 500, body: { code: 'internal', title: 'Something went wrong here.' } })
      expect(JSON.stringify(answer.body)).not.toMatch(/hunter2|internal\./)
    }
    await expect(stream(`${url}/ana`, { id: 'm2', text: 'more' }).next()).rejects.toThrow(/^500/)
    expect(heard).toHaveLength(3)
  })

  test('hears nothing of why the store can not be reached, and whoever runs the server does', async () => {
    const heard: unknown[] = []
    const full = new StoreUnavailableError('ENOSPC', 'No space is left for /srv/conversations.')
    const { url } = await desk(
      slowModel().model,
      { onError: (error) => heard.push(error) },
      { ...memoryStore(), load: () => Promise.reject(full) },
    )
    const answer = await ask(`${url}/ana`)
    expect(answer).toMatchObject({ status: 503, body: { code: 'store-unavailable', title: 'The store can not be reached.' } })
    await expect(stream(`${url}/ana`, { id: 'm1', text: 'more' }).next()).rejects.toThrow(/^503/)
    expect(heard).toEqual([full, full])
  })
})
