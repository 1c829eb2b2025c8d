import { defineFlow, keyword, memoryStore, NoSuchTurnError, openConversation, RevisionConflictError, scriptedModel } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { failure } from '../stores/fixtures.js'

const flow = defineFlow({
  name: 'order',
  initialState: 'size',
  states: {
    size: { prompt: { say: 'Which size?' }, transitions: { chosen: keyword(['small', 'large']) }, nextStates: { chosen: 'topping' } },
    topping: {
      prompt: { instruct: 'Ask for a topping.' },
      transitions: { chosen: keyword(['cheese', 'ham']) },
      nextStates: { chosen: 'topping' },
    },
  },
})

async function openTalk(store = memoryStore()) {
  const model = scriptedModel({ respond: 'And on top?' })
  const conversation = await openConversation({ flow, store, model, id: 'a' })
  return { conversation, store, model, said: async () => (await conversation.history()).map(({ text }) => text) }
}

/** A store that does not read records in pages. */
function oneByOne() {
  const { records: _records, ...store } = memoryStore()
  return store
}

describe('going back', () => {
  it('returns to a turn: state, messages, visits and turn count', async () => {
    const { conversation, said } = await openTalk()
    for (const text of ['small', 'cheese', 'ham']) await conversation.send(text)
    await conversation.rewind(1)
    expect(conversation).toMatchObject({ state: 'topping', turn: 1, phase: 'listening', visits: { size: 1, topping: 1 } })
    expect(await said()).toEqual(['Which size?', 'small', 'And on top?'])
    await conversation.send('ham only')
    expect(await said()).toEqual(['Which size?', 'small', 'And on top?', 'ham only', 'And on top?'])
    await conversation.rewind(0)
    expect(conversation).toMatchObject({ state: 'size', turn: 0 })
    expect(await said()).toEqual(['Which size?'])
    await conversation.close()
  })

  it('says so when a revision is forgotten while another conversation begins from it', async () => {
    const inner = memoryStore()
    const store: typeof inner = {
      ...inner,
      load: async (id, options) => {
        // Somebody else forgets just before its messages are read.
        if (options?.revision !== undefined && options.messages === undefined) await inner.prune(id, { keepRevisions: 1 })
        return inner.load(id, options)
      },
    }
    const { conversation } = await openTalk(store)
    for (const text of ['small', 'cheese', 'ham']) await conversation.send(text)
    const error = await failure(conversation.fork(1, 'b'))
    expect(error).toBeInstanceOf(NoSuchTurnError)
    expect(error).toMatchObject({ conversationId: 'a', turn: 1, newestTurn: 3 })
    expect(await store.load('b')).toBeUndefined()
    await conversation.close()
  })

  it('stands there at the next opening, and can go on from an end', async () => {
    const store = memoryStore()
    const { conversation } = await openTalk(store)
    await conversation.send('small')
    await conversation.cancel()
    await conversation.rewind(1)
    expect(conversation).toMatchObject({ phase: 'listening', outcome: null })
    await conversation.close()
    const later = await openTalk(store)
    expect(later.conversation).toMatchObject({ state: 'topping', turn: 1 })
    await later.conversation.send('cheese')
    await later.conversation.close()
  })

  it('asks the model anew: no request id of a turn that was taken back is used again', async () => {
    const { conversation, model } = await openTalk()
    await conversation.send('small')
    await conversation.rewind(0)
    await conversation.send('large')
    await conversation.rewind(0)
    await conversation.send('large')
    const ids = model.requests.map(({ id }) => id)
    expect(new Set(ids).size).toBe(3)
    await conversation.close()
  })

  it('waits for the turns that were sent before, and tells those who listen', async () => {
    const { conversation } = await openTalk()
    const turns: number[] = []
    conversation.subscribe(({ turn }) => turns.push(turn))
    const sent = conversation.send('small')
    const rewound = conversation.rewind(0)
    const after = conversation.send('large')
    expect(await sent).toMatchObject({ turn: 1 })
    await rewound
    expect(await after).toMatchObject({ turn: 1, state: 'topping' })
    expect(turns).toContain(0)
    expect((await conversation.history()).map(({ text }) => text)).toEqual(['Which size?', 'large', 'And on top?'])
    await conversation.close()
  })

  it.each([-1, 2, 0.5, Number.NaN])('refuses turn %d and stays as it is', async (turn) => {
    const { conversation } = await openTalk()
    await conversation.send('small')
    for (const refused of [conversation.rewind(turn), conversation.fork(turn, 'b')])
      expect(await failure(refused)).toBeInstanceOf(NoSuchTurnError)
    expect(await conversation.send('ham')).toMatchObject({ turn: 2 })
    await conversation.close()
  })

  it('is one commit, and writes no message again', async () => {
    const memory = memoryStore()
    const written: number[] = []
    const commit: typeof memory.commit = (id, next) => {
      written.push(next.messages.length)
      return memory.commit(id, next)
    }
    const { conversation } = await openTalk({ ...memory, commit })
    for (let turn = 0; turn < 20; turn += 1) await conversation.send('small cheese')
    const commits = written.length
    await conversation.rewind(10)
    expect(await conversation.turns()).toHaveLength(11)
    expect(written.slice(commits)).toEqual([0])
    expect((await memory.load('a'))?.messages).toHaveLength(21)
    await conversation.close()
  })

  it('forks into another conversation and leaves this one alone', async () => {
    const { conversation, store, said } = await openTalk()
    for (const text of ['small', 'cheese']) await conversation.send(text)
    await conversation.fork(1, 'b')
    const fork = await openConversation({ flow, store, id: 'b', model: scriptedModel({ respond: 'Other?' }) })
    expect(fork).toMatchObject({ id: 'b', state: 'topping', turn: 1 })
    await fork.send('ham')
    expect((await fork.history()).map(({ text }) => text)).toEqual(['Which size?', 'small', 'And on top?', 'ham', 'Other?'])
    expect(await said()).toEqual(['Which size?', 'small', 'And on top?', 'cheese', 'And on top?'])
    expect(await failure(conversation.fork(1, 'b'))).toBeInstanceOf(RevisionConflictError)
    expect(await failure(conversation.fork(1, 'a'))).toMatchObject({ code: 'invalid-option' })
    expect(await conversation.send('ham')).toMatchObject({ turn: 3 })
    await Promise.all([conversation.close(), fork.close()])
  })

  it.each([
    ['in pages', memoryStore()],
    ['one by one', oneByOne()],
  ])('carries the turns of its branch along in a fork, reading them %s', async (_way, store) => {
    const { conversation } = await openTalk(store)
    for (const text of ['small', 'ham', 'cheese']) await conversation.send(text)
    await conversation.rewind(1)
    for (const text of ['olives', 'ham']) await conversation.send(text)
    await conversation.fork(2, 'b')
    const fork = await openConversation({ flow, store, id: 'b', model: scriptedModel({ respond: 'Other?' }) })
    const known = (await conversation.turns()).slice(0, 3)
    expect(await fork.turns()).toEqual(known.map((turn, position) => ({ ...turn, revision: position + 1 })))
    expect((await fork.history()).map(({ text }) => text)).toEqual(['Which size?', 'small', 'And on top?', 'olives', 'And on top?'])
    await fork.rewind(1)
    await fork.send('ham')
    expect((await fork.history()).map(({ text }) => text)).toEqual(['Which size?', 'small', 'And on top?', 'ham', 'Other?'])
    await fork.rewind(0)
    expect(fork).toMatchObject({ id: 'b', state: 'size', turn: 0, phase: 'listening' })
    await Promise.all([conversation.close(), fork.close()])
  })

  it('returns to where a failed call had been repeated', async () => {
    const store = memoryStore()
    let isDown = true
    const respond = () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve('And on top?'))
    const conversation = await openConversation({ flow, store, id: 'a', model: scriptedModel({ respond }) })
    expect(await conversation.send('small')).toMatchObject({ phase: 'failed' })
    isDown = false
    await conversation.retry()
    await conversation.send('ham')
    await conversation.rewind(1)
    expect(conversation).toMatchObject({ phase: 'listening', state: 'topping' })
    await conversation.close()
  })
})
