import { setImmediate as nextMacrotask } from 'node:timers/promises'
import { compileFlow, defineFlow, keyword, type LanguageModel, memoryStore, openConversation, scriptedModel } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { failure } from '../stores/fixtures.js'

const flow = defineFlow({
  name: 'slow',
  initialState: 'hello',
  states: { hello: { prompt: { instruct: 'Greet.' }, transitions: { more: keyword(['more']) }, nextStates: { more: 'hello' } } },
})

/** A model that says a first word at once, and the rest when it is told to. */
function haltingModel() {
  const waiting: (() => void)[] = []
  let aborted = 0
  let calls = 0
  const usage = { inputTokens: 0, outputTokens: 0 }
  const model: LanguageModel = {
    respond: (_request, { onDelta, signal }) => {
      calls += 1
      onDelta('Good ')
      signal.addEventListener('abort', () => {
        aborted += 1
      })
      return new Promise((resolve) => waiting.push(() => resolve({ text: 'Good day.', usage })))
    },
    understand: async () => ({ value: null, usage }),
  }
  return {
    model,
    answer: () => {
      for (const release of waiting.splice(0)) release()
    },
    asked: () => expect.poll(() => waiting.length).toBeGreaterThan(0),
    aborted: () => aborted,
    calls: () => calls,
  }
}

describe('openers of one conversation', () => {
  it('each close once, and closing twice closes it for nobody else', async () => {
    const machine = compileFlow(flow, { model: scriptedModel({ respond: 'Hi.' }) })
    const store = memoryStore()
    const [first, second] = await Promise.all([
      openConversation({ machine, store, id: 'a' }),
      openConversation({ machine, store, id: 'a' }),
    ])
    expect(first.actor).toBe(second.actor)
    await first.close()
    await first.close()
    expect(first.phase).toBe('closed')
    expect(await failure(first.send('more'))).toMatchObject({ code: 'conversation-closed' })
    expect(await second.send('more')).toMatchObject({ phase: 'listening', reply: 'Hi.' })
    await second.close()
    expect(await failure(second.send('more'))).toMatchObject({ code: 'conversation-closed' })
  })

  it.each([
    ['onProblem', { onProblem: () => undefined }],
    ['onDelta', { onDelta: () => undefined }],
    ['redact', { redact: (text: string) => text }],
    ['renamedStates', { renamedStates: { old: 'hello' } }],
    ['migrate', { migrate: (record: unknown) => record as never }],
    ['data', { data: { plan: 'free' } }],
  ])('may give another %s, and share the conversation all the same', async (_name, other) => {
    const options = { flow, model: scriptedModel({ respond: 'Hi.' }), store: memoryStore(), id: 'a' }
    const first = await openConversation({ ...options, onProblem: () => undefined, onDelta: () => undefined })
    const second = await openConversation({ ...options, ...other })
    expect(second.actor).toBe(first.actor)
    await Promise.all([first.close(), second.close()])
  })

  it('with another model are told', async () => {
    const options = { flow, store: memoryStore(), id: 'a' }
    const first = await openConversation({ ...options, model: scriptedModel({ respond: 'Hi.' }) })
    const opening = openConversation({ ...options, model: scriptedModel({ respond: 'Hi.' }) })
    expect(await failure(opening)).toMatchObject({ code: 'already-open' })
    await first.close()
  })

  it('that close tell their listeners nothing more, and leave the turns of others alone', async () => {
    const machine = compileFlow(flow, { model: scriptedModel({ respond: 'Hi.' }) })
    const store = memoryStore()
    const first = await openConversation({ machine, store, id: 'a' })
    const second = await openConversation({ machine, store, id: 'a' })
    const heard: string[] = []
    first.on('assistant.message', ({ message }) => heard.push(message.text))
    const turn = second.send('more')
    await first.close()
    expect(await turn).toMatchObject({ reply: 'Hi.' })
    expect(heard).toEqual([])
    await second.close()
  })

  it('hear the opening, whoever began it: one who comes in the middle gets what was said first', async () => {
    const { model, answer, asked } = haltingModel()
    const machine = compileFlow(flow, { model })
    const store = memoryStore()
    const heard: string[][] = [[], []]
    const open = (index: number) => openConversation({ machine, store, id: 'a', onDelta: (delta) => heard[index]?.push(delta) })
    const first = open(0)
    await asked()
    const second = open(1)
    await nextMacrotask()
    answer()
    await Promise.all([first, second])
    expect(heard).toEqual([['Good '], ['Good ']])
    await Promise.all([(await first).close(), (await second).close()])
  })
})

describe('the signal of an opening', () => {
  it('gives up the call of the model and rejects with its reason; nothing is stored, and it can be opened again', async () => {
    const { model, answer, asked, aborted, calls } = haltingModel()
    const machine = compileFlow(flow, { model })
    const store = memoryStore()
    const controller = new AbortController()
    const opening = failure(openConversation({ machine, store, id: 'a', signal: controller.signal }))
    await asked()
    controller.abort('gone')
    expect(await opening).toBe('gone')
    expect(aborted()).toBe(1)
    expect(await store.load('a')).toBeUndefined()
    const again = openConversation({ machine, store, id: 'a' })
    // The second opening makes a call of its own, whenever that is.
    await expect.poll(calls).toBe(2)
    expect(aborted()).toBe(1)
    answer()
    expect((await again).phase).toBe('listening')
    await (await again).close()
  })

  it('gives up loading, and the turns of pending messages, which stay', async () => {
    const { model, asked } = haltingModel()
    const memory = memoryStore()
    const spoken = await openConversation({ flow, model: scriptedModel({ respond: 'Hi.' }), store: memory, id: 'a' })
    await spoken.close()
    const loaded = await memory.load('a')
    if (loaded === undefined) throw new Error('Nothing was stored.')
    const pending = [{ text: 'more', id: 'm1', at: 1 }]
    const commit = { commitId: 'left', expectedRevision: 1, expectedCommitId: loaded.record.commitId ?? null, messages: [] }
    await memory.commit('a', { ...commit, record: { ...loaded.record, revision: 2, pending, phase: 'busy' } })
    const controller = new AbortController()
    const opening = failure(openConversation({ flow, model, store: memory, id: 'a', signal: controller.signal }))
    await asked()
    controller.abort('gone')
    expect(await opening).toBe('gone')
    expect((await memory.load('a'))?.record.pending.map(({ id }) => id)).toEqual(['m1'])

    const hanging = { ...memory, load: () => new Promise<never>(() => undefined) }
    const second = new AbortController()
    const never = failure(openConversation({ flow, model, store: hanging, id: 'a', signal: second.signal }))
    second.abort('gone too')
    expect(await never).toBe('gone too')
  })

  it('leaves the opening to the others who wait for it', async () => {
    const { model, answer, asked, aborted } = haltingModel()
    const machine = compileFlow(flow, { model })
    const store = memoryStore()
    const controller = new AbortController()
    const first = failure(openConversation({ machine, store, id: 'a', signal: controller.signal }))
    const second = openConversation({ machine, store, id: 'a' })
    await asked()
    controller.abort('gone')
    expect(await first).toBe('gone')
    answer()
    expect((await second).phase).toBe('listening')
    expect(aborted()).toBe(0)
    await (await second).close()
  })

  it('does nothing after the opening', async () => {
    const controller = new AbortController()
    const conversation = await openConversation({ flow, model: scriptedModel({ respond: 'Hi.' }), signal: controller.signal })
    controller.abort()
    expect(await conversation.send('more')).toMatchObject({ reply: 'Hi.' })
    await conversation.close()
    expect(await failure(openConversation({ flow, model: scriptedModel({}), signal: AbortSignal.abort('never') }))).toBe('never')
  })
})
