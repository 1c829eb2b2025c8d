import { type ConversationFlow, compileFlow, defineFlow, keyword, memoryStore, openConversation, scriptedModel } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { createActor } from 'xstate'
import { failure } from '../stores/fixtures.js'
import { flow } from './shared-flow.js'

const open = (store = memoryStore(), model = scriptedModel({ respond: 'So it is.' })) => openConversation({ flow, model, store, id: 'a' })

/** The same talk with a window of one message. */
const narrow: ConversationFlow = { ...flow, history: { maxMessages: 1 } }

describe('every message has an id', () => {
  it('as it was sent, or made from it, the same in the store and after opening again', async () => {
    const store = memoryStore()
    const conversation = await open(store)
    await conversation.send('ask', { id: 'm1' })
    await conversation.send('more', { id: 'm2' })
    const ids = ['opening.1', 'm1', 'm1.1', 'm1.2', 'm2', 'm2.1']
    expect(conversation.messages.map(({ id }) => id)).toEqual(ids)
    await conversation.close()
    const again = await open(store)
    expect(again.messages.map(({ id }) => id)).toEqual(ids)
    expect((await again.history()).map(({ id }) => id)).toEqual(ids)
    await again.send('more', { id: 'm3' })
    expect(again.messages.at(-1)?.id).toBe('m3.1')
    await again.close()
  })

  it('also where the sender gave none, and in a machine alone', async () => {
    const conversation = await open()
    const { replies } = await conversation.send('more')
    const sent = conversation.messages.at(-2)?.id
    expect(sent).toMatch(/^sent-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(replies.map(({ id }) => id)).toEqual([`${sent}.1`])
    await conversation.close()
    const actor = createActor(compileFlow(narrow, { model: scriptedModel({}) })).start()
    const ids: string[] = []
    actor.on('message.added', ({ message }) => ids.push(message.id))
    actor.send({ type: 'user.message', text: 'more' })
    actor.send({ type: 'user.message', text: 'more', id: 'x' })
    expect(ids).toEqual(['turn-1', 'turn-1.1', 'x', 'x.1'])
  })

  it('the same when a failed call is repeated, and another one after a rewind', async () => {
    const failing = () => {
      throw new Error('down')
    }
    const conversation = await open(memoryStore(), scriptedModel({ respond: [failing, 'So it is.', 'So it was.'] }))
    await conversation.send('ask', { id: 'm1' })
    await conversation.retry()
    expect(conversation.messages.map(({ id }) => id)).toEqual(['opening.1', 'm1', 'm1.1', 'm1.2'])
    await conversation.rewind(0)
    const line = `~${conversation.revision}`
    await conversation.send('ask', { id: 'm2' })
    expect(conversation.messages.map(({ id }) => id)).toEqual(['opening.1', 'm2', `m2.1${line}`, `m2.2${line}`])
    await conversation.close()
  })

  it('that of its place where it was stored without one', async () => {
    const store = memoryStore()
    const before = await open(store)
    await before.send('more')
    await before.close()
    const load: typeof store.load = async (id, options) => {
      const loaded = await store.load(id, options)
      if (loaded === undefined) return undefined
      const snapshot = JSON.parse(JSON.stringify(loaded.record.snapshot))
      for (const name of ['lastUserId', 'replyCount', 'seenIds']) delete snapshot.context[name]
      const messages = loaded.messages.map(({ position, message: { id: _, ...message } }) => ({ position, message }))
      return { record: { ...loaded.record, snapshot }, messages }
    }
    const conversation = await openConversation({ flow, model: scriptedModel({}), store: { ...store, load }, id: 'a' })
    expect(conversation.messages.map(({ id }) => id)).toEqual(['position-0', 'position-1', 'position-2'])
    expect((await conversation.history()).map(({ id }) => id)).toEqual(['position-0', 'position-1', 'position-2'])
    await conversation.send('more', { id: 'm1' })
    expect(conversation.messages.at(-1)?.id).toBe('m1.1')
    await conversation.close()
  })

  it.each(['opening', 'opening.1', 'a.1', 'a.12~7', 'turn-1', 'position-3', 'sent-x', '', 'x'.repeat(201)])(
    'and %j is refused',
    async (id) => {
      const conversation = await open()
      expect(await failure(conversation.send('more', { id }))).toMatchObject({ code: 'invalid-message' })
      expect(conversation.turn).toBe(0)
      await conversation.close()
    },
  )

  it.each(['a', '1503435956.000247', 'x'.repeat(200), 'état ~1'])('and %j is taken', async (id) => {
    const conversation = await open()
    expect(await conversation.send('more', { id })).toMatchObject({ turn: 1, replies: [{ id: `${id}.1` }] })
    await conversation.close()
  })
})

describe('an id that was seen', () => {
  it('is no new turn, however small the window is, also after opening again', async () => {
    const store = memoryStore()
    const openNarrow = () => openConversation({ flow: narrow, model: scriptedModel({ respond: 'So it is.' }), store, id: 'a' })
    const conversation = await openNarrow()
    await conversation.send('ask', { id: 'm1' })
    await conversation.send('more', { id: 'm2' })
    expect(await conversation.send('ask', { id: 'm1' })).toMatchObject({ turn: 1, reply: 'So it is.\n\nYes?', entered: [] })
    await conversation.close()
    const again = await openNarrow()
    expect(await again.send('ask', { id: 'm1' })).toMatchObject({ turn: 1, reply: 'So it is.\n\nYes?', entered: [] })
    expect(again.turn).toBe(2)
    await again.close()
  })

  it('stays seen when a rewind has taken it back, and others do not lose theirs', async () => {
    const store = memoryStore()
    const conversation = await open(store)
    await conversation.send('more', { id: 'm1' })
    await conversation.send('more', { id: 'm2' })
    await conversation.rewind(1)
    expect(await conversation.send('more', { id: 'm2' })).toMatchObject({ turn: 1, reply: '', replies: [] })
    expect(conversation.turn).toBe(1)
    await conversation.close()
    const again = await open(store)
    expect(await again.send('more', { id: 'm2' })).toMatchObject({ replies: [] })
    expect(await again.send('more', { id: 'm1' })).toMatchObject({ turn: 1, reply: 'Yes?' })
    await again.close()
  })

  it('is remembered for the newest 1,000', async () => {
    const actor = createActor(compileFlow(narrow, { model: scriptedModel({}) })).start()
    for (let index = 0; index < 1001; index += 1) actor.send({ type: 'user.message', text: 'more', id: `m${index}` })
    actor.send({ type: 'user.message', text: 'more', id: 'm1' })
    expect(actor.getSnapshot().context.turn).toBe(1001)
    expect(actor.getSnapshot().context.seenIds).toHaveLength(1000)
  })
})

describe('a message whose turn failed', () => {
  const twoStep = defineFlow({
    name: 'two-step',
    initialState: 'ask',
    states: {
      ask: { prompt: { say: 'Well?' }, transitions: { go: keyword(['go']) }, nextStates: { go: 'first' } },
      first: { prompt: { say: 'One moment.' }, advanceTo: 'second' },
      second: { prompt: { instruct: 'Answer.' }, advanceTo: 'ask' },
    },
  })
  const failing = () => {
    throw new Error('down')
  }
  const openTwoStep = (respond: Parameters<typeof scriptedModel>[0]['respond'], store = memoryStore()) =>
    openConversation({ flow: twoStep, model: scriptedModel({ respond: respond ?? '' }), store, id: 'a' })

  it('is repeated when it is sent again, and its whole reply is told', async () => {
    const store = memoryStore()
    const conversation = await openTwoStep([failing], store)
    expect(await conversation.send('go', { id: 'm1' })).toMatchObject({ phase: 'failed', reply: 'One moment.' })
    await conversation.close()
    const again = await openTwoStep(['So it is.'], store)
    const [turn, same] = await Promise.all([again.send('go', { id: 'm1' }), again.send('go', { id: 'm1' })])
    expect(turn).toMatchObject({ turn: 1, phase: 'listening', reply: 'One moment.\n\nSo it is.\n\nWell?' })
    expect(same).toBe(turn)
    expect(again.turn).toBe(1)
    await again.close()
  })

  it('is streamed whole when it is sent again', async () => {
    const conversation = await openTwoStep([failing, 'So it is.'])
    await conversation.send('go', { id: 'm1' })
    const pieces: string[] = []
    const stream = conversation.stream('go', { id: 'm1' })
    for await (const piece of stream) pieces.push(piece)
    expect(pieces.join('')).toBe((await stream.turn).reply)
    expect(pieces.join('')).toBe('One moment.\n\nSo it is.\n\nWell?')
    await conversation.close()
  })

  it('is not repeated when another message came since', async () => {
    const conversation = await openTwoStep([failing, failing])
    await conversation.send('go', { id: 'm1' })
    await conversation.send('go', { id: 'm2' })
    expect(await conversation.send('go', { id: 'm1' })).toMatchObject({ turn: 1, phase: 'failed', reply: 'One moment.' })
    expect(conversation.turn).toBe(2)
    await conversation.close()
  })
})

describe('messages that wait', () => {
  it('are in view in the call that sends them, in the order of their turns, and listeners are told', async () => {
    const conversation = await open()
    const seen: (readonly string[])[] = []
    conversation.subscribe(() => seen.push(conversation.waiting.map(({ text }) => text)))
    const turns = [conversation.send('ask'), conversation.send('more')]
    expect(conversation.waiting.map(({ text }) => text)).toEqual(['ask', 'more'])
    expect(seen).toEqual([['ask'], ['ask', 'more']])
    await Promise.all(turns)
    expect(conversation.waiting).toEqual([])
    await conversation.close()
  })

  it('are a hundred at the most: the next is refused, and nothing else fails', async () => {
    const store = memoryStore()
    const conversation = await open(store)
    const outcomes = await Promise.allSettled(Array.from({ length: 1001 }, (_, index) => conversation.send('more', { id: `m${index}` })))
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(new Set(refused.map(({ reason }) => reason.code))).toEqual(new Set(['inbox-full']))
    expect(outcomes.findIndex(({ status }) => status === 'rejected')).toBe(101)
    expect([refused.length, conversation.turn]).toEqual([900, 101])
    expect(await conversation.send('more', { id: 'm900' })).toMatchObject({ turn: 102 })
    await conversation.close()
  })
})
