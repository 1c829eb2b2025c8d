import { ConversationDoneError, type ConversationStore, defineFlow, keyword, memoryStore, openConversation, scriptedModel } from 'talkchart'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

const flow = defineFlow({
  name: 'loss',
  initialState: 'ask',
  states: {
    ask: {
      prompt: { say: 'Well?' },
      transitions: { think: keyword(['think']), bye: keyword(['bye']) },
      nextStates: { think: 'think', bye: 'end' },
    },
    think: { prompt: { instruct: 'Think.' }, advanceTo: 'ask' },
    end: { prompt: { say: 'Bye.' } },
  },
})
const hanging = () => scriptedModel({ respond: () => new Promise<never>(() => undefined) })
const quick = () => scriptedModel({ respond: 'Hm.' })

describe('what can be lost', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
    '1: a conversation closed %i microtasks after a send opens again',
    async (microtasks) => {
      const store = memoryStore()
      const first = await openConversation({ flow, model: quick(), store, id: 'a' })
      const sending = first.send('hello').catch(() => undefined)
      for (let count = 0; count < microtasks; count += 1) await undefined
      await first.close()
      await sending
      expect(JSON.stringify((await store.load('a'))?.record.snapshot)).not.toContain('"stopped"')
      const second = await openConversation({ flow, model: quick(), store, id: 'a' })
      expect(await second.send('bye')).toMatchObject({ phase: 'done' })
    },
  )

  it('2: a finished conversation that two more messages are sent to stays finished and opens again', async () => {
    const store = memoryStore()
    const first = await openConversation({ flow, model: quick(), store, id: 'a' })
    await first.send('bye')
    const late = await Promise.allSettled([first.send('one'), first.send('two')])
    expect(late.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await first.close()
    expect((await store.load('a'))?.record).toMatchObject({ phase: 'done', pending: [] })
    const second = await openConversation({ flow, model: quick(), store, id: 'a' })
    expect(second.phase).toBe('done')
  })

  it('3: a message that is safe in the store stays safe when the conversation is closed right after another one was sent', async () => {
    const store = memoryStore()
    const first = await openConversation({ flow, model: hanging(), store, id: 'a' })
    const one = first.send('think', { id: 'one' }).catch(() => undefined)
    await expect.poll(async () => (await store.load('a'))?.record.pending.map(({ id }) => id)).toEqual(['one'])
    const two = first.send('bye', { id: 'two' }).catch(() => undefined)
    await first.close()
    await Promise.all([one, two])
    expect((await store.load('a'))?.record.pending.map(({ id }) => id)).toContain('one')
  })

  it('4: messages left pending behind one that ends the conversation do not keep it from opening', async () => {
    const store = memoryStore()
    const first = await openConversation({ flow, model: hanging(), store, id: 'a' })
    const sent = ['think', 'bye', 'hello?'].map((text) => first.send(text).catch(() => undefined))
    await first.history()
    expect((await store.load('a'))?.record.pending).toHaveLength(3)
    await first.close()
    await Promise.all(sent)
    const second = await openConversation({ flow, model: quick(), store, id: 'a' })
    expect(second.phase).toBe('done')
    await expect(second.send('more')).rejects.toThrow(ConversationDoneError)
  })

  it('5: a send that was rejected because the conversation was closed is pending in the store, as its error says', async () => {
    const store = memoryStore()
    const first = await openConversation({ flow, model: quick(), store, id: 'a' })
    const sending = first.send('hello', { id: 'one' }).catch(() => undefined)
    await first.close()
    await sending
    const second = await openConversation({ flow, model: quick(), store, id: 'a' })
    expect((await second.history()).map(({ id }) => id)).toContain('one')
  })

  it('6: opening while the same conversation is still being closed waits for its last commit', async () => {
    const inner = memoryStore()
    let release: () => void = () => undefined
    let held: Promise<void> | undefined
    let begin: () => void = () => undefined
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const store: ConversationStore = {
      ...inner,
      async commit(id, commit) {
        if (held !== undefined) begin()
        await held
        await inner.commit(id, commit)
      },
    }
    const first = await openConversation({ flow, model: hanging(), store, id: 'a' })
    held = new Promise((resolve) => (release = resolve))
    const sending = first.send('think').catch(() => undefined)
    await begun
    const closing = first.close()
    const opening = openConversation({ flow, model: quick(), store, id: 'a' })
    release()
    await Promise.all([sending, closing])
    const second = await opening
    expect(await second.send('bye')).toMatchObject({ phase: 'done' })
    expect((await second.history()).map(({ text }) => text)).toContain('think')
  })

  it('7: a conversation cancelled in a turn that its timer began, while a message waits, is stored as cancelled', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const store = memoryStore()
    const states = { ...flow.states, ask: { ...flow.states.ask, timeout: { seconds: 1, to: 'think' } } }
    const conversation = await openConversation({ flow: { ...flow, states }, model: hanging(), store, id: 'a' })
    await vi.advanceTimersByTimeAsync(1000)
    expect(conversation.state).toBe('think')
    const waiting = conversation.send('hello').catch(() => undefined)
    await conversation.cancel()
    await waiting
    await conversation.close()
    expect(conversation.outcome).toBe('cancelled')
    expect((await store.load('a'))?.record.phase).toBe('done')
  })
})
