import {
  type ConversationFlow,
  compileFlow,
  event,
  extract,
  keyword,
  type LanguageModel,
  ModelError,
  memoryStore,
  openConversation,
  outsideEvent,
} from 'talkchart'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createActor } from 'xstate'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: Date.UTC(2030, 0, 1) })
})

afterEach(() => {
  vi.useRealTimers()
})

const desk: ConversationFlow = {
  name: 'desk',
  initialState: 'waiting',
  events: { 'desk.closed': event({ payload: { type: 'null' } }), 'news.came': {} },
  on: { 'news.came': { saveAs: 'news' } },
  states: {
    waiting: {
      prompt: { say: 'One moment.' },
      transitionsOn: 'event',
      on: { 'desk.closed': 'gone' },
      timeout: { seconds: 60, to: 'gone' },
    },
    gone: { prompt: { say: 'Bye.' } },
  },
}

test.each([
  ['a message', { type: 'user.message', text: 'hello?' } as const],
  ['what a person says', { type: 'operator.message', text: 'Just a second.' } as const],
])('where events are waited for, the silence begins anew with %s', async (_, said) => {
  const actor = createActor(compileFlow(desk)).start()
  await vi.advanceTimersByTimeAsync(40_000)
  actor.send(said)
  await vi.advanceTimersByTimeAsync(40_000)
  expect(actor.getSnapshot().context.state).toBe('waiting')
  await vi.advanceTimersByTimeAsync(20_000)
  expect(actor.getSnapshot().context.state).toBe('gone')
})

test('an event that leaves the state as it is leaves its timer as it is', async () => {
  const actor = createActor(compileFlow(desk)).start()
  await vi.advanceTimersByTimeAsync(40_000)
  actor.send(outsideEvent('news.came', 1))
  await vi.advanceTimersByTimeAsync(20_000)
  expect(actor.getSnapshot().output).toMatchObject({ finalState: 'gone', data: { news: 1 } })
})

test('an event without a payload is one with null', () => {
  const actor = createActor(compileFlow(desk)).start()
  actor.send(outsideEvent('desk.closed'))
  expect(actor.getSnapshot().context.state).toBe('gone')
})

const held: ConversationFlow = {
  name: 'held',
  initialState: 'waiting',
  events: { 'a.came': {}, 'b.came': {}, 'c.came': {} },
  on: { 'c.came': { saveAs: 'last' } },
  globalTransitions: { hours: keyword(['hours']) },
  globalNextStates: { hours: { call: 'hours' } },
  flows: {
    hours: {
      states: {
        thinking: { prompt: { instruct: 'Tell the hours.' }, transitions: { no: keyword(['no']) }, nextStates: { no: 'done' } },
        done: {},
      },
    },
  },
  states: {
    waiting: {
      prompt: { say: 'We look for it.' },
      transitions: { stop: keyword(['stop']) },
      nextStates: { stop: 'end' },
      on: { 'a.came': { saveAs: 'last' }, 'b.came': { saveAs: 'last' } },
    },
    end: { prompt: { say: 'Bye.' } },
  },
}

test('what is held keeps its place before what came later', async () => {
  let answer: (text: string) => void = () => undefined
  const model: LanguageModel = {
    respond: () => new Promise((resolve) => (answer = (text) => resolve({ text, usage: { inputTokens: 1, outputTokens: 1 } }))),
    understand: () => Promise.reject(new Error('Nothing is asked here.')),
  }
  const actor = createActor(compileFlow(held, { model })).start()
  const happened: string[] = []
  actor.on('message.added', ({ message }) => happened.push(message.text))
  actor.send({ type: 'user.message', text: 'hours' })
  actor.send(outsideEvent('a.came', 'a'))
  actor.send({ type: 'user.message', text: 'no' })
  actor.send(outsideEvent('b.came', 'b'))
  answer('Nine to five.')
  await vi.advanceTimersByTimeAsync(0)
  expect(happened).toEqual(['hours', 'Nine to five.', 'no', 'We look for it.'])
  expect(actor.getSnapshot().context).toMatchObject({ state: 'waiting', data: { last: 'b' }, inbox: [] })
})

test('what a person says is not taken for the reply that failed to be understood', async () => {
  const asked: string[] = []
  const model: LanguageModel = {
    respond: () => Promise.resolve({ text: 'It is large.', usage: { inputTokens: 1, outputTokens: 1 } }),
    understand({ text, history }) {
      asked.push(`${text} after ${history.map((message) => message.text).join(' ')}`)
      return Promise.reject(new ModelError('connection', 'down'))
    },
  }
  const flow: ConversationFlow = {
    name: 'sizes',
    initialState: 'size',
    events: { 'never.comes': {} },
    states: {
      size: {
        prompt: { instruct: 'Tell the size.' },
        extract: extract({ fields: { size: { type: 'string' } }, from: 'reply' }),
        transitions: { ok: keyword(['ok']) },
        nextStates: { ok: 'end' },
      },
      end: { prompt: { say: 'Bye.' } },
    },
  }
  const conversation = await openConversation({ flow, model, store: memoryStore() })
  await conversation.say('Ana here.', { name: 'Ana' }).catch(() => undefined)
  await conversation.retry().catch(() => undefined)
  expect(asked).toEqual(['It is large. after ', 'It is large. after Ana here.'])
})
