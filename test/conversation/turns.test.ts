import {
  ConversationClosedError,
  ConversationDoneError,
  type ConversationStore,
  compileFlow,
  defineFlow,
  keyword,
  llmClassifier,
  MissingImplementationError,
  memoryStore,
  NothingToRetryError,
  openConversation,
  scriptedModel,
  templateModel,
} from 'talkchart'
import { describe, expect, it } from 'vitest'

const flow = defineFlow({
  name: 'support',
  initialState: 'greeting',
  states: {
    greeting: {
      prompt: { say: 'What is wrong?' },
      transitions: { broken: keyword(['broken']), angry: llmClassifier({ prompt: 'Is {{text}} angry?', targetClass: 'yes' }) },
      nextStates: { broken: 'fix', angry: 'calm' },
    },
    fix: { prompt: { say: 'Try to restart it.' }, transitions: { done: keyword(['works']) }, nextStates: { done: 'bye' } },
    calm: { prompt: { instruct: 'Calm the user down.' }, transitions: { ok: keyword(['ok']) }, nextStates: { ok: 'greeting' } },
    bye: { prompt: { say: 'Goodbye.' } },
  },
})

const open = (store: ConversationStore, model = scriptedModel({ respond: 'I am sorry.', understand: { angry: 'yes' } })) =>
  openConversation({ flow, model, store, id: 'user123' })

describe('a conversation', () => {
  it('speaks the opening before it is open', async () => {
    const conversation = await open(memoryStore())
    expect(conversation.phase).toBe('listening')
    expect(conversation.messages.map(({ text }) => text)).toEqual(['What is wrong?'])
    await conversation.close()
  })

  it('tells what a turn did, and commits a turn that waits for nothing once', async () => {
    const conversation = await open(memoryStore())
    const { revision } = conversation
    const turn = await conversation.send('it is broken')
    expect(turn).toMatchObject({
      turn: 1,
      reply: 'Try to restart it.',
      state: 'fix',
      transition: 'broken',
      entered: ['fix'],
      phase: 'listening',
    })
    expect(conversation.revision).toBe(revision + 1)
    await conversation.send('that works')
    expect(conversation.revision).toBe(revision + 2)
    await conversation.close()
  })

  it('is cancelled in the store too when cancel resolves, also in the middle of a turn', async () => {
    const memory = memoryStore()
    const slow: ConversationStore = {
      ...memory,
      commit: async (id, next) => {
        await new Promise((resolve) => setImmediate(resolve))
        await memory.commit(id, next)
      },
    }
    let asked: () => void = () => undefined
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const respond = () => {
      asked()
      return new Promise<string>(() => undefined)
    }
    const conversation = await open(slow, scriptedModel({ respond, understand: { angry: 'yes' } }))
    const turn = conversation.send('you idiots')
    await isAsked
    await conversation.cancel()
    expect((await memory.load('user123'))?.record.phase).toBe('done')
    expect(await turn).toMatchObject({ phase: 'done', outcome: 'cancelled' })
    await conversation.close()
  })

  it('streams a reply, and counts what it spent', async () => {
    const conversation = await open(memoryStore())
    const deltas: string[] = []
    const turn = await conversation.send('you idiots', { onDelta: (delta) => deltas.push(delta) })
    expect(turn).toMatchObject({ reply: 'I am sorry.', transition: 'angry', usage: { modelCalls: 2 } })
    expect(deltas.join('')).toBe('I am sorry.')
    await conversation.close()
  })

  it('goes on in the store where it stood', async () => {
    const store = memoryStore()
    const first = await open(store)
    await first.send('broken')
    await first.close()
    const second = await open(store)
    expect(second).not.toBe(first)
    expect(second).toMatchObject({ state: 'fix', turn: 1, phase: 'listening' })
    expect(second.messages.map(({ text }) => text)).toEqual(['What is wrong?', 'broken', 'Try to restart it.'])
    const turn = await second.send('it works')
    expect(turn).toMatchObject({ state: 'bye', phase: 'done', outcome: 'completed' })
    expect((await second.history()).map(({ text }) => text)).toEqual([
      'What is wrong?',
      'broken',
      'Try to restart it.',
      'it works',
      'Goodbye.',
    ])
    await second.close()
    const third = await open(store)
    expect(third).toMatchObject({ phase: 'done', outcome: 'completed' })
    await expect(third.send('hello?')).rejects.toThrow(ConversationDoneError)
  })

  it('takes messages one by one, in order', async () => {
    const conversation = await open(memoryStore())
    const turns = await Promise.all([conversation.send('idiots'), conversation.send('ok'), conversation.send('broken')])
    expect(turns.map(({ state }) => state)).toEqual(['calm', 'greeting', 'fix'])
    await conversation.close()
  })

  it('takes the same id once', async () => {
    const conversation = await open(memoryStore())
    const [first, again] = await Promise.all([conversation.send('idiots', { id: 'a' }), conversation.send('idiots', { id: 'a' })])
    expect(again).toBe(first)
    const later = await conversation.send('idiots', { id: 'a' })
    expect(later).toMatchObject({ turn: 1, reply: 'I am sorry.', state: 'calm' })
    expect(conversation.turn).toBe(1)
    await conversation.close()
  })

  it('keeps a message whose turn was given up, and runs it at the next opening', async () => {
    const store = memoryStore()
    const hanging = scriptedModel({ understand: () => new Promise<never>(() => undefined) })
    const first = await open(store, hanging)
    const sending = first.send('idiots')
    const waiting = first.send('ok')
    await expect.poll(async () => (await store.load('user123'))?.record.pending).toMatchObject([{ text: 'idiots' }, { text: 'ok' }])
    await first.close()
    await expect(sending).rejects.toThrow(ConversationClosedError)
    await expect(waiting).rejects.toThrow(ConversationClosedError)
    const second = await open(store)
    expect(second).toMatchObject({ state: 'greeting', turn: 2 })
    expect((await store.load('user123'))?.record.pending).toEqual([])
    await second.close()
  })

  it('fails with a code and goes on with retry', async () => {
    const model = scriptedModel({
      respond: 'I am sorry.',
      understand: [
        () => {
          throw new Error('the server is down')
        },
        { angry: 'yes' },
      ],
    })
    const store = memoryStore()
    const conversation = await open(store, model)
    const failed = await conversation.send('idiots')
    expect(failed).toMatchObject({ phase: 'failed', reply: '', error: { message: 'the server is down', during: 'understand' } })
    await conversation.close()
    const again = await open(store, model)
    expect(again.phase).toBe('failed')
    expect(await again.retry()).toMatchObject({ phase: 'listening', state: 'calm', error: null })
    const ids = model.requests.filter(({ kind }) => kind === 'understand').map(({ id }) => id)
    expect(new Set(ids).size).toBe(1)
    await again.close()
  })

  it('refuses a flow that needs a model, with the list of what needs it', async () => {
    const error = await openConversation({ flow }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MissingImplementationError)
    expect(error).toMatchObject({
      needs: [
        '"angry" in state "greeting" is decided by a model; give `model`, such as templateModel().',
        'the prompt of state "calm" is an instruction alone, which takes a model; give `model`, or write a `say`.',
      ],
    })
    const conversation = await openConversation({ flow, model: templateModel() })
    expect(conversation.phase).toBe('listening')
  })

  it('is shared by all who open the same id in one process', async () => {
    const store = memoryStore()
    const machine = compileFlow(flow, { model: templateModel() })
    const [first, second] = await Promise.all([
      openConversation({ machine, store, id: 'a' }),
      openConversation({ machine, store, id: 'a' }),
    ])
    expect(first.actor).toBe(second.actor)
    await first.close()
    expect((await second.send('broken')).state).toBe('fix')
    await second.close()
    expect((await openConversation({ machine, store, id: 'a' })).actor).not.toBe(first.actor)
  })

  it('ends when it is cancelled', async () => {
    const store = memoryStore()
    const conversation = await open(store)
    await conversation.cancel()
    expect(conversation).toMatchObject({ phase: 'done', outcome: 'cancelled' })
    expect((await store.load('user123'))?.record.phase).toBe('done')
  })

  it('has nothing to retry unless a call has failed, and goes on', async () => {
    const conversation = await open(memoryStore())
    await expect(conversation.retry()).rejects.toThrow(NothingToRetryError)
    expect((await conversation.send('broken')).state).toBe('fix')
    await conversation.close()
  })

  it('commits a turn that waits for the model twice, also when it had to wait its turn', async () => {
    const store = memoryStore()
    const conversation = await open(store)
    const { revision } = conversation
    await Promise.all([conversation.send('idiots'), conversation.send('ok')])
    expect(conversation.revision - revision).toBeLessThanOrEqual(4)
    await conversation.close()
  })

  it('refuses to be opened without what it needs to know', async () => {
    const unchecked = (options: unknown) => openConversation(options as Parameters<typeof openConversation>[0])
    await expect(unchecked(undefined)).rejects.toThrow('openConversation takes { flow } or { machine }')
    await expect(unchecked(flow)).rejects.toThrow('openConversation takes { flow } or { machine }')
    await expect(unchecked({ flow, model: templateModel(), id: '' })).rejects.toThrow("A conversation's id is a text that is not empty")
    await expect(unchecked({ flow, model: templateModel(), store: {} })).rejects.toThrow('A store has load, commit, remove and list')
  })

  it('names the actions that are missing', async () => {
    const ringing = { ...flow, states: { ...flow.states, fix: { ...flow.states.fix, onEnter: 'ring' } } }
    await expect(openConversation({ flow: ringing, model: templateModel() })).rejects.toThrow('the action "ring" is missing')
  })
})

it('keeps what is pending in the store while an overdue timer is made up for', async () => {
  const waiting = defineFlow({
    name: 'waiting',
    initialState: 'ask',
    states: {
      ask: {
        prompt: { say: 'Well?' },
        timeout: { seconds: 60, to: 'late' },
        transitions: { ok: keyword(['ok']) },
        nextStates: { ok: 'end' },
      },
      late: { prompt: { say: 'Still there?' }, transitions: { ok: keyword(['ok']) }, nextStates: { ok: 'end' } },
      end: { prompt: { say: 'Bye.' } },
    },
  })
  const store = memoryStore()
  const before = await openConversation({ flow: waiting, store, id: 'a' })
  await before.close()
  const stored = await store.load('a')
  if (stored === undefined) throw new Error('Nothing was stored.')
  const pending = [{ text: 'ok', id: 'm1', at: Date.now() }]
  const record = { ...stored.record, revision: 2, deadline: Date.now() - 1000, phase: 'busy' as const, pending }
  const expectedCommitId = stored.record.commitId ?? null
  await store.commit('a', { commitId: 'left by a crash', expectedRevision: 1, expectedCommitId, record, messages: [] })

  const written: (readonly string[])[] = []
  const commit: typeof store.commit = (id, next) => {
    written.push(next.record.pending.map((message) => message.id))
    return store.commit(id, next)
  }
  const conversation = await openConversation({ flow: waiting, store: { ...store, commit }, id: 'a' })
  expect(conversation.messages.map(({ text }) => text)).toEqual(['Well?', 'Still there?', 'ok', 'Bye.'])
  expect(written).toEqual([['m1'], []])
  await conversation.close()
})
