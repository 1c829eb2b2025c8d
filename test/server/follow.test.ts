import { connect } from 'node:net'
import { defineFlow, keyword, memoryStore, scriptedModel, withLeases } from 'talkchart'
import { conversationHost, memoryRelay } from 'talkchart/server'
import { describe, expect, test } from 'vitest'
import { all, ask, flow, listen, slowModel, stream, type Told } from './support/desk.js'
import { closeDesks, desk } from './support/desks.js'
import { echoModel } from './support/slow-model.js'

closeDesks()

const REPLY = 'So it is.\n\nYes?'

/** Reads events until one of that type. */
async function until(events: AsyncGenerator<Told, void>, type: string): Promise<Told> {
  for (let next = await events.next(); !next.done; next = await events.next()) if (next.value.type === type) return next.value
  throw new Error(`There was no ${type}.`)
}

/** Two servers on one store, as in two processes: what one has in memory the other does not see. */
async function twoDesks(model = slowModel()) {
  const store = memoryStore()
  const relay = memoryRelay()
  // A store of its own for each, on the same conversations: nothing is shared but what is stored.
  const [one, two] = [await desk(model.model, {}, { ...store }, { relay }), await desk(model.model, {}, { ...store }, { relay })]
  return { one, two, model }
}

describe('a turn that runs in another process', () => {
  test('is followed there piece by piece, and cut off from there', async () => {
    const { one, two, model } = await twoDesks()
    await ask(`${one.url}/ana`, 'PUT')
    const elsewhere = listen(`${two.url}/ana/events`)
    await until(elsewhere, 'snapshot')
    const sent = ask(`${one.url}/ana/messages`, 'POST', { id: 'm1', text: 'ask' })
    await model.next()
    expect((await until(elsewhere, 'begin')).data).toMatchObject({ messageId: 'm1' })
    expect((await until(elsewhere, 'delta')).data).toEqual({ text: 'So ' })
    expect((await ask(`${two.url}/ana`)).body.running).toBe(true)
    expect((await ask(`${two.url}/ana/interrupt`, 'POST')).body).toEqual({ interrupted: true })
    expect((await until(elsewhere, 'message')).data).toMatchObject({ message: { text: 'So ', interrupted: true } })
    expect((await sent).body.turn).toMatchObject({ turn: 1, phase: 'listening' })
    expect((await until(elsewhere, 'snapshot')).data).toMatchObject({ turn: 1, status: 'listening' })
    await elsewhere.return()
  })

  test('is told to its last piece, also where its process had no time to relay that', async () => {
    const model = slowModel()
    const store = withLeases(memoryStore())
    const relay = memoryRelay()
    const told: string[] = []
    const append: typeof relay.append = (id, attempt, events) => {
      // The second piece of the reply is never relayed, nor what comes after it.
      told.push(...events.map(({ type }) => type))
      if (told.filter((type) => type === 'delta').length < 2) relay.append(id, attempt, events)
    }
    const one = await desk(model.model, {}, { ...store }, { relay: { ...relay, append } })
    const two = await desk(model.model, {}, { ...store }, { relay })
    await ask(`${one.url}/ana`, 'PUT')
    const follower = listen(`${two.url}/ana/events`)
    await until(follower, 'snapshot')
    const sent = one.host.send('ana', { id: 'm1', text: 'ask' })
    await model.next()
    await until(follower, 'delta')
    const resent = stream(`${two.url}/ana`, { id: 'm1', text: 'ask' })
    await until(resent, 'delta')
    const next = one.host.send('ana', { id: 'm2', text: 'more' })
    await model.rest(2)
    await Promise.all([sent.outcome, next.outcome])
    const rest = [
      { type: 'delta', data: { text: 'it is.' } },
      { type: 'message', data: { message: { text: 'So it is.' } } },
      { type: 'message', data: { message: { text: 'Yes?' } } },
    ]
    expect(await all(resent)).toMatchObject([...rest, { type: 'turn' }])
    for (const expected of rest) expect((await follower.next()).value).toMatchObject(expected)
    expect((await until(follower, 'snapshot')).data).toMatchObject({ turn: 2, status: 'listening' })
    await follower.return()
    expect(model.calls()).toBe(1)
  })

  test('shows when it is over to whoever follows without a relay', async () => {
    const store = memoryStore()
    const { model } = slowModel()
    const [one, two] = [await desk(model, {}, { ...store }), await desk(model, {}, { ...store })]
    await ask(`${one.url}/ana`, 'PUT')
    const elsewhere = listen(`${two.url}/ana/events`)
    await until(elsewhere, 'snapshot')
    await ask(`${one.url}/ana/messages`, 'POST', { id: 'm1', text: 'more' })
    expect((await until(elsewhere, 'snapshot')).data).toMatchObject({ turn: 1 })
    await elsewhere.return()
  })

  test('is not stopped by a relay that fails', async () => {
    const relay = memoryRelay()
    const broken = async () => {
      throw new Error('The relay is down.')
    }
    const append = () => {
      throw new Error('The relay is down.')
    }
    const problems: string[] = []
    const onProblem = ({ message }: { readonly message: string }) => void problems.push(message)
    const { url } = await desk(scriptedModel({ respond: 'So it is.' }), {}, memoryStore(), {
      relay: { ...relay, begin: broken, end: broken, read: broken, signal: broken, changed: broken, append },
      onProblem,
    })
    await ask(`${url}/ana`, 'PUT')
    expect((await all(stream(`${url}/ana`, { id: 'm1', text: 'ask' }))).at(-1)).toMatchObject({
      type: 'turn',
      data: { turn: { reply: REPLY } },
    })
    expect(problems).toContain('A running turn could not be relayed to other processes.')
  })

  test('tells others whole redacted messages, and no pieces', async () => {
    const relay = memoryRelay()
    const told: string[] = []
    const append: typeof relay.append = (_id, _attempt, events) => void told.push(JSON.stringify(events))
    const redact = (text: string) => text.replaceAll(/\d/g, '#')
    const { url } = await desk(scriptedModel({ respond: 'Card 4242 it is.' }), {}, memoryStore(), { relay: { ...relay, append }, redact })
    await ask(`${url}/ana`, 'PUT')
    const events = await all(stream(`${url}/ana`, { id: 'm1', text: 'ask' }))
    expect(events.some(({ type }) => type === 'delta')).toBe(true)
    expect(told.join()).toContain('Card #### it is.')
    expect(told.join()).not.toMatch(/4242|"delta"/)
  })
})

describe('a conversation that is kept open', () => {
  test('is told of once, also after a command was refused while its turn ran', async () => {
    const model = slowModel()
    const { url } = await desk(model.model)
    await ask(`${url}/ana`, 'PUT')
    const running = all(stream(`${url}/ana`, { id: 'm1', text: 'ask' }))
    await model.next()
    expect((await ask(`${url}/ana/retry`, 'POST', { revision: 99 })).status).toBe(412)
    const next = ask(`${url}/ana/messages`, 'POST', { id: 'm2', text: 'more' })
    // It waits for the turn that runs.
    await until(listen(`${url}/ana/events`), 'delta')
    await model.rest(2)
    expect((await running).map(({ type }) => type)).toEqual('begin state delta delta delta message state message turn'.split(' '))
    expect((await next).body.turn).toMatchObject({ turn: 2 })
  })

  test('and was removed and begun anew by another process is not written to, and what is stored is served next', async () => {
    const store = memoryStore()
    const { model } = slowModel()
    const [one, two] = [await desk(model, {}, { ...store }), await desk(model, {}, { ...store })]
    await ask(`${one.url}/ana`, 'PUT')
    await two.host.remove('ana')
    await two.host.begin('ana').outcome
    // The revision is the same: only the commit tells the two apart.
    expect(await ask(`${one.url}/ana/messages`, 'POST', { id: 'm1', text: 'more' })).toMatchObject({
      status: 410,
      body: { code: 'conversation-removed' },
    })
    expect(await two.host.read('ana')).toMatchObject({ turn: 0, messageCount: 1 })
    expect((await ask(`${one.url}/ana/messages`, 'POST', { id: 'm2', text: 'more' })).body.turn).toMatchObject({ turn: 1 })
    expect((await two.host.send('ana', { id: 'm3', text: 'more' }).outcome).turn).toMatchObject({ turn: 2 })
  })

  test('and is removed between the look and the opening is not begun again', async () => {
    const store = memoryStore()
    const { model } = slowModel()
    await conversationHost({ flow, model, store: { ...store } }).begin('ana').outcome
    const load: typeof store.load = async (id, options) => {
      const loaded = await store.load(id, options)
      await store.remove(id)
      return loaded
    }
    const { url } = await desk(model, {}, { ...store, load })
    const answer = await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'more' })
    expect(answer).toMatchObject({ status: 410, body: { code: 'conversation-removed' } })
    expect(await store.list()).toEqual([])
  })

  test('and is run by another process with its lease shows that it runs, and waits for its turn', async () => {
    const store = withLeases(memoryStore())
    const model = slowModel()
    const [one, two] = [await desk(model.model, {}, { ...store }), await desk(model.model, {}, { ...store })]
    await ask(`${one.url}/ana`, 'PUT')
    await ask(`${two.url}/ana/messages`, 'POST', { id: 'm1', text: 'more' })
    const running = stream(`${one.url}/ana`, { id: 'm2', text: 'ask' })
    await until(running, 'state')
    expect((await ask(`${two.url}/ana`)).body).toMatchObject({ status: 'busy', running: true })
    const next = ask(`${two.url}/ana/messages`, 'POST', { id: 'm3', text: 'more' })
    await model.rest(3)
    expect((await all(running)).at(-1)?.data.turn).toMatchObject({ turn: 2, reply: REPLY })
    expect((await next).body.turn).toMatchObject({ turn: 3, transition: 'more' })
    expect(model.calls()).toBe(1)
  })
})

describe('a stream of events', () => {
  test('tells the turn of a timer that nobody asked for', async () => {
    const timed = defineFlow({
      name: 'timed',
      initialState: 'wait',
      states: {
        wait: {
          prompt: { say: 'Yes?' },
          timeout: { seconds: 1, to: 'hello' },
          transitions: { more: keyword(['more']) },
          nextStates: { more: 'wait' },
        },
        hello: { prompt: { say: 'Still there?' }, transitions: { more: keyword(['more']) }, nextStates: { more: 'hello' } },
      },
    })
    const { url } = await desk(slowModel().model, {}, memoryStore(), { flow: timed })
    await ask(`${url}/ana`, 'PUT')
    const events = listen(`${url}/ana/events`)
    await until(events, 'snapshot')
    expect((await until(events, 'message')).data).toMatchObject({ message: { text: 'Still there?' } })
    expect((await until(events, 'snapshot')).data).toMatchObject({ state: 'hello', running: false })
    await events.return()
  })

  test('ends with bye after a while, and a browser that has all of it is told to stay away', async () => {
    const { url } = await desk(slowModel().model, { maxStreamMilliseconds: 60, ping: 10 })
    await ask(`${url}/ana`, 'PUT')
    expect((await all(listen(`${url}/ana/events`))).map(({ type }) => type)).toEqual(['snapshot', 'bye'])
    const [end] = (await all(stream(`${url}/ana`, { id: 'm1', text: 'more' }))).slice(-1)
    expect(end?.id).toMatch(/\.end$/)
    const headers = { 'last-event-id': end?.id ?? '' }
    expect((await ask(`${url}/ana/events?until=settled`, 'GET', undefined, headers)).status).toBe(204)
  })

  test('is refused with a status where it is clear at once, and pings while nothing happens', async () => {
    const { url } = await desk(slowModel().model, { ping: 5, maxStreamMilliseconds: 50 })
    expect(await ask(`${url}/nobody/events`, 'GET')).toMatchObject({ status: 404 })
    expect(await ask(`${url}/nobody/messages`, 'POST', { id: 'm', text: 'more' }, { accept: 'text/event-stream' })).toMatchObject({
      status: 404,
    })
    await ask(`${url}/ana`, 'PUT')
    const text = await (await fetch(`${url}/ana/events`)).text()
    expect(text).toMatch(/^retry: 1000\n\nevent: snapshot\ndata: [^\n]+\n\n: ping\n\n/)
  })

  test('costs one read however many follow', async () => {
    const memory = memoryStore()
    let loads = 0
    const store: typeof memory = {
      ...memory,
      load: (id, options) => {
        loads += 1
        return memory.load(id, options)
      },
    }
    const { url } = await desk(slowModel().model, {}, store)
    await ask(`${url}/ana`, 'PUT')
    const followers = Array.from({ length: 15 }, () => listen(`${url}/ana/events`))
    for (const follower of followers) await until(follower, 'snapshot')
    loads = 0
    await ask(`${url}/ana/messages`, 'POST', { id: 'm1', text: 'more' })
    for (const follower of followers) await until(follower, 'turn')
    expect(loads).toBeLessThan(8)
    for (const follower of followers) await follower.return()
  })

  test('of a reader that does not read is cut off at 1 MiB', async () => {
    const long = 'x'.repeat(64 * 1024)
    const respond = scriptedModel({ respond: Array.from({ length: 100 }, () => `${long} ${long}`) })
    const { url, server } = await desk(respond)
    await ask(`${url}/ana`, 'PUT')
    const { port, hostname, pathname } = new URL(`${url}/ana/events`)
    const socket = connect(Number(port), hostname)
    socket.pause()
    socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`)
    const gone = new Promise<void>((resolve) => server.on('connection', (other) => other.once('close', () => resolve())))
    const cut = new Promise<boolean>((resolve) => socket.once('close', () => resolve(true)).once('error', () => undefined))
    for (let index = 0; index < 60; index += 1) await ask(`${url}/ana/messages`, 'POST', { id: `m${index}`, text: 'ask' })
    socket.resume()
    expect(await cut).toBe(true)
    void gone
    expect((await ask(`${url}/ana?last=1`)).body.turn).toBe(60)
  })
})

describe('a server that stops', () => {
  test('lets the turns that run come to an end, tells them, and takes no new ones', async () => {
    const model = slowModel()
    const { url, host } = await desk(model.model)
    await ask(`${url}/ana`, 'PUT')
    await ask(`${url}/bob`, 'PUT')
    const follower = listen(`${url}/ana/events`)
    await until(follower, 'snapshot')
    const turn = stream(`${url}/ana`, { id: 'm1', text: 'ask' })
    await until(turn, 'begin')
    const drained = host.drain()
    const refused = await ask(`${url}/bob/messages`, 'POST', { id: 'm1', text: 'more' })
    expect(refused).toMatchObject({ status: 503, body: { code: 'draining', retryable: true } })
    expect([refused.headers.get('retry-after'), refused.headers.get('connection')]).toEqual(['1', 'close'])
    await model.rest(3)
    await drained
    expect((await all(turn)).at(-1)).toMatchObject({ type: 'turn', data: { turn: { reply: REPLY } } })
    expect((await all(follower)).slice(-2).map(({ type }) => type)).toEqual(['turn', 'bye'])
    expect(model.calls()).toBe(1)
  })

  test('leaves a turn that takes too long to the next process', async () => {
    const model = slowModel()
    const store = memoryStore()
    const { url, host } = await desk(model.model, {}, store)
    await ask(`${url}/ana`, 'PUT')
    const turn = stream(`${url}/ana`, { id: 'm1', text: 'ask' })
    await until(turn, 'state')
    await host.drain({ milliseconds: 10 })
    expect(['problem', 'bye']).toContain((await all(turn)).at(-1)?.type)
    const next = conversationHost({ flow, model: scriptedModel({ respond: 'So it is.' }), store })
    expect((await next.send('ana', { id: 'm1', text: 'ask' }).outcome).turn).toMatchObject({ turn: 1, reply: REPLY })
    await next.drain()
  })
})

describe('a message that waits for the turn before it', () => {
  test('is told the end of its own turn, and of no other', async () => {
    const { url } = await desk(echoModel())
    await ask(`${url}/ana`, 'PUT')
    const streams = ['ask', 'ask', 'ask', 'ask'].map((text, index) => all(stream(`${url}/ana`, { text, id: `m${index}` })))
    for (const [index, events] of (await Promise.all(streams)).entries()) {
      const begun = events.find(({ type, data }) => type === 'begin' && data['messageId'] === `m${index}`)
      expect(events.at(-1)).toMatchObject({ type: 'turn', id: `${begun?.data['attempt']}.end`, data: { turn: { turn: index + 1 } } })
    }
  })
})
