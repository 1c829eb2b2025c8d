import { type ConversationStore, compileFlow, memoryStore, openConversation, scriptedModel } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { failure } from '../stores/fixtures.js'
import { flow } from './shared-flow.js'

/** A store whose commits fail when it is told so. */
function failingStore() {
  const memory = memoryStore()
  const state = { failures: 0, loadFails: false }
  const store: ConversationStore = {
    ...memory,
    commit: async (id, commit) => {
      if (state.failures > 0) {
        state.failures -= 1
        throw new Error('The disk is full.')
      }
      await memory.commit(id, commit)
    },
    load: async (id, options) => {
      if (state.loadFails) throw new Error('The disk is gone.')
      return await memory.load(id, options)
    },
  }
  return { memory, store, state }
}

const open = (store: ConversationStore, model = scriptedModel({ respond: 'So it is.' })) =>
  openConversation({ flow, model, store, id: 'a' })

const stored = async (store: ConversationStore) => (await store.load('a'))?.messages.map(({ message }) => message.text)

describe('after a write that failed', () => {
  it.each(['more', 'ask'])('the same message has its turn when it is sent again: %s', async (text) => {
    const { memory, store, state } = failingStore()
    const conversation = await open(store)
    state.failures = 1
    expect(await failure(conversation.send(text, { id: 'm1' }))).toMatchObject({ message: 'The disk is full.' })
    expect(conversation.phase).toBe('closed')
    const turn = await conversation.send(text, { id: 'm1' })
    expect(turn).toMatchObject({ phase: 'listening', turn: 1 })
    expect(turn.reply).not.toBe('')
    expect(conversation.phase).toBe('listening')
    expect(await stored(memory)).toEqual(['Yes?', text, ...(text === 'ask' ? ['So it is.'] : []), 'Yes?'])
    await conversation.close()
  })

  it('a message that was stored as pending is joined when it is sent again, and asked once more', async () => {
    const { memory, store, state } = failingStore()
    const respond = () => {
      state.failures = 1
      return 'So it is.'
    }
    const model = scriptedModel({ respond: [respond, 'So it is.'] })
    const conversation = await open(store, model)
    await failure(conversation.send('ask', { id: 'm1' }))
    expect((await memory.load('a'))?.record.pending.map(({ id }) => id)).toEqual(['m1'])
    expect(await conversation.send('ask', { id: 'm1' })).toMatchObject({ turn: 1, reply: 'So it is.\n\nYes?' })
    expect(await stored(memory)).toEqual(['Yes?', 'ask', 'So it is.', 'Yes?'])
    expect(model.requests).toHaveLength(2)
    await conversation.close()
  })

  it('calls reject while the store is out of reach, and go on when it is back', async () => {
    const { store, state } = failingStore()
    const conversation = await open(store)
    state.failures = 1
    await failure(conversation.send('more', { id: 'm1' }))
    state.loadFails = true
    for (const call of [conversation.send('more', { id: 'm1' }), conversation.retry(), conversation.cancel(), conversation.rewind(0)]) {
      expect(await failure(call)).toMatchObject({ message: 'The disk is gone.' })
      expect(conversation.phase).toBe('closed')
    }
    state.loadFails = false
    expect(await conversation.send('more', { id: 'm2' })).toMatchObject({ turn: 1, phase: 'listening' })
    await conversation.close()
  })

  it('who opens it again goes on with what is stored', async () => {
    const { store, state } = failingStore()
    const machine = compileFlow(flow, { model: scriptedModel({}) })
    const first = await openConversation({ machine, store, id: 'a' })
    state.failures = 1
    await failure(first.send('more', { id: 'm1' }))
    const second = await openConversation({ machine, store, id: 'a' })
    expect(second).toMatchObject({ phase: 'listening', turn: 0 })
    expect(await first.send('more', { id: 'm1' })).toMatchObject({ turn: 1, phase: 'listening' })
    await Promise.all([first.close(), second.close()])
  })

  it('an end that is not stored is no end', async () => {
    const { memory, store, state } = failingStore()
    const conversation = await open(store)
    state.failures = 1
    await failure(conversation.cancel())
    expect(conversation.phase).toBe('closed')
    expect(await conversation.send('more')).toMatchObject({ phase: 'listening' })
    expect((await memory.load('a'))?.record.phase).toBe('listening')
    await conversation.close()
  })
})

it('a conversation that is closed, or was lost to another writer, is closed for every message and never listens', async () => {
  const store = memoryStore()
  const conversation = await open(store)
  await conversation.send('more', { id: 'm1' })
  await conversation.close()
  expect(conversation.phase).toBe('closed')
  expect(await failure(conversation.send('more', { id: 'm1' }))).toMatchObject({ code: 'conversation-closed' })

  const openAlone = (alone: ConversationStore) => openConversation({ flow, model: scriptedModel({}), store: alone, id: 'a', lease: false })
  const [left, right] = [await openAlone({ ...store }), await openAlone({ ...store })]
  await left.send('more', { id: 'm2' })
  expect(await failure(right.send('more', { id: 'm3' }))).toMatchObject({ code: 'revision-conflict' })
  expect(right.phase).toBe('closed')
  expect(await failure(right.send('more', { id: 'm1' }))).toMatchObject({ code: 'revision-conflict' })
  await left.close()
})
