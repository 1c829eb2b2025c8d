import { setImmediate as nextMacrotask } from 'node:timers/promises'
import {
  type ConversationStore,
  compileFlow,
  createConversation,
  defineFlow,
  keyword,
  type LocalConversationHandle,
  memoryStore,
  openConversation,
  TalkchartError,
} from 'talkchart'
import { beforeEach, describe, expect, it } from 'vitest'
import { failure } from '../stores/fixtures.js'
import { flow, hello, patientModel, slowStore, texts } from './handle-parts.js'
import { laterTasks, watchUnhandled } from './unhandled.js'

/** A store that calls back when somebody looks for an earlier revision for the first time. */
function lookingBack(store: ConversationStore, onFirst: () => unknown): ConversationStore {
  let isFirst = true
  const load: ConversationStore['load'] = (id, options) => {
    const looksBack = options?.revision !== undefined
    if (looksBack && isFirst) {
      isFirst = false
      onFirst()
    }
    return store.load(id, options)
  }
  const { commit, remove, list } = store
  return { load, commit, remove, list }
}

let unhandled: unknown[] = []
beforeEach(() => {
  unhandled = watchUnhandled()
})
const nothingUnhandled = async () => {
  await laterTasks()
  expect(unhandled).toEqual([])
}

describe('closing a handle', () => {
  it('twice, and before it was ever opened, is closing once; commands are refused until it is opened again', async () => {
    const chat = createConversation({ flow, model: hello(), store: memoryStore(), id: 'a' })
    expect(chat.close()).toBe(chat.close())
    await chat.close()
    expect(chat.view.status).toBe('closed')
    for (const call of [
      chat.send('more'),
      chat.stream('more').turn,
      chat.retry(),
      chat.cancel(),
      chat.rewind(0),
      chat.turns(),
      chat.history(),
    ])
      expect(await failure(call)).toMatchObject({ code: 'conversation-closed' })
    expect(await failure(chat.interrupt())).toMatchObject({ code: 'conversation-closed' })
    expect(chat.view).toMatchObject({ status: 'closed', messages: [] })
    await chat.open()
    expect(await chat.send('more')).toMatchObject({ turn: 1 })
    await chat.close()
    await nothingUnhandled()
  })

  it('while a load hangs gives it up at once', async () => {
    const memory = memoryStore()
    const store: ConversationStore = { ...memory, load: () => new Promise<never>(() => undefined) }
    const chat = createConversation({ flow, model: hello(), store, id: 'a' })
    const opened = failure(chat.open())
    const sent = failure(chat.send('more'))
    await chat.close()
    expect(await opened).toMatchObject({ code: 'conversation-closed' })
    expect(await sent).toMatchObject({ code: 'conversation-closed' })
    expect(texts(chat)).toEqual([])
    await nothingUnhandled()
  })

  it('in the reply of the opening aborts the call, stores nothing, and lets it be opened again', async () => {
    const model = patientModel()
    const store = memoryStore()
    const chat = createConversation({ flow, model: model.model, store, id: 'a' })
    void chat.open()
    ;(await model.call(0)).say('Hel')
    const closed = chat.close()
    expect(chat.view).toMatchObject({ status: 'closed', reply: undefined, running: false, actor: undefined })
    await closed
    expect(await store.load('a')).toBeUndefined()
    const opened = chat.open()
    ;(await model.call(1)).end('Hello.')
    await opened
    expect(chat.view).toMatchObject({ status: 'listening' })
    expect(texts(chat)).toEqual(['Hello.'])
    await chat.close()
    await nothingUnhandled()
  })

  it('and opening it in the same breath goes on with the opening', async () => {
    const { store, free } = slowStore()
    const chat = createConversation({ flow, model: hello(), store, id: 'a' })
    const heard: string[] = []
    chat.on('assistant.message', ({ message }) => heard.push(message.text))
    void chat.open()
    void chat.close()
    const turn = chat.send('more').catch((error: unknown) => error)
    const opened = chat.open()
    const kept = chat.send('more')
    expect(texts(chat)).toEqual(['(more)'])
    free()
    await opened
    expect(await turn).toMatchObject({ code: 'conversation-closed' })
    expect(await kept).toMatchObject({ turn: 1 })
    expect(heard).toEqual(['Hi.', 'Hi.'])
    await chat.close()
    await nothingUnhandled()
  })

  it('in a turn leaves its message and those that wait pending, in view and in the store; they run at the next opening', async () => {
    const model = patientModel()
    const store = memoryStore()
    const chat = createConversation({ flow, model: model.model, store, id: 'a' })
    void chat.open()
    ;(await model.call(0)).end('Hi.')
    const sent = [failure(chat.send('more 1')), failure(chat.send('more 2'))]
    await model.call(1)
    await chat.close()
    for (const turn of sent) expect(await turn).toMatchObject({ code: 'conversation-closed' })
    expect((await store.load('a'))?.record.pending).toMatchObject([{ text: 'more 1' }, { text: 'more 2' }])
    expect(texts(chat).at(-1)).toBe('(more 2)')
    void chat.open()
    ;(await model.call(2)).end('One.')
    ;(await model.call(3)).end('Two.')
    await chat.open()
    expect(texts(chat)).toEqual(['Hi.', 'more 1', 'One.', 'more 2', 'Two.'])
    await chat.close()
    await nothingUnhandled()
  })

  it('happens too when its conversation is closed', async () => {
    const chat = createConversation({ flow, model: hello(), store: memoryStore(), id: 'a' })
    await chat.open()
    await chat.conversation?.close()
    expect(chat.conversation).toBeUndefined()
    expect(chat.view.status).toBe('closed')
    expect(await failure(chat.send('more'))).toMatchObject({ code: 'conversation-closed' })
    await chat.close()
    await chat.open()
    expect(chat.view.status).toBe('listening')
    await chat.close()
  })
})

describe('a listener', () => {
  it.each(['send', 'close', 'open'] as const)('may call %s while it is told, and nobody is told of the same view twice', async (call) => {
    const chat = createConversation({ flow, model: hello(), store: memoryStore(), id: 'a' })
    let isDone = false
    chat.subscribe(() => {
      if (isDone || chat.view.messages.length === 0) return
      isDone = true
      if (call === 'send') void chat.send('more')
      if (call === 'close') void chat.close()
      if (call === 'open') void chat.open()
    })
    const told: unknown[] = []
    chat.subscribe(() => {
      expect(chat.view).not.toBe(told.at(-1))
      told.push(chat.view)
    })
    await chat.open().catch(() => undefined)
    await laterTasks()
    expect(isDone).toBe(true)
    expect(told.at(-1)).toBe(chat.view)
    expect(new Set(told).size).toBe(told.length)
    if (call === 'send') await expect.poll(() => texts(chat)).toEqual(['Hi.', 'more', 'Hi.'])
    if (call === 'close') expect(chat.view.status).toBe('closed')
    await chat.close()
    await nothingUnhandled()
  })

  it('that throws is told to onProblem, and the others hear of it all the same', async () => {
    const problems: { readonly message: string }[] = []
    const options = {
      flow,
      model: hello(),
      store: memoryStore(),
      id: 'a',
      onProblem: (problem: { message: string }) => void problems.push(problem),
    }
    const chat = createConversation(options)
    const boom = () => {
      throw new Error('boom')
    }
    chat.subscribe(boom)
    chat.on('assistant.message', boom)
    let told = 0
    chat.subscribe(() => {
      told += 1
    })
    await chat.open()
    await laterTasks()
    expect(told).toBeGreaterThan(0)
    expect(new Set(problems.map(({ message }) => message))).toEqual(
      new Set(['The function given to subscribe failed.', 'The function given to on("assistant.message") failed.']),
    )
    await chat.close()
    await nothingUnhandled()
  })

  it('that is there twice is told twice, and one that stops itself is told no more', async () => {
    const chat = createConversation({ flow, model: hello(), store: memoryStore(), id: 'a' })
    let told = 0
    const count = () => {
      told += 1
    }
    const stops = [chat.subscribe(count), chat.subscribe(count)]
    let once = 0
    const stopOnce = chat.subscribe(() => {
      once += 1
      stopOnce()
    })
    await chat.close()
    expect([told, once]).toEqual([2, 1])
    stops[0]?.()
    stops[0]?.()
    await chat.open()
    await chat.close()
    expect(once).toBe(1)
    const before = told
    stops[1]?.()
    await chat.open()
    expect(told).toBe(before)
    await chat.close()
  })
})

describe('the signal of a handle', () => {
  it.each(['before', 'while it loads', 'in the reply'])('gives the opening up %s', async (stage) => {
    const controller = new AbortController()
    const model = patientModel()
    const { store, free } = slowStore()
    const chat = createConversation({ flow, model: model.model, store, id: 'a', signal: controller.signal })
    if (stage === 'before') controller.abort('gone')
    const opened = failure(chat.open())
    const sent = failure(chat.send('more'))
    if (stage === 'in the reply') {
      free()
      await model.call(0)
    }
    if (stage !== 'before') controller.abort('gone')
    expect(await opened).toBe('gone')
    // Nothing waits for an opening that never began.
    expect(await sent).toEqual(stage === 'before' ? expect.objectContaining({ code: 'conversation-closed' }) : 'gone')
    expect(chat.view).toMatchObject({ status: 'closed', error: undefined, messages: [], running: false })
    expect(await failure(chat.send('more'))).toMatchObject({ code: 'conversation-closed' })
    free()
    await laterTasks()
    expect(await store.load('a')).toBeUndefined()
    await nothingUnhandled()
  })

  it('leaves the opening to another handle', async () => {
    const controller = new AbortController()
    const model = patientModel()
    const options = { machine: compileFlow(flow, { model: model.model }), store: memoryStore(), id: 'a' }
    const first = createConversation({ ...options, signal: controller.signal })
    const second = createConversation(options)
    const sent = failure(first.send('more 1'))
    const turn = second.send('more 2')
    const call = await model.call(0)
    controller.abort('gone')
    expect(await sent).toBe('gone')
    expect(texts(second)).toEqual(['(more 2)'])
    call.end('Hi.')
    ;(await model.call(1)).end('Ho.')
    expect(await turn).toMatchObject({ reply: 'Ho.', turn: 1 })
    await second.close()
    await nothingUnhandled()
  })

  it('does nothing after the opening', async () => {
    const controller = new AbortController()
    const chat = createConversation({ flow, model: hello(), store: memoryStore(), id: 'a', signal: controller.signal })
    await chat.open()
    controller.abort('late')
    expect(await chat.send('more')).toMatchObject({ turn: 1 })
    await chat.close()
  })
})

describe('what can not be opened', () => {
  it.each([
    ['nothing', undefined, 'invalid-options'],
    ['a flow alone', flow, 'invalid-options'],
    ['an id that is no text', { flow, model: hello(), id: 5 }, 'invalid-options'],
    ['an empty id', { flow, model: hello(), id: '' }, 'invalid-options'],
    ['a store that is none', { flow, model: hello(), store: {}, id: 'a' }, 'invalid-options'],
    ['data that is none', { flow, model: hello(), data: 'x' }, 'invalid-options'],
    ['a flow that is none', { flow: { ...flow, initialState: 'nowhere' }, id: 'a' }, 'invalid-flow'],
    ['a flow without its model', { flow, id: 'a' }, 'missing-implementation'],
  ])('stands in the view: %s', async (_name, options, code) => {
    const chat = createConversation(options as never)
    expect(chat.id).toEqual(expect.any(String))
    const sent = failure(chat.send('more'))
    void chat.open()
    expect(await sent).toMatchObject({ code })
    expect(chat.view).toMatchObject({ status: 'broken', error: { code }, messages: [], running: false })
    await chat.close()
    expect(chat.view).toMatchObject({ status: 'closed', error: undefined })
    await nothingUnhandled()
  })

  it.each(['throws at once', 'rejects'])('is tried again by the next command: a store that %s', async (how) => {
    const memory = memoryStore()
    let isDown = true
    const down = new Error('disk on fire')
    const load: ConversationStore['load'] = (id, options) => {
      if (isDown && how === 'rejects') return Promise.reject(down)
      if (isDown) throw down
      return memory.load(id, options)
    }
    const chat = createConversation({ flow, model: hello(), store: { ...memory, load }, id: 'a' })
    const first = failure(chat.send('more', { id: 'm1' }))
    expect(await failure(chat.open())).toBe(down)
    expect(await first).toBe(down)
    const { error } = chat.view
    expect(chat.view).toMatchObject({ status: 'broken', messages: [], error: { code: 'conversation-broken', cause: down } })
    expect(TalkchartError.isInstance(error) && error.message).toContain('disk on fire')
    isDown = false
    expect(await chat.send('more', { id: 'm1' })).toMatchObject({ turn: 1 })
    expect(chat.view).toMatchObject({ status: 'listening', error: undefined })
    await chat.close()
    await nothingUnhandled()
  })
})

describe('what is open and goes wrong', () => {
  it('is broken after a write that failed, and goes on with the next command', async () => {
    const memory = memoryStore()
    let isDown = false
    const commit: ConversationStore['commit'] = (id, what) => (isDown ? Promise.reject(new Error('full')) : memory.commit(id, what))
    const chat = createConversation({ flow, model: hello(), store: { ...memory, commit }, id: 'a' })
    await chat.open()
    isDown = true
    const sent = [failure(chat.send('more')), failure(chat.send('more'))]
    expect(await sent[0]).toMatchObject({ message: 'full' })
    expect(await sent[1]).toMatchObject({ message: 'full' })
    expect(chat.view).toMatchObject({ status: 'broken', error: { code: 'conversation-broken' }, reply: undefined, running: false })
    expect(chat.view.messages.some(({ pending }) => pending)).toBe(false)
    isDown = false
    await chat.open()
    expect(chat.view).toMatchObject({ status: 'listening', error: undefined })
    expect(await chat.send('more')).toMatchObject({ turn: 1 })
    await chat.close()
    await nothingUnhandled()
  })

  it('is broken when it was removed, and begins anew only by open()', async () => {
    const store = memoryStore()
    const chat = createConversation({ flow, model: hello(), store, id: 'a' })
    await chat.send('more')
    await store.remove('a')
    expect(await failure(chat.send('more'))).toMatchObject({ code: 'conversation-removed' })
    expect(chat.view).toMatchObject({ status: 'broken', error: { code: 'conversation-removed' }, actor: undefined })
    expect(await failure(chat.send('more'))).toMatchObject({ code: 'conversation-removed' })
    expect(await failure(chat.turns())).toMatchObject({ code: 'conversation-removed' })
    expect(await store.load('a')).toBeUndefined()
    expect(chat.view.messages.some(({ pending }) => pending)).toBe(false)
    await chat.open()
    expect(texts(chat)).toEqual(['Hi.'])
    await chat.close()
    await nothingUnhandled()
  })

  it('without leases, is broken when another process was first, and open() goes on from what that one did', async () => {
    const memory = memoryStore()
    const chat = createConversation({ flow, model: hello(), store: { ...memory }, id: 'a', lease: false })
    await chat.open()
    const rival = await openConversation({ flow, model: hello(), store: { ...memory }, id: 'a', lease: false })
    await rival.send('more')
    expect(await failure(chat.send('more'))).toMatchObject({ code: 'revision-conflict' })
    expect(chat.view).toMatchObject({ status: 'broken', error: { code: 'revision-conflict' }, running: false })
    await chat.open()
    expect(chat.view).toMatchObject({ status: 'listening', turn: 1 })
    await Promise.all([chat.close(), rival.close()])
    await nothingUnhandled()
  })

  it('follows another process with onConflict reload: its messages, its transitions', async () => {
    const memory = memoryStore()
    const options = { flow, model: hello(), onConflict: 'reload', id: 'a' } as const
    const chat = createConversation({ ...options, store: { ...memory } })
    await chat.open()
    const rival = await openConversation({ ...options, store: { ...memory } })
    await rival.send('more', { id: 'theirs' })
    expect(await chat.send('more', { id: 'mine' })).toMatchObject({ turn: 2 })
    expect(chat.view.messages.map(({ id }) => id)).toEqual(['opening.1', 'theirs', 'theirs.1', 'mine', 'mine.1'])
    expect(chat.view.transitions.map(({ turn, transition }) => [turn, transition])).toEqual([
      [1, 'more'],
      [2, 'more'],
    ])
    await Promise.all([chat.close(), rival.close()])
    await nothingUnhandled()
  })

  it('refuses what no conversation takes, and never shows it', async () => {
    const { store, free } = slowStore()
    const chat = createConversation({ flow, model: hello(), store, id: 'a' })
    const refused = [
      failure(chat.send(42 as never)),
      failure(chat.send('more', { id: 5 as never })),
      failure(chat.send('more', { id: 'a.1' })),
    ]
    expect(texts(chat)).toEqual([])
    free()
    for (const turn of refused) expect(await turn).toMatchObject({ code: 'invalid-message' })
    expect(texts(chat)).toEqual(['Hi.'])
    await chat.send('bye')
    expect(await failure(chat.send('more'))).toMatchObject({ code: 'conversation-done' })
    expect(texts(chat)).toEqual(['Hi.', 'bye', 'Bye.'])
    expect(chat.view).toMatchObject({ status: 'done', outcome: 'completed', suggestions: [] })
    await chat.close()
    await nothingUnhandled()
  })

  it('takes a hundred early messages and one, and refuses the rest', async () => {
    const { store, free } = slowStore()
    const chat = createConversation({ flow, model: hello(), store, id: 'a' })
    const results = Array.from({ length: 110 }, () =>
      chat.send('more').then(
        ({ turn }) => turn,
        (error: unknown) => (TalkchartError.isInstance(error) ? error.code : error),
      ),
    )
    expect(chat.view.messages).toHaveLength(110)
    free()
    const told = await Promise.all(results)
    expect(told.filter((result) => result === 'inbox-full')).toHaveLength(9)
    expect(chat.view).toMatchObject({ turn: 101, running: false })
    expect(chat.view.messages.some(({ pending }) => pending)).toBe(false)
    await chat.close()
    await nothingUnhandled()
  })

  it('can not be changed through its view', async () => {
    const chat = createConversation({ flow, model: hello(), store: memoryStore(), id: 'a' })
    await chat.send('more')
    for (const change of [
      () => Object.assign(chat.view, { status: 'done' }),
      () => Object.assign(chat.view.messages, { length: 0 }),
      () => Object.assign(chat.view.messages[0] ?? {}, { text: 'No.' }),
      () => Object.assign(chat.view.transitions[0] ?? {}, { transition: 'no' }),
    ])
      expect(change).toThrow(TypeError)
    const other = createConversation({ flow, model: hello(), store: memoryStore(), id: 'b' })
    expect(() => Object.assign(other.view.suggestions, { length: 1 })).toThrow(TypeError)
    await chat.close()
  })

  it('takes a message that comes while it goes back, at whichever moment', async () => {
    for (let moment = 0; moment < 24; moment += 1) {
      const sent: Promise<unknown>[] = []
      const store = lookingBack(memoryStore(), async () => {
        for (let step = 0; step < moment; step += 1) await undefined
        sent.push(chat.send('more', { id: 'while' }))
      })
      const chat: LocalConversationHandle = createConversation({ flow, model: hello(), store, id: 'a' })
      await chat.send('more', { id: 'before' })
      await chat.rewind(0)
      await expect.poll(() => sent.length, { interval: 1 }).toBe(1)
      expect(await sent[0]).toMatchObject({ turn: 1, reply: 'Hi.' })
      expect(chat.view.messages.map(({ id }) => id)).toEqual(['opening.1', 'while', expect.stringMatching(/^while\.1~/)])
      expect(chat.view.status).toBe('listening')
      await chat.close()
    }
    await nothingUnhandled()
  })

  it('writes nothing of going back after it was closed: what is opened meanwhile goes on', async () => {
    const memory = memoryStore()
    const reopened: Promise<unknown>[] = []
    const store = lookingBack(memory, () => {
      void chat.close()
      reopened.push(
        chat.send('more').catch((error: unknown) => error),
        chat.open(),
        chat.send('more', { id: 'after' }),
      )
    })
    const chat: LocalConversationHandle = createConversation({ flow, model: hello(), store, id: 'a' })
    await chat.send('more', { id: 'before' })
    expect(await failure(chat.rewind(0))).toMatchObject({ code: 'conversation-closed' })
    expect(await reopened[0]).toMatchObject({ code: 'conversation-closed' })
    await reopened[1]
    expect(await reopened[2]).toMatchObject({ turn: 2 })
    expect(chat.view.messages.map(({ id }) => id)).toEqual(['opening.1', 'before', 'before.1', 'after', 'after.1'])
    expect(chat.view.revision).toBe((await memory.load('a'))?.record.revision)
    await chat.close()
    await nothingUnhandled()
  })

  it('tells of a timer that nobody asked for', async () => {
    const timed = defineFlow({
      name: 'timed',
      initialState: 'hub',
      states: {
        hub: {
          prompt: { say: 'Yes?' },
          transitions: { more: keyword(['more']) },
          nextStates: { more: 'hub' },
          timeout: { seconds: 1, to: 'end' },
        },
        end: { prompt: { say: 'Gone.' } },
      },
    })
    const chat = createConversation({ flow: timed, store: memoryStore(), id: 'a' })
    await chat.open()
    expect(chat.view.deadline).toBeGreaterThan(Date.now())
    const revisions: number[] = []
    chat.subscribe(() => revisions.push(chat.view.revision))
    await expect.poll(() => revisions.at(-1), { timeout: 5000 }).toBe(2)
    expect(chat.view).toMatchObject({ status: 'done', state: 'end', deadline: null, running: false })
    await chat.close()
    await nextMacrotask()
  })
})
