import {
  always,
  type ConversationFlow,
  compileFlow,
  defineFlow,
  event,
  keyword,
  type LanguageModel,
  memoryStore,
  openConversation,
  outsideEvent,
  parseFlow,
} from 'talkchart'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createActor, waitFor } from 'xstate'

const flow = defineFlow({
  name: 'order',
  initialState: 'menu',
  events: {
    'payment.completed': event({ payload: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] } }),
    'handoff.ended': {},
    'price.changed': {},
  },
  on: { 'price.changed': { saveAs: 'price' } },
  states: {
    menu: {
      prompt: { say: 'Pay or talk?' },
      transitions: { pay: keyword(['pay']), talk: keyword(['talk']) },
      nextStates: { pay: 'paying', talk: 'desk' },
    },
    paying: {
      prompt: { say: 'Please pay.' },
      transitions: { back: keyword(['back']) },
      nextStates: { back: 'menu' },
      on: { 'payment.completed': { to: 'thanks', saveAs: 'payment' } },
    },
    desk: {
      prompt: { say: 'A colleague takes over.' },
      transitionsOn: 'event',
      transitions: { cancel: keyword(['cancel']) },
      nextStates: { cancel: 'menu' },
      on: { 'handoff.ended': 'menu' },
    },
    thanks: { prompt: { say: 'Thank you for {{payment.amount}}.' } },
  },
})

const open = (id = 'a', store = memoryStore()) => openConversation({ flow, id, store })

describe('an event', () => {
  test('leads to a state, and its payload is kept', async () => {
    const conversation = await open()
    await conversation.send('pay')
    const turn = await conversation.notify('payment.completed', { amount: 20 }, { id: 'charge-1' })
    expect(turn).toMatchObject({ state: 'thanks', reply: 'Thank you for 20.', outcome: 'completed', turn: 1 })
    expect(conversation.data).toEqual({ payment: { amount: 20 } })
  })

  test('that the flow handles everywhere is kept, and the state stays', async () => {
    const conversation = await open()
    const turn = await conversation.notify('price.changed', 3)
    expect(turn).toMatchObject({ state: 'menu', reply: '', entered: [], turn: 0 })
    expect(conversation.data).toEqual({ price: 3 })
  })

  test('that nothing handles is told, and not kept for later', async () => {
    const conversation = await open()
    const ignored: string[] = []
    conversation.on('event.ignored', ({ event: name, state }) => ignored.push(`${name} in ${state}`))
    await conversation.notify('payment.completed', { amount: 1 })
    expect(ignored).toEqual(['payment.completed in menu'])
    expect(await conversation.send('pay')).toMatchObject({ state: 'paying' })
  })

  test('whose payload does not fit is refused, and nothing changes', async () => {
    const conversation = await open()
    await conversation.send('pay')
    await expect(conversation.notify('payment.completed', { amount: 'a lot' })).rejects.toMatchObject({ code: 'event-refused' })
    expect(conversation).toMatchObject({ state: 'paying', data: {} })
    await expect(conversation.notify('payment.completed', { amount: 2 })).resolves.toMatchObject({ state: 'thanks' })
  })

  test('is taken once by its id', async () => {
    const conversation = await open()
    await conversation.notify('price.changed', 3, { id: 'p1' })
    await conversation.notify('price.changed', 4, { id: 'p1' })
    expect(conversation.data).toEqual({ price: 3 })
  })

  test('that is not declared is refused by name', async () => {
    const conversation = await open()
    await expect(conversation.notify('payment.compleated')).rejects.toMatchObject({
      code: 'undeclared-event',
      message: expect.stringContaining('"payment.completed"'),
    })
  })

  test('waits while a reply is made, in order with the messages', async () => {
    let answer: (text: string) => void = () => undefined
    const model: LanguageModel = {
      respond: () => new Promise((resolve) => (answer = (text) => resolve({ text, usage: { inputTokens: 1, outputTokens: 1 } }))),
      understand: () => Promise.reject(new Error('Nothing is asked here.')),
    }
    const actor = createActor(compileFlow(busy, { model })).start()
    actor.send(outsideEvent('late.news', 1, { id: 'n1' }))
    actor.send(outsideEvent('late.news', 2, { id: 'n1' }))
    actor.send({ type: 'operator.message', text: 'One moment.' })
    actor.send({ type: 'user.message', text: 'go' })
    expect(actor.getSnapshot().context.inbox).toHaveLength(3)
    answer('Here I am.')
    const { context } = await waitFor(actor, ({ status }) => status === 'done')
    expect(context.data).toEqual({ news: 1 })
    expect(context.messages.map(({ text }) => text)).toEqual(['Here I am.', 'One moment.', 'go', 'Bye.'])
  })
})

const busy: ConversationFlow = {
  name: 'busy',
  initialState: 'thinking',
  events: { 'late.news': {} },
  on: { 'late.news': { saveAs: 'news' } },
  states: {
    thinking: { prompt: { instruct: 'Think.' }, transitions: { go: always() }, nextStates: { go: 'end' } },
    end: { prompt: { say: 'Bye.' } },
  },
}

describe('where events are waited for', () => {
  test('a message is kept and judged by words alone', async () => {
    const conversation = await open()
    await conversation.send('talk')
    expect(await conversation.send('hello?')).toMatchObject({ state: 'desk', reply: '', turn: 2 })
    expect(await conversation.send('cancel')).toMatchObject({ state: 'menu' })
  })

  test('a person speaks in the place of the flow', async () => {
    const conversation = await open()
    await conversation.send('talk')
    const turn = await conversation.say('Ana here.', { name: 'Ana', id: 'o1' })
    expect(turn.replies).toMatchObject([{ role: 'assistant', text: 'Ana here.', by: 'operator', name: 'Ana', id: 'o1' }])
    await conversation.say('Ana here.', { name: 'Ana', id: 'o1' })
    expect(conversation.messages.filter(({ by }) => by === 'operator')).toHaveLength(1)
    expect(await conversation.notify('handoff.ended')).toMatchObject({ state: 'menu', reply: 'Pay or talk?' })
  })

  test('all of it is there after a reopening', async () => {
    const store = memoryStore()
    const first = await open('b', store)
    await first.send('talk')
    await first.say('Hello.', { name: 'Ana' })
    await first.notify('price.changed', 9, { id: 'p' })
    await first.close()
    const second = await open('b', store)
    expect(second.data).toEqual({ price: 9 })
    expect(second.messages.at(-1)).toMatchObject({ by: 'operator', name: 'Ana' })
    await second.notify('price.changed', 10, { id: 'p' })
    expect(second.data).toEqual({ price: 9 })
  })
})

test('an actor alone takes events too', () => {
  const actor = createActor(compileFlow(flow)).start()
  actor.send({ type: 'user.message', text: 'pay' })
  actor.send(outsideEvent('payment.completed', { amount: 5 }))
  expect(actor.getSnapshot().output).toMatchObject({ finalState: 'thanks', data: { payment: { amount: 5 } } })
})

const help: ConversationFlow = {
  name: 'help',
  initialState: 'waiting',
  events: { 'parcel.found': {}, 'desk.closed': {} },
  on: { 'desk.closed': { set: { closed: true } } },
  globalTransitions: { hours: keyword(['hours']) },
  globalNextStates: { hours: { call: 'hours' } },
  flows: {
    hours: {
      states: {
        told: { prompt: { say: 'Nine to five. Anything else?' }, transitions: { no: keyword(['no']) }, nextStates: { no: 'done' } },
        done: { prompt: { say: 'Good.' } },
      },
    },
  },
  states: {
    waiting: {
      prompt: { say: 'We look for it.' },
      transitions: { stop: keyword(['stop']) },
      nextStates: { stop: 'end' },
      on: { 'parcel.found': { to: 'end', saveAs: 'place', set: { found: '{{place}}' } } },
    },
    end: { prompt: { say: 'Bye.' } },
  },
}

describe('in a called flow', () => {
  test('an event that the state below waits for is kept until that goes on', async () => {
    const conversation = await openConversation({ flow: help, store: memoryStore() })
    await conversation.send('what are your hours?')
    expect(await conversation.notify('parcel.found', 'the attic')).toMatchObject({ state: 'hours/told', entered: [] })
    expect(await conversation.notify('desk.closed')).toMatchObject({ state: 'hours/told' })
    expect(conversation.data).toEqual({ closed: true })
    const turn = await conversation.send('no')
    expect(turn).toMatchObject({ state: 'end', outcome: 'completed', reply: 'Good.\n\nWe look for it.\n\nBye.' })
    expect(conversation.data).toEqual({ closed: true, place: 'the attic', found: 'the attic' })
  })

  test('what is held survives a reopening', async () => {
    const store = memoryStore()
    const first = await openConversation({ flow: help, id: 'h', store })
    await first.send('hours')
    await first.notify('parcel.found', 'the cellar', { id: 'e1' })
    await first.close()
    const second = await openConversation({ flow: help, id: 'h', store })
    await second.notify('parcel.found', 'elsewhere', { id: 'e1' })
    expect(await second.send('no')).toMatchObject({ state: 'end' })
    expect(second.data).toMatchObject({ place: 'the cellar' })
  })
})

describe('the timeout of a state that waits for events', () => {
  const desk = (timeout: object, more: object = {}) =>
    parseFlow({
      name: 'desk',
      initialState: 'menu',
      events: { 'handoff.ended': {} },
      states: {
        menu: { prompt: { say: 'Talk?' }, transitions: { talk: { type: 'keyword', words: ['talk'] } }, nextStates: { talk: 'waiting' } },
        waiting: { prompt: { say: 'A colleague comes.' }, transitionsOn: 'event', on: { 'handoff.ended': 'menu' }, timeout, ...more },
        gone: { prompt: { say: 'Nobody came.' } },
      },
    })

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('leads on when nobody comes', async () => {
    const actor = createActor(compileFlow(desk({ seconds: 60, to: 'gone' }))).start()
    actor.send({ type: 'user.message', text: 'talk' })
    await vi.advanceTimersByTimeAsync(59_000)
    expect(actor.getSnapshot().context.state).toBe('waiting')
    await vi.advanceTimersByTimeAsync(1000)
    expect(actor.getSnapshot().output).toMatchObject({ finalState: 'gone' })
  })

  test('speaks in place, and the event is still waited for', async () => {
    const actor = createActor(compileFlow(desk({ seconds: 60, to: 'gone', prompts: [{ say: 'One moment.' }] }))).start()
    actor.send({ type: 'user.message', text: 'talk' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(actor.getSnapshot().context.messages.at(-1)).toMatchObject({ text: 'One moment.', state: 'waiting' })
    actor.send(outsideEvent('handoff.ended'))
    expect(actor.getSnapshot().context.state).toBe('menu')
  })

  test('has no noMatch beside it: nothing is a miss there', () => {
    expect(() => desk({ seconds: 60, to: 'gone' }, { noMatch: { prompt: { say: 'Pardon?' } } })).toThrow(
      'No message can miss here: the state waits for events.',
    )
  })
})
