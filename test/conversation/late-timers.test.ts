import { defineFlow, keyword, memoryStore, openConversation } from 'talkchart'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const flow = defineFlow({
  name: 'waiting',
  initialState: 'ask',
  states: {
    ask: {
      prompt: { say: 'Well?' },
      timeout: { seconds: 60, to: 'late' },
      transitions: { ok: keyword(['ok']) },
      nextStates: { ok: 'end' },
    },
    late: { prompt: { say: 'Still there?' }, transitions: { ok: keyword(['ok']) }, nextStates: { ok: 'thanks' } },
    thanks: { prompt: { say: 'Thanks anyway.' } },
    end: { prompt: { say: 'Bye.' } },
  },
})

beforeEach(() => {
  // The clock of the day goes on while a machine sleeps; its timers do not.
  vi.useFakeTimers({ toFake: ['Date'] })
})

afterEach(() => {
  vi.useRealTimers()
})

it('a timer that was due before a message was sent fires before it, though the process slept', async () => {
  const store = memoryStore()
  const conversation = await openConversation({ flow, store, id: 'a' })
  vi.setSystemTime(Date.now() + 60_000)
  const turn = await conversation.send('ok')
  expect(turn).toMatchObject({ reply: 'Thanks anyway.', turn: 1 })
  expect((await store.load('a'))?.messages.map(({ message }) => message.text)).toEqual(['Well?', 'Still there?', 'ok', 'Thanks anyway.'])
  await conversation.close()
})

it('a message in time is taken before the timer', async () => {
  const conversation = await openConversation({ flow })
  vi.setSystemTime(Date.now() + 59_999)
  expect(await conversation.send('ok')).toMatchObject({ reply: 'Bye.' })
  await conversation.close()
})
