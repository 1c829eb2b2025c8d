import { setImmediate as nextMacrotask } from 'node:timers/promises'
import { compileFlow, createConversation, defineFlow, memoryStore, openConversation, scriptedModel } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { failure } from '../stores/fixtures.js'
import { flow, hello, patientModel, slowStore, texts } from './handle-parts.js'
import { watchUnhandled } from './unhandled.js'

describe('a handle', () => {
  it('is there at once, and opens when it is told to', async () => {
    const model = patientModel()
    const chat = createConversation({ flow, model: model.model, store: memoryStore(), id: 'a' })
    const first = chat.view
    chat.subscribe(() => undefined)
    await nextMacrotask()
    expect(chat.view).toBe(first)
    expect(model.count()).toBe(0)
    expect(first).toMatchObject({
      id: 'a',
      status: 'opening',
      state: undefined,
      messages: [],
      reply: undefined,
      running: false,
      data: undefined,
    })
    expect(chat.conversation).toBeUndefined()
    const opened = chat.open()
    expect(chat.open()).toBe(opened)
    ;(await model.call(0)).end('Hi.')
    await opened
    expect(chat.view).toMatchObject({ status: 'listening', state: 'hello', turn: 0, messageCount: 1, revision: 1, running: false })
    expect(chat.view.suggestions).toEqual([{ label: 'more', text: 'more' }])
    expect(chat.view.actor).toBe(chat.conversation?.actor)
    await chat.close()
  })

  it('shows the stages of an opening: what is stored and waits, then the reply as it grows, then the rest', async () => {
    const memory = memoryStore()
    const before = await openConversation({ flow, model: hello(), store: memory, id: 'a' })
    await before.send('more')
    await before.close()
    const loaded = await memory.load('a')
    if (loaded === undefined) throw new Error('Nothing was stored.')
    const pending = [{ text: 'more please', id: 'm1', at: 1 }]
    const { revision } = loaded.record
    const commit = { commitId: 'left', expectedRevision: revision, expectedCommitId: loaded.record.commitId ?? null, messages: [] }
    await memory.commit('a', { ...commit, record: { ...loaded.record, revision: revision + 1, pending, phase: 'busy' } })

    const { store, pass } = slowStore(memory)
    const model = patientModel()
    const chat = createConversation({ flow, model: model.model, store, id: 'a' })
    const seen: string[] = []
    chat.subscribe(() => seen.push(`${chat.view.status} ${texts(chat).join('|')} ${chat.view.reply ?? '-'}`))
    const opened = chat.open()
    await pass()
    const call = await model.call(0)
    expect(seen[0]).toBe('opening Hi.|more|Hi.|(more please) -')
    expect(chat.view).toMatchObject({ status: 'opening', state: 'hello', reply: '', running: true })
    expect(chat.view.transitions).toContainEqual({ turn: 1, from: 'hello', state: 'hello', transition: 'more' })
    call.say('On')
    expect(chat.view.reply).toBe('On')
    call.say('ce.')
    call.end('Once.')
    await opened
    expect(chat.view).toMatchObject({ status: 'listening', reply: undefined, turn: 2, running: false })
    expect(texts(chat)).toEqual(['Hi.', 'more', 'Hi.', 'more please', 'Once.'])
    expect(chat.view.transitions.map(({ turn, transition }) => [turn, transition])).toEqual([
      [1, 'more'],
      [2, 'more'],
    ])
    await chat.close()
  })

  it('shows a message in the call that sends it, while it opens too, and gives it one turn', async () => {
    const { store, pass } = slowStore()
    const model = patientModel()
    const chat = createConversation({ flow, model: model.model, store, id: 'a' })
    const turn = chat.send('more', { id: 'm1' })
    const again = chat.send('more', { id: 'm1' })
    expect(chat.view.messages).toMatchObject([{ role: 'user', text: 'more', id: 'm1', pending: true }])
    await pass()
    ;(await model.call(0)).end('Hi.')
    ;(await model.call(1)).end('Ho.')
    expect(await turn).toMatchObject({ turn: 1, reply: 'Ho.' })
    expect(await again).toMatchObject({ turn: 1, reply: 'Ho.' })
    expect(texts(chat)).toEqual(['Hi.', 'more', 'Ho.'])
    expect(model.count()).toBe(2)
    const next = chat.send('more')
    expect(texts(chat)).toEqual(['Hi.', 'more', 'Ho.', '(more)'])
    ;(await model.call(2)).end('Hu.')
    await next
    expect(texts(chat)).toEqual(['Hi.', 'more', 'Ho.', 'more', 'Hu.'])
    await chat.close()
  })

  it('keeps the id and the time of a message that was sent early without one', async () => {
    const { store, pass } = slowStore()
    const chat = createConversation({ flow, model: hello(), store, id: 'a' })
    const turn = chat.send('more')
    const [early] = chat.view.messages
    await pass()
    await turn
    expect(chat.view.messages[1]).toMatchObject({ id: early?.id, at: early?.at, text: 'more' })
    await chat.close()
  })

  it('runs early commands in the order in which they came', async () => {
    const { store, free } = slowStore()
    const chat = createConversation({ flow, model: hello(), store, id: 'a' })
    const done: string[] = []
    const note = (name: string) => () => void done.push(name)
    const all = [
      chat.send('more').then(note('first')),
      chat.rewind(0).then(note('rewind')),
      chat.send('more').then(note('second')),
      chat.cancel().then(note('cancel')),
    ]
    free()
    await Promise.all(all)
    expect(done).toEqual(['first', 'rewind', 'second', 'cancel'])
    expect(chat.view).toMatchObject({ status: 'done', outcome: 'cancelled', turn: 1 })
    await chat.close()
  })

  it('hears the opening, and every other one', async () => {
    const chat = createConversation({ flow, model: hello(), store: memoryStore(), id: 'a' })
    const heard: string[] = []
    chat.on('assistant.message', ({ message }) => heard.push(message.text))
    const stop = chat.on('state.entered', ({ state }) => heard.push(state))
    await chat.open()
    expect(heard).toEqual(['hello', 'Hi.'])
    await chat.close()
    await chat.open()
    stop()
    await chat.send('bye')
    expect(heard).toEqual(['hello', 'Hi.', 'Bye.'])
    await chat.close()
  })

  it('streams, also what is sent before it is open', async () => {
    const { store, pass } = slowStore()
    const chat = createConversation({ flow, model: scriptedModel({ respond: ['Hi.', 'One two three.'] }), store, id: 'a' })
    const stream = chat.stream('more')
    await pass()
    let reply = ''
    for await (const piece of stream) reply += piece
    expect(reply).toBe('One two three.')
    expect(await stream.turn).toMatchObject({ reply })
    await chat.close()
  })

  it('interrupts the reply that is made, that of the opening too', async () => {
    const model = patientModel()
    const chat = createConversation({ flow, model: model.model, store: memoryStore(), id: 'a' })
    expect(await chat.interrupt()).toBe(false)
    const opened = chat.open()
    ;(await model.call(0)).say('Hello and ')
    expect(await chat.interrupt()).toBe(true)
    await opened
    expect(texts(chat)).toEqual(['Hello and '])
    expect(await chat.interrupt()).toBe(false)
    await chat.close()
  })

  it('shows what failed, and the repeated call', async () => {
    const failing = () => {
      throw new Error('down')
    }
    const model = scriptedModel({ respond: ['Hi.', failing, 'Here.'] })
    const chat = createConversation({ flow, model, store: memoryStore(), id: 'a' })
    await chat.send('more')
    expect(chat.view).toMatchObject({ status: 'failed', error: { message: 'down' }, reply: undefined, suggestions: [] })
    expect(await chat.retry()).toMatchObject({ reply: 'Here.' })
    expect(chat.view).toMatchObject({ status: 'listening', error: undefined })
    await chat.close()
  })

  it('follows going back: another actor, fewer messages, and the transitions of those', async () => {
    const chat = createConversation({ flow, model: hello(), store: memoryStore(), id: 'a' })
    await chat.send('more')
    await chat.send('hm')
    expect(chat.view.transitions.map(({ transition }) => transition)).toEqual(['more', null])
    const { actor } = chat.view
    await chat.rewind(1)
    expect(chat.view.actor).not.toBe(actor)
    expect(chat.view.actor).toBe(chat.conversation?.actor)
    expect(texts(chat)).toEqual(['Hi.', 'more', 'Hi.'])
    expect(chat.view.transitions.map(({ transition }) => transition)).toEqual(['more'])
    expect((await chat.turns()).map(({ turn }) => turn)).toEqual([0, 1])
    await chat.fork(0, 'b')
    expect(await chat.history()).toHaveLength(3)
    await chat.close()
    const again = createConversation({ flow, model: hello(), store: memoryStore(), id: 'b' })
    await again.close()
  })
})

describe('two handles of one conversation', () => {
  it('show the same queue, in the order in which it runs', async () => {
    const { store, pass } = slowStore()
    const model = patientModel()
    const options = { machine: compileFlow(flow, { model: model.model }), store, id: 'a' }
    const first = createConversation(options)
    const second = createConversation(options)
    void first.open()
    const turns = [second.send('more 1'), first.send('more 2'), second.send('more 3')]
    expect(texts(first)).toEqual(['(more 1)', '(more 2)', '(more 3)'])
    expect(texts(second)).toEqual(texts(first))
    await pass()
    ;(await model.call(0)).end('Hi.')
    ;(await model.call(1)).say('On')
    expect(texts(first)).toEqual(['Hi.', 'more 1', '(more 2)', '(more 3)'])
    expect([first.view.reply, second.view.reply]).toEqual(['On', 'On'])
    expect(texts(second)).toEqual(texts(first))
    for (const index of [1, 2, 3]) (await model.call(index)).end(`R${index}`)
    expect((await Promise.all(turns)).map(({ reply }) => reply)).toEqual(['R1', 'R2', 'R3'])
    expect(texts(second)).toEqual(['Hi.', 'more 1', 'R1', 'more 2', 'R2', 'more 3', 'R3'])
    expect(first.conversation?.actor).toBe(second.conversation?.actor)
    await first.close()
    expect(second.view.status).toBe('listening')
    await second.close()
  })

  it('leave each other alone: one is closed while both open, and its messages go', async () => {
    const { store, pass } = slowStore()
    const machine = compileFlow(flow, { model: hello() })
    const [first, second] = [createConversation({ machine, store, id: 'a' }), createConversation({ machine, store, id: 'a' })]
    const refused = failure(first.send('more 1'))
    const turn = second.send('more 2')
    await first.close()
    expect(await refused).toMatchObject({ code: 'conversation-closed' })
    expect(texts(second)).toEqual(['(more 2)'])
    await pass()
    expect(await turn).toMatchObject({ turn: 1 })
    expect(texts(second)).toEqual(['Hi.', 'more 2', 'Hi.'])
    await second.close()
  })

  it('with another flow: the second one is broken, and the first one never sees its messages', async () => {
    const unhandled = watchUnhandled()
    const { store, pass } = slowStore()
    const first = createConversation({ flow, model: hello(), store, id: 'a' })
    const other = createConversation({ flow: defineFlow({ ...flow, name: 'other' }), model: hello(), store, id: 'a' })
    const opened = first.open()
    const refused = failure(other.send('more'))
    expect(texts(first)).toEqual([])
    await pass()
    await opened
    expect(await refused).toMatchObject({ code: 'already-open' })
    expect(other.view).toMatchObject({ status: 'broken', error: { code: 'already-open' }, messages: [] })
    await first.close()
    const reopened = other.open()
    await pass()
    await failure(reopened)
    expect(other.view).toMatchObject({ error: { code: 'flow-drift' } })
    await nextMacrotask()
    expect(unhandled).toEqual([])
  })
})
