import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { setImmediate as nextMacrotask } from 'node:timers/promises'
import { type Conversation, openConversation, scriptedModel } from 'talkchart'
import { idbStore } from 'talkchart/stores/idb'
import { describe, expect, it } from 'vitest'
import { failure } from '../stores/fixtures.js'
import { flow } from './shared-flow.js'

/** A model that answers when it is told to. */
function slowModel() {
  const waiting: (() => void)[] = []
  const model = scriptedModel({ respond: () => new Promise<string>((resolve) => waiting.push(() => resolve('So it is.'))) })
  const answer = () => {
    for (const release of waiting.splice(0)) release()
  }
  return { model, answer }
}

function tabs(model = scriptedModel({ respond: 'So it is.' })) {
  const databaseName = randomUUID()
  const open = (options: { onConflict?: 'fail' | 'reload' } = { onConflict: 'reload' }) =>
    openConversation({ flow, model, store: idbStore({ databaseName }), id: 'a', ...options })
  return { open, databaseName }
}

const said = (conversation: Conversation) => conversation.messages.map(({ text }) => text)

/** Resolves when the conversation has so many messages, as a page that shows them sees it. */
function shows(conversation: Conversation, count: number): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const look = () => {
      if (conversation.messages.length >= count) resolve(said(conversation))
    }
    conversation.subscribe(look)
    look()
  })
}

describe('a conversation that is open in two tabs', () => {
  it("shows each tab the other's turns, without anything being sent there", async () => {
    const { open } = tabs()
    const [left, right] = [await open(), await open()]
    await left.send('more')
    expect(await shows(right, 3)).toEqual(['Yes?', 'more', 'Yes?'])
    expect(right).toMatchObject({ turn: 1, phase: 'listening', revision: left.revision })
    await right.send('ask')
    expect(await shows(left, 6)).toEqual(['Yes?', 'more', 'Yes?', 'ask', 'So it is.', 'Yes?'])
    await Promise.all([left.close(), right.close()])
  })

  it('is written to by nobody who only hears', async () => {
    const { open, databaseName } = tabs()
    const [left, right] = [await open(), await open()]
    await left.send('more')
    await shows(right, 3)
    await left.send('more')
    await shows(right, 5)
    await Promise.all([left.close(), right.close()])
    expect((await idbStore({ databaseName }).load('a'))?.record.revision).toBe(3)
  })

  it('leaves a turn that runs to the tab that runs it', async () => {
    const { model, answer } = slowModel()
    const { open, databaseName } = tabs(model)
    const [left, right] = [await open(), await open()]
    const sending = left.send('ask')
    const store = idbStore({ databaseName })
    await expect.poll(async () => (await store.load('a'))?.record.pending.length).toBe(1)
    expect(said(right)).toEqual(['Yes?'])
    answer()
    await sending
    expect(await shows(right, 4)).toEqual(['Yes?', 'ask', 'So it is.', 'Yes?'])
    expect(model.requests).toHaveLength(1)
    await Promise.all([left.close(), right.close()])
  })

  it('shows what was settled between its loading and its listening', async () => {
    const { open, databaseName } = tabs()
    const left = await open()
    const store = idbStore({ databaseName })
    const watch: typeof store.watch = (id, listener) => {
      // Deaf to what is told, as if all of it had come before.
      store.watch(id, listener)()
      return () => undefined
    }
    await left.send('more')
    const behind = { ...store, watch, load: lateLoad(store.load, () => left.send('more')) }
    const right = await openConversation({ flow, model: scriptedModel({}), store: behind, id: 'a', onConflict: 'reload' })
    expect(await shows(right, 5)).toEqual(['Yes?', 'more', 'Yes?', 'more', 'Yes?'])
    await Promise.all([left.close(), right.close()])
  })

  it('is rewound and ended for both', async () => {
    const { open } = tabs()
    const [left, right] = [await open(), await open()]
    await left.send('more')
    await shows(right, 3)
    const wasRewound = new Promise<void>((resolve) => right.subscribe(({ turn }) => turn === 0 && resolve()))
    await left.rewind(0)
    await wasRewound
    expect(said(right)).toEqual(['Yes?'])
    const hasEnded = new Promise<void>((resolve) => right.subscribe((_context, phase) => phase === 'done' && resolve()))
    await left.cancel()
    await hasEnded
    expect(right.outcome).toBe('cancelled')
    expect(await failure(right.send('more'))).toMatchObject({ code: 'conversation-done' })
    await Promise.all([left.close(), right.close()])
  })

  it.each([0, 1, 2])('is closed for the tab in which it was removed and begun anew by the other, with %i turns', async (turns) => {
    const { open, databaseName } = tabs()
    const left = await open()
    await left.send('more for Ana')
    const told = new Promise<string>((resolve) => left.subscribe((_context, phase) => phase === 'closed' && resolve(phase)))
    await idbStore({ databaseName }).remove('a')
    const right = await open()
    for (let turn = 0; turn < turns; turn += 1) await right.send('more for Bob')
    expect(await told).toBe('closed')
    expect(said(left)).toEqual(['Yes?', 'more for Ana', 'Yes?'])
    expect(await failure(left.send('more'))).toMatchObject({ code: 'conversation-removed' })
    expect(right.phase).toBe('listening')
    await Promise.all([left.close(), right.close()])
  })

  it('loses and doubles nothing when both talk at once', async () => {
    const { open } = tabs()
    const both = [await open(), await open()]
    const texts = Array.from({ length: 20 }, (_, index) => `more ${index}`)
    await Promise.all(texts.map((text, index) => both[index % 2]?.send(text)))
    const [left, right] = both
    const history = (await left?.history()) ?? []
    expect(history.flatMap(({ role, text }) => (role === 'user' ? [text] : [])).sort()).toEqual([...texts].sort())
    expect(history).toHaveLength(41)
    await Promise.all([left?.close(), right?.close()])
  })

  it('asks the model once in each tab at the most when all of them open while one talks', async () => {
    const respond = async () => {
      for (let task = 0; task < 12; task += 1) await nextMacrotask()
      return 'So it is.'
    }
    const model = scriptedModel({ respond })
    const { open } = tabs(model)
    const all = await Promise.all(
      [0, 1, 2].map(async (tab) => {
        const conversation = await open()
        if (tab === 0) await Promise.all([conversation.send('more'), conversation.send('ask')])
        return conversation
      }),
    )
    for (const conversation of all) expect(await shows(conversation, 6)).toEqual(['Yes?', 'more', 'Yes?', 'ask', 'So it is.', 'Yes?'])
    expect(model.requests.length).toBeLessThanOrEqual(3)
    await Promise.all(all.map((conversation) => conversation.close()))
  })

  it('leaves what was sent and not stored in time pending when it is closed, also after a conflict', async () => {
    const { open, databaseName } = tabs()
    const [left, right] = [await open({ onConflict: 'fail' }), await open({ onConflict: 'fail' })]
    await right.send('more')
    const late = failure(left.send('ask'))
    await left.close()
    expect(await late).toMatchObject({ code: 'conversation-closed' })
    expect((await idbStore({ databaseName }).load('a'))?.record.pending).toMatchObject([{ text: 'ask' }])
    await right.close()
    const later = await open()
    expect(said(later)).toEqual(['Yes?', 'more', 'Yes?', 'ask', 'So it is.', 'Yes?'])
    await later.close()
  })

  it('is cancelled though it is being loaded again', async () => {
    const { open, databaseName } = tabs()
    const [left, right] = [await open(), await open()]
    const isLoading = new Promise<void>((resolve) => right.subscribe(({ turn }) => turn === 1 && resolve()))
    await left.send('more')
    await isLoading
    await right.cancel()
    expect(right.outcome).toBe('cancelled')
    expect((await idbStore({ databaseName }).load('a'))?.record.phase).toBe('done')
    await Promise.all([left.close(), right.close()])
  })

  it('looks into the store a few times only, however often it is told that there is something new', async () => {
    const { open, databaseName } = tabs()
    const left = await open()
    const store = idbStore({ databaseName })
    let loads = 0
    const load: typeof store.load = (id, options) => {
      loads += 1
      return store.load(id, options)
    }
    const right = await openConversation({ flow, model: scriptedModel({}), store: { ...store, load }, id: 'a', onConflict: 'reload' })
    const forger = new BroadcastChannel(`talkchart:${databaseName}`)
    for (let revision = 0; revision < 1000; revision += 1) forger.postMessage({ id: 'a', revision: 1e9, isSettled: true })
    forger.close()
    await left.send('more')
    expect(await shows(right, 3)).toEqual(['Yes?', 'more', 'Yes?'])
    expect(loads).toBeLessThan(100)
    await Promise.all([left.close(), right.close()])
  })

  it('hears nothing with onConflict: fail, and is told at the next message', async () => {
    const { open } = tabs()
    const left = await open()
    const right = await open({ onConflict: 'fail' })
    await left.send('more')
    expect(await failure(right.send('more'))).toMatchObject({ code: 'revision-conflict' })
    expect(said(right)).toEqual(['Yes?', 'more', 'Yes?'])
    await left.close()
  })

  it('hears nothing any more when it is closed', async () => {
    const { open, databaseName } = tabs()
    const [left, right] = [await open(), await open()]
    await right.close()
    const witness = new Promise((resolve) => idbStore({ databaseName }).watch('a', resolve))
    await left.send('more')
    await witness
    expect(said(right)).toEqual(['Yes?'])
    await left.close()
  })
})

/** A load that lets something happen after its first time, before it answers. */
function lateLoad(load: ReturnType<typeof idbStore>['load'], happen: () => Promise<unknown>): typeof load {
  let isFirst = true
  return async (id, options) => {
    const loaded = await load(id, options)
    if (isFirst) {
      isFirst = false
      await happen()
    }
    return loaded
  }
}
