import { type Conversation, createConversation, defineFlow, keyword, memoryStore, type OpenOptions, openConversation } from 'talkchart'
import { describe, expect, test } from 'vitest'

const NOON = Date.UTC(2026, 5, 1, 12)

const flow = defineFlow({
  name: 'shop',
  events: { 'order.delivered': {} },
  initialState: 'greeting',
  states: {
    greeting: {
      prompt: { say: 'Hello! What would you like?' },
      transitions: { order: keyword(['order']) },
      nextStates: { order: 'asking' },
      timeout: { seconds: 60, to: 'closing' },
    },
    asking: {
      prompt: { instruct: 'Ask what they order.' },
      transitions: { bye: keyword(['bye']) },
      nextStates: { bye: 'closing' },
      timeout: { seconds: 90, to: 'closing' },
    },
    closing: { prompt: { say: 'Good bye!' } },
  },
})

/** A time that goes on by a second with each look, and ids that count up: those of a run that is run again. */
function replayed(): Pick<OpenOptions, 'clock' | 'newId'> {
  let [time, ids] = [NOON, 0]
  return {
    clock: () => {
      time += 1000
      return time
    },
    newId: () => {
      ids += 1
      return `id-${ids}`
    },
  }
}

const usage = { inputTokens: 1, outputTokens: 1 }
const model = { respond: async () => ({ text: 'What is it?', usage }), understand: async () => ({ value: null, usage }) }

/** Talks, and gives all that is stored, as text. */
async function talk(): Promise<string> {
  const store = memoryStore()
  const options = { flow, model, store, ...replayed() }
  const conversation = await openConversation(options)
  const { id } = conversation
  await conversation.send('hm?')
  await conversation.send('order')
  await conversation.say('A moment, please.', { name: 'Ana' })
  await conversation.notify('order.delivered')
  await conversation.rewind(1)
  await conversation.send('order')
  await conversation.fork(2, 'forked')
  await conversation.close()
  const handle = createConversation({ ...options, id })
  await handle.send('bye')
  await handle.close()
  return JSON.stringify([await store.load(id), await store.load('forked')])
}

/** Resolves when the conversation says something of its own. */
function nextReply(conversation: Conversation): Promise<string> {
  return new Promise((resolve) => conversation.on('assistant.message', ({ message }) => resolve(message.text)))
}

describe('clock and newId', () => {
  test('give the same record twice, byte for byte, whatever the time of day', async () => {
    const first = await talk()
    expect(await talk()).toBe(first)
    expect(first).toContain('"createdAt":')
    expect(first).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-4/)
    const years = [...first.matchAll(/"(?:at|createdAt|updatedAt|startedAt|deadline)":(\d+)/g)].map(([, time]) => Number(time))
    expect(years.length).toBeGreaterThan(10)
    expect(years.every((time) => time > NOON && time < NOON + 3_600_000)).toBe(true)
  })

  test('judge a timer: what is due by the clock fires at once', async () => {
    let now = NOON
    const conversation = await openConversation({ flow, model, store: memoryStore(), id: 'timed', clock: () => now })
    expect(conversation.state).toBe('greeting')
    await conversation.close()
    now += 61_000
    const store = memoryStore()
    const begun = await openConversation({ flow, model, store, id: 'timed', clock: () => NOON })
    await begun.close()
    const later = await openConversation({ flow, model, store, id: 'timed', clock: () => now })
    expect(later.state).toBe('closing')
    expect(later.messages.at(-1)).toMatchObject({ text: 'Good bye!', at: now })
    await later.close()
  })

  test('leave a timer alone that is overdue by the day but not by the clock', async () => {
    const store = memoryStore()
    const begun = await openConversation({ flow, model, store, id: 'early', clock: () => NOON })
    await begun.close()
    const again = await openConversation({ flow, model, store, id: 'early', clock: () => NOON + 59_000 })
    expect(again.state).toBe('greeting')
    await again.close()
  })

  test('that fail are told, and what is there by default takes their place', async () => {
    const told: string[] = []
    const conversation = await openConversation({
      flow,
      model,
      store: memoryStore(),
      id: 'told',
      clock: () => {
        throw new Error('no battery')
      },
      onProblem: ({ message }) => told.push(message),
    })
    expect(conversation.messages[0]?.at).toBeGreaterThan(NOON)
    expect(told).toContain('The function clock or newId failed.')
    const said = nextReply(conversation)
    await conversation.send('order')
    expect(await said).toBe('What is it?')
    await conversation.close()
  })
})
