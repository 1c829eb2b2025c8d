import { always, type ConversationFlow, ModelError, memoryStore, openConversation, scriptedModel } from 'talkchart'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { InspectionEvent } from 'xstate'
import { all, ask, flow, listen, openDesk, slowModel, stream, type Told } from './support/desk.js'
import { closeDesks, desk } from './support/desks.js'

closeDesks()

const REPLY = 'So it is.\n\nYes?'

/** Reads events until one of that type. */
async function nextOf(events: AsyncGenerator<Told, void>, type: string): Promise<Told['data']> {
  for (let next = await events.next(); !next.done; next = await events.next()) if (next.value.type === type) return next.value.data
  throw new Error(`There was no ${type}.`)
}

describe('a conversation over HTTP', () => {
  test('is begun, read, sent to, and ends', async () => {
    const model = slowModel()
    const { url } = await desk(model.model)
    expect(await ask(`${url}/ana`)).toMatchObject({ status: 404, body: { code: 'no-conversation', retryable: false } })
    expect(await ask(`${url}/ana?last=1&optional=true`)).toMatchObject({ status: 204, body: undefined })
    const begun = await ask(`${url}/ana`, 'PUT')
    expect(begun).toMatchObject({
      status: 200,
      body: { turn: { turn: 0, reply: 'Yes?' }, view: { id: 'ana', status: 'listening', state: 'hub' } },
    })
    const sent = await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'more' })
    expect(sent).toMatchObject({
      status: 200,
      body: { turn: { turn: 1, transition: 'more', reply: 'Yes?' }, view: { turn: 1, messageCount: 3 } },
    })
    const read = await ask(`${url}/ana?last=1&optional=true`)
    expect(read).toMatchObject({ status: 200, body: { messages: [{ text: 'Yes?' }], messageCount: 3, running: false } })
    expect(read.headers.get('cache-control')).toBe('private, no-store, no-transform')
    const older = await ask(`${url}/ana/messages?before=2&limit=1`)
    expect(older.body).toMatchObject({ messages: [{ position: 1, message: { text: 'more', id: 'm1' } }] })
    expect((await ask(`${url}/ana/messages`, 'POST', { id: 'm2', text: 'stop' })).body.turn).toMatchObject({
      phase: 'done',
      outcome: 'completed',
    })
    const late = await ask(`${url}/ana/messages`, 'POST', { id: 'm3', text: 'more' })
    expect(late).toMatchObject({ status: 410, body: { code: 'conversation-done', outcome: 'completed' } })
    expect(model.calls()).toBe(0)
  })

  test('tells a turn piece by piece, and the turn last', async () => {
    const model = slowModel()
    const { url } = await desk(model.model)
    await ask(`${url}/ana`, 'PUT')
    const pieces = model.rest(3)
    const events = await all(stream(`${url}/ana`, { id: 'm1', text: 'ask' }))
    await pieces
    expect(events.map(({ type }) => type)).toEqual(['begin', 'state', 'delta', 'delta', 'delta', 'message', 'state', 'message', 'turn'])
    expect(events[0]?.data).toMatchObject({ messageId: 'm1', turn: 1 })
    expect(events.at(-1)?.data).toMatchObject({ turn: { reply: REPLY }, view: { status: 'listening' } })
    const { attempt } = events[0]?.data ?? {}
    expect(events.map(({ id }) => id)).toEqual([...events.slice(0, -1).map((_, index) => `${attempt}.${index}`), `${attempt}.end`])
  })

  test('goes on when its client leaves in the middle of a reply, and another connection has the rest', async () => {
    const model = slowModel()
    const { url } = await desk(model.model)
    await ask(`${url}/ana`, 'PUT')
    let last = ''
    for await (const { type, id } of stream(`${url}/ana`, { id: 'm1', text: 'ask' })) {
      if (type === 'state') void model.next()
      if (type !== 'delta') continue
      last = id ?? ''
      break
    }
    const resumed = all(listen(`${url}/ana/events?until=settled`, { headers: { 'last-event-id': last } }))
    const another = listen(`${url}/ana/events?until=settled`)
    const seen = [await another.next(), await another.next()].map(({ value }) => value)
    await model.rest(2)
    expect((await resumed).map(({ type }) => type)).toEqual(['delta', 'delta', 'message', 'state', 'message', 'turn'])
    expect([...seen, ...(await all(another))].map((event) => event?.type)).toEqual([
      'snapshot',
      'begin',
      'state',
      'delta',
      'delta',
      'delta',
      'message',
      'state',
      'message',
      'turn',
    ])
    expect((await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'ask' })).body.turn).toMatchObject({ reply: REPLY })
    expect(model.calls()).toBe(1)
  })

  test('that is sent the same message twice at once has one turn', async () => {
    const model = slowModel()
    const { url } = await desk(model.model)
    await ask(`${url}/ana`, 'PUT')
    const sent = [1, 2].map(() => ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'ask' }))
    await model.rest(3)
    for (const { body } of await Promise.all(sent)) expect(body.turn).toMatchObject({ turn: 1, reply: REPLY })
    expect(model.calls()).toBe(1)
  })

  test('is never run by a read, nor by somebody who follows it', async () => {
    const store = memoryStore()
    const calls: string[] = []
    const respond = ({ id }: { readonly id: string }) => {
      calls.push(id)
      return 'So it is.'
    }
    const model = scriptedModel({ respond })
    const conversation = await openConversation({ flow, model, store, id: 'ana' })
    await conversation.close()
    // A process that died in the middle of a turn has left its message.
    const { record } = (await store.load('ana')) ?? {}
    if (record === undefined) throw new Error('It was stored.')
    const pending = [{ text: 'ask', id: 'm1', at: Date.now() }]
    const left = { ...record, revision: record.revision + 1, pending, phase: 'busy' as const }
    await store.commit('ana', {
      commitId: 'c',
      expectedRevision: record.revision,
      expectedCommitId: record.commitId ?? null,
      record: left,
      messages: [],
    })
    const { url } = await desk(model, {}, store)
    expect((await ask(`${url}/ana`)).body).toMatchObject({
      status: 'busy',
      messages: [{ text: 'Yes?' }, { text: 'ask', pending: true, turn: 1 }],
    })
    for await (const { type, data } of listen(`${url}/ana/events`)) {
      expect([type, data.status]).toEqual(['snapshot', 'busy'])
      break
    }
    expect(calls).toHaveLength(0)
    // The client sends it again, as it does when it has no answer.
    expect((await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'ask' })).body.turn).toMatchObject({ turn: 1, reply: REPLY })
    expect(calls).toHaveLength(1)
  })

  test('whose turn failed is repaired by the same message, and told in words that are the same for everyone', async () => {
    const fails = () => {
      throw new ModelError('http', 'sk-secret is not allowed at api.example.com', { status: 401 })
    }
    const { url } = await desk(scriptedModel({ respond: [fails, 'So it is.'] }))
    await ask(`${url}/ana`, 'PUT')
    const failed = await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'ask' })
    expect(failed).toMatchObject({
      status: 200,
      body: { turn: { phase: 'failed', error: { code: 'http', during: 'respond' } }, view: { status: 'failed' } },
    })
    expect(JSON.stringify([failed.body, (await ask(`${url}/ana`)).body])).not.toMatch(/secret|api\.example/)
    const repaired = await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'ask' })
    expect(repaired.body.turn).toMatchObject({ turn: 1, phase: 'listening', reply: REPLY })
  })

  test('is retried, cancelled and rewound on the revision that the client has seen, and on no other', async () => {
    const fails = () => {
      throw new ModelError('timeout', 'Too late.')
    }
    const { url } = await desk(scriptedModel({ respond: [fails, 'So it is.'] }), { allow: ['cancel', 'rewind'] })
    const begun = await ask(`${url}/ana`, 'PUT')
    const { revision } = (await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'ask' })).body.view
    const stale = { revision: begun.body.view.revision }
    expect(await ask(`${url}/ana/retry`, 'POST', stale)).toMatchObject({ status: 412, body: { code: 'moved-on' } })
    expect(await ask(`${url}/ana/retry`, 'POST', {})).toMatchObject({ status: 422 })
    const retried = await ask(`${url}/ana/retry`, 'POST', { revision })
    expect(retried.body).toMatchObject({ turn: { turn: 1, reply: REPLY } })
    expect(await ask(`${url}/ana/rewind`, 'POST', { ...stale, turn: 0 })).toMatchObject({ status: 412 })
    const { revision: newest } = retried.body.view
    expect(await ask(`${url}/ana/rewind`, 'POST', { revision: newest, turn: 7 })).toMatchObject({
      status: 404,
      body: { code: 'no-such-turn' },
    })
    const rewound = await ask(`${url}/ana/rewind`, 'POST', { revision: newest, turn: 0 })
    expect(rewound.body.view).toMatchObject({ turn: 0, messageCount: 1 })
    // What a rewind took back stays seen.
    expect((await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'ask' })).body.view).toMatchObject({ turn: 0, messageCount: 1 })
    expect(await ask(`${url}/ana/cancel`, 'POST', stale)).toMatchObject({ status: 412 })
    const cancelled = await ask(`${url}/ana/cancel`, 'POST', { revision: rewound.body.view.revision })
    expect(cancelled.body.view).toMatchObject({ status: 'done', outcome: 'cancelled' })
  })

  test('has its reply cut off by a request', async () => {
    const model = slowModel()
    const { url } = await desk(model.model)
    await ask(`${url}/ana`, 'PUT')
    expect(await ask(`${url}/ana/interrupt`, 'POST')).toMatchObject({ status: 202, body: { interrupted: false } })
    const events = stream(`${url}/ana`, { id: 'm1', text: 'ask' })
    void model.next()
    await nextOf(events, 'delta')
    expect(await ask(`${url}/ana/interrupt`, 'POST')).toMatchObject({ status: 202, body: { interrupted: true } })
    expect(await nextOf(events, 'message')).toMatchObject({ message: { text: 'So ', interrupted: true } })
    await events.return()
  })

  test('has its reply cut off by the next message', async () => {
    const model = slowModel()
    const { url } = await desk(model.model)
    await ask(`${url}/ana`, 'PUT')
    const cut = stream(`${url}/ana`, { id: 'm1', text: 'ask' })
    void model.next()
    await nextOf(cut, 'delta')
    const next = await ask(`${url}/ana/messages`, 'POST', { id: 'm2', text: 'more', interrupt: true })
    expect(next.body.turn).toMatchObject({ turn: 2, transition: 'more' })
    expect((await all(cut)).at(-1)?.data.turn).toMatchObject({ turn: 1, replies: [{ interrupted: true }, {}] })
  })

  test('whose turn takes longer than a request may goes on, and is told where', async () => {
    const model = slowModel()
    const promised: Promise<unknown>[] = []
    const { url } = await desk(model.model, { maxWait: 20, waitUntil: (turn) => promised.push(turn) })
    await ask(`${url}/ana`, 'PUT')
    const sent = await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'ask' })
    expect(sent).toMatchObject({ status: 202, body: { location: '/conversations/ana/events?until=settled' } })
    const events = listen(new URL(sent.headers.get('location') ?? '', url).href)
    await events.next()
    await model.rest(3)
    expect((await all(events)).at(-1)).toMatchObject({ type: 'turn', data: { turn: { reply: REPLY } } })
    await Promise.all(promised)
    expect(promised).toHaveLength(2)
  })

  test('has all the time that there is by a limit of Infinity, in which it stays open too', async () => {
    const model = slowModel()
    let openings = 0
    const inspect = ({ type, actorRef, rootId }: InspectionEvent) => {
      if (type === '@xstate.actor' && 'sessionId' in actorRef && actorRef.sessionId === rootId) openings += 1
    }
    const keepOpen = { milliseconds: Number.POSITIVE_INFINITY }
    const { url, host } = await desk(model.model, { maxWait: Number.POSITIVE_INFINITY }, undefined, { keepOpen, inspect })
    await ask(`${url}/ana`, 'PUT')
    const sent = ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'ask' })
    for (let piece = 0; piece < 2; piece += 1) await model.next()
    // Each request is a round trip, in which a timer would fire that was set to nothing.
    await ask(`${url}/ana`)
    const drained = host.drain({ milliseconds: Number.POSITIVE_INFINITY })
    await ask(`${url}/ana`)
    await model.next()
    expect(await sent).toMatchObject({ status: 200, body: { turn: { reply: REPLY } } })
    await drained
    expect(openings).toBe(1)
  })

  test('shows of its data what the server exposes, and has the last word', async () => {
    const { url } = await desk(slowModel().model, {
      expose: ['city', 'constructor'],
      view: (view) => ({ ...view, usage: { modelCalls: 0, inputTokens: 0, outputTokens: 0 } }),
    })
    expect((await ask(`${url}/ana`, 'PUT')).body.view.data).toEqual({ city: 'Graz' })
    const shut = await desk(slowModel().model)
    const { view } = (await ask(`${shut.url}/ana`, 'PUT')).body
    expect(view).not.toHaveProperty('data')
    expect(view.transitions).toEqual([])
  })

  test('begins with what the server says', async () => {
    const { url, host } = await desk(slowModel().model, {
      data: (_request, { id, data }) => ({ city: `${id} in ${JSON.stringify(data)}` }),
    })
    await ask(`${url}/ana`, 'PUT', { data: { plan: 'free' } })
    expect((await host.read('ana'))?.data).toMatchObject({ city: 'ana in {"plan":"free"}', card: '4242' })
  })

  test('is told of an event and of a person by the server, and removed where that is allowed', async () => {
    const { url, host } = await desk(slowModel().model, { allow: ['remove'] })
    await ask(`${url}/ana`, 'PUT')
    const followed = all(listen(`${url}/ana/events`))
    await host.say('ana', 'I have found it.', { name: 'Eva', id: 'o1' }).outcome
    await host.notify('ana', 'payment.completed', { amount: 20 }, { id: 'e1' }).outcome
    expect((await ask(`${url}/ana`)).body.messages.at(-1)).toMatchObject({ text: 'I have found it.', by: 'operator', name: 'Eva' })
    expect(await ask(`${url}/ana`, 'DELETE')).toMatchObject({ status: 204 })
    expect((await followed).at(-1)).toMatchObject({ type: 'problem', data: { code: 'conversation-removed', status: 410 } })
    expect(await ask(`${url}/ana`)).toMatchObject({ status: 404 })
    expect(await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'more' })).toMatchObject({ status: 404 })
  })
})

test('a deploy runs two versions of a flow beside each other: each leaves to the other what does not fit, and a page that asks again is served', async () => {
  const version = (name: string, state: string): ConversationFlow => ({
    name: 'shop',
    version: name,
    initialState: state,
    states: { [state]: { prompt: { say: `This is ${state}.` }, transitions: { on: always() }, nextStates: { on: state } } },
  })
  const store = memoryStore()
  // Another store object is what another process has.
  const open = (flow: ConversationFlow) => openDesk(scriptedModel({}), {}, { ...store }, { flow })
  const [older, newer, renamed] = [await open(version('1', 'old')), await open(version('2', 'new')), await open(version('1', 'other'))]
  onTestFinished(() => Promise.all([older, newer, renamed].map(({ close }) => close())).then(() => undefined))
  await ask(`${older.url}/ana`, 'PUT')
  const message = { id: 'm1', text: 'on' }
  const elsewhere = await ask(`${newer.url}/ana/messages`, 'POST', message)
  expect(elsewhere).toMatchObject({ status: 503, body: { code: 'other-version', retryable: true } })
  expect(elsewhere.headers.get('retry-after')).toBe('1')
  expect(await ask(`${older.url}/ana/messages`, 'POST', message)).toMatchObject({ status: 200, body: { turn: { turn: 1, state: 'old' } } })
  // A change without a new version is no deploy that passes: nobody can go on with it.
  expect(await ask(`${renamed.url}/ana/messages`, 'POST', message)).toMatchObject({
    status: 409,
    body: { code: 'flow-drift', retryable: false },
  })
  expect((await ask(`${older.url}/ana`)).body).toMatchObject({ turn: 1, state: 'old' })
})
