import { defineFlow, keyword, memoryStore, NoSuchTurnError, openConversation, scriptedModel } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { failure } from '../stores/fixtures.js'

const flow = defineFlow({
  name: 'loop',
  initialState: 'a',
  states: {
    a: { prompt: { say: 'Yes?' }, transitions: { more: keyword(['more']), ask: keyword(['ask']) }, nextStates: { more: 'a', ask: 'b' } },
    b: { prompt: { instruct: 'Answer.' }, advanceTo: 'a' },
  },
})
const model = scriptedModel({ respond: 'So it is.' })

async function keptRevisions(store: ReturnType<typeof memoryStore>, newest: number) {
  const loads = Array.from({ length: newest }, (_, index) => store.load('a', { revision: index + 1, messages: { last: 0 } }))
  return (await Promise.all(loads)).filter((loaded) => loaded !== undefined).length
}

describe('keepRevisions', () => {
  it('keeps at least so many revisions and not many more, and every message', async () => {
    const store = memoryStore()
    const conversation = await openConversation({ flow, model, store, id: 'a', keepRevisions: 10 })
    for (let turn = 1; turn <= 100; turn += 1) {
      await conversation.send(`more ${turn}`)
      const kept = await keptRevisions(store, conversation.revision)
      expect(kept).toBeGreaterThanOrEqual(Math.min(10, conversation.revision))
      // Up to what is said between two prunings: half of what there is to say again.
      expect(kept).toBeLessThanOrEqual(10 + Math.max(8, 2 * turn))
    }
    const texts = (await conversation.history()).map(({ text }) => text)
    expect(texts.filter((text) => text !== 'Yes?')).toEqual(Array.from({ length: 100 }, (_, index) => `more ${index + 1}`))
    await conversation.close()
    expect(await keptRevisions(store, 101)).toBeLessThan(80)
  })

  it('forgets in proportion, whoever opens and closes the conversation between', async () => {
    const store = memoryStore()
    const rewritten: number[] = []
    const prune: typeof store.prune = async (id, options) => {
      rewritten.push((await store.load(id))?.messages.length ?? 0)
      return store.prune(id, options)
    }
    for (let turn = 1; turn <= 200; turn += 1) {
      const conversation = await openConversation({ flow, model, store: { ...store, prune }, id: 'a', keepRevisions: 4 })
      await conversation.send('more')
      await conversation.close()
    }
    expect(await keptRevisions(store, 201)).toBeLessThan(201)
    const { length } = (await store.load('a'))?.messages ?? []
    expect(rewritten.reduce((sum, messages) => sum + messages, 0)).toBeLessThan(8 * length)
  })

  it('returns to turns that are kept, and to no others', async () => {
    const store = memoryStore()
    const conversation = await openConversation({ flow, model, store, id: 'a' })
    for (const text of ['more 1', 'more 2', 'more 3', 'more 4']) await conversation.send(text)
    await store.prune('a', { keepRevisions: 2 })
    expect(await conversation.turns()).toEqual([
      { turn: 3, revision: 4, state: 'a', phase: 'listening', messageCount: 7 },
      { turn: 4, revision: 5, state: 'a', phase: 'listening', messageCount: 9 },
    ])
    for (const refused of [conversation.rewind(2), conversation.fork(2, 'b')])
      expect(await failure(refused)).toBeInstanceOf(NoSuchTurnError)
    await conversation.rewind(3)
    await conversation.send('ask')
    expect((await conversation.history()).map(({ text }) => text)).toEqual([
      'Yes?',
      'more 1',
      'Yes?',
      'more 2',
      'Yes?',
      'more 3',
      'Yes?',
      'ask',
      'So it is.',
      'Yes?',
    ])
    await conversation.close()
  })

  it('goes on when nothing can be forgotten, and says so', async () => {
    const store = memoryStore()
    const prune = () => Promise.reject(new Error('The disk is away.'))
    const problems: { readonly message: string }[] = []
    const onProblem = (problem: { readonly message: string }) => problems.push(problem)
    const conversation = await openConversation({ flow, model, store: { ...store, prune }, id: 'a', keepRevisions: 1, onProblem })
    for (const text of ['more 1', 'more 2', 'more 3']) expect(await conversation.send(text)).toMatchObject({ reply: 'Yes?' })
    await conversation.close()
    expect(problems[0]?.message).toBe('Old revisions of conversation "a" could not be forgotten; this is tried again later.')
    expect((await store.load('a'))?.messages).toHaveLength(7)
  })

  it.each([0, 1.5, -1, Number.NaN])('refuses to keep %d revisions', async (keepRevisions) => {
    expect(await failure(openConversation({ flow, model, keepRevisions }))).toMatchObject({ code: 'invalid-options' })
  })

  it('refuses a store that can not forget', async () => {
    const { prune: _prune, ...store } = memoryStore()
    const error = await failure(openConversation({ flow, model, store, keepRevisions: 5 }))
    expect(error).toMatchObject({ code: 'invalid-options', message: expect.stringContaining('has no method prune') })
  })
})

describe('the turns that can be returned to', () => {
  it('are all, with where they stood, when everything is kept', async () => {
    const conversation = await openConversation({ flow, model })
    for (const text of ['more', 'ask', 'hm']) await conversation.send(text)
    const turns = await conversation.turns()
    expect(turns.map(({ turn, messageCount }) => [turn, messageCount])).toEqual([
      [0, 1],
      [1, 3],
      [2, 6],
      [3, 8],
    ])
    const history = await conversation.history()
    expect(history.slice(0, turns[2]?.messageCount).at(-1)).toMatchObject({ text: 'Yes?', turn: 2 })
    await conversation.close()
  })

  it('are those that led here, after going back and after a cancellation', async () => {
    const conversation = await openConversation({ flow, model })
    for (const text of ['more', 'more', 'more']) await conversation.send(text)
    await conversation.rewind(1)
    await conversation.send('ask')
    await conversation.cancel()
    const turns = await conversation.turns()
    expect(turns.map(({ turn, messageCount, phase }) => [turn, messageCount, phase])).toEqual([
      [0, 1, 'listening'],
      [1, 3, 'listening'],
      [2, 6, 'listening'],
    ])
    await conversation.rewind(2)
    expect((await conversation.history()).map(({ text }) => text)).toEqual(['Yes?', 'more', 'Yes?', 'ask', 'So it is.', 'Yes?'])
    await conversation.close()
  })

  it('can lie hundreds of turns back', async () => {
    const store = memoryStore()
    const conversation = await openConversation({ flow, model, store, id: 'long' })
    for (let turn = 1; turn <= 300; turn += 1) await conversation.send(`more ${turn}`)
    expect((await conversation.turns()).map(({ turn }) => turn)).toEqual(Array.from({ length: 301 }, (_, turn) => turn))
    await conversation.rewind(1)
    expect([conversation.turn, conversation.revision]).toEqual([1, 302])
    await conversation.close()
  })
})
