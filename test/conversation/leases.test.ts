import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CommonOpenOptions,
  type ConversationStore,
  type LanguageModel,
  type LeasableStore,
  memoryStore,
  openConversation,
  type PrunableStore,
  withLeases,
} from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { failure } from '../stores/fixtures.js'
import { flow } from './leased-flow.js'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Stores that share a directory and nothing else, as those of several processes do. */
function sharedStores(count: number): readonly (PrunableStore & LeasableStore)[] {
  const folder = mkdtempSync(join(tmpdir(), 'talkchart-leases-'))
  folders.push(folder)
  return Array.from({ length: count }, () => fileStore(folder, { fsync: false }))
}

const usage = { inputTokens: 0, outputTokens: 0 }

/** A model that counts its calls and answers when it is let. */
function heldModel() {
  const open: ((text: string) => void)[] = []
  const signals: AbortSignal[] = []
  const respond: LanguageModel['respond'] = async (_request, { signal }) => {
    signals.push(signal)
    const text = await new Promise<string>((resolve, reject) => {
      open.push(resolve)
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
    return { text, usage }
  }
  return {
    model: { respond, understand: async () => ({ value: null, usage }) } satisfies LanguageModel,
    signals,
    /** Waits for a call, and answers it. */
    answer: async (call: number, text: string) => {
      await vi.waitFor(() => expect(open.length).toBeGreaterThanOrEqual(call), { timeout: 5000 })
      open[call - 1]?.(text)
    },
    calls: () => open.length,
  }
}

function countedModel(milliseconds: number, text = 'Told.') {
  let calls = 0
  const respond: LanguageModel['respond'] = async () => {
    calls += 1
    const said = `${text} ${calls}`
    await new Promise((resolve) => setTimeout(resolve, milliseconds))
    return { text: said, usage }
  }
  return { model: { respond, understand: async () => ({ value: null, usage }) } satisfies LanguageModel, calls: () => calls }
}

/** Counts what a store is asked for. */
function counted(store: LeasableStore) {
  const counts: Record<string, number> = {}
  const proxy = new Proxy(store, {
    get: (target, name: keyof LeasableStore) => {
      const method = target[name]
      if (typeof method !== 'function') return method
      return (...parameters: unknown[]) => {
        counts[name] = (counts[name] ?? 0) + 1
        return Reflect.apply(method, target, parameters)
      }
    },
  })
  return { store: proxy, counts }
}

const open = (store: ConversationStore, model: LanguageModel, options: Partial<CommonOpenOptions<object>> = {}) =>
  openConversation({ flow, store, model, id: 'a', ...options })

describe('an uncontended conversation', () => {
  it('takes one further round trip a turn', async () => {
    const { model } = countedModel(0)
    const turnsWith = async (lease?: false) => {
      const { store, counts } = counted(withLeases(memoryStore()))
      const conversation = await open(store, model, lease === undefined ? {} : { lease })
      const before = { ...counts }
      await conversation.send('on')
      await conversation.send('on')
      await conversation.close()
      return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count - (before[name] ?? 0)]))
    }
    const without = await turnsWith(false)
    expect(await turnsWith()).toEqual({ ...without, lease: 2 })
  })

  it('holds nothing at rest, not after an opening either, and takes none to be opened again', async () => {
    const { store, counts } = counted(withLeases(memoryStore()))
    const { model } = countedModel(0)
    const conversation = await open(store, model)
    expect((await store.load('a'))?.lease).toBeNull()
    await conversation.send('on')
    expect((await store.load('a'))?.lease).toBeNull()
    expect(await failure(conversation.rewind(7))).toMatchObject({ code: 'no-such-turn' })
    await conversation.rewind(0)
    expect((await store.load('a'))?.lease).toBeNull()
    await conversation.close()
    const { lease } = counts
    const again = await open(store, model)
    expect(counts.lease).toBe(lease)
    await again.cancel()
    await again.close()
    expect((await store.load('a'))?.lease).toBeNull()
  })

  it('holds a lease while a turn runs, under its owner, and renews it for as long', async () => {
    const { store, counts } = counted(withLeases(memoryStore()))
    const { model, answer } = heldModel()
    const conversation = await open(store, model, { lease: { owner: 'server 1', milliseconds: 150 } })
    const turn = conversation.send('on')
    await vi.waitFor(() => expect(counts.renew).toBeGreaterThanOrEqual(6), { timeout: 5000 })
    expect((await store.load('a'))?.lease).toMatchObject({ owner: 'server 1' })
    await answer(1, 'Told.')
    expect(await turn).toMatchObject({ reply: 'Told.' })
    await conversation.close()
  })
})

describe('two processes', () => {
  it('run one turn between them: the other waits, loads it, and is told of it by its id', async () => {
    const [left, right] = sharedStores(2)
    if (left === undefined || right === undefined) return
    const { model, calls } = countedModel(100)
    const [first, second] = [await open(left, model), await open(right, model)]
    const [one, other] = await Promise.all([first.send('on', { id: 'm1' }), second.send('on', { id: 'm1' })])
    expect(one.reply).toBe(other.reply)
    expect(calls()).toBe(1)
    expect(second.messages.map(({ text }) => text)).toEqual(['Well?', 'on', 'Told. 1'])
    await Promise.all([first.close(), second.close()])
  })

  it('take turns, and call the model once for each', async () => {
    const stores = sharedStores(4)
    const { model, calls } = countedModel(20)
    const conversations = await Promise.all(stores.map((store) => open(store, model)))
    const turns = await Promise.all(conversations.flatMap((conversation) => [conversation.send('on'), conversation.send('on')]))
    expect(calls()).toBe(8)
    expect(new Set(turns.map(({ reply }) => reply)).size).toBe(8)
    const history = await conversations[0]?.history()
    expect(history?.filter(({ role }) => role === 'user')).toHaveLength(8)
    await Promise.all(conversations.map((conversation) => conversation.close()))
  })

  it('keep a message that arrives elsewhere, also when its process goes', async () => {
    const [left, right] = sharedStores(2)
    if (left === undefined || right === undefined) return
    const { model, answer, calls } = heldModel()
    const first = await open(left, model)
    const second = await open(right, model)
    const running = first.send('on')
    await vi.waitFor(() => expect(calls()).toBe(1))
    const waiting = failure(second.send('on', { id: 'm2' }))
    await vi.waitFor(async () => expect((await left.load('a'))?.enqueued).toMatchObject([{ id: 'm2', text: 'on' }]), { timeout: 5000 })
    await second.close()
    expect(await waiting).toMatchObject({ code: 'conversation-closed' })
    await answer(1, 'One.')
    await running
    const third = first.send('on')
    await answer(2, 'Two.')
    await answer(3, 'Three.')
    await third
    await vi.waitFor(async () => expect((await left.load('a'))?.record).toMatchObject({ turn: 3, pending: [] }), { timeout: 5000 })
    expect((await left.load('a'))?.enqueued).toBeUndefined()
    expect((await first.history()).filter(({ id }) => id === 'm2')).toHaveLength(1)
    await first.close()
  })

  it('tells who waits too long whose turn it is', async () => {
    const [left, right] = sharedStores(2)
    if (left === undefined || right === undefined) return
    const { model, answer, calls } = heldModel()
    const first = await open(left, model, { lease: { owner: 'server 1' } })
    const second = await open(right, model, { lease: { wait: 0 } })
    const running = first.send('on')
    await vi.waitFor(() => expect(calls()).toBe(1))
    expect(await failure(second.send('on', { id: 'm2' }))).toMatchObject({ code: 'conversation-busy', owner: 'server 1' })
    await answer(1, 'One.')
    await running
    const again = second.send('on', { id: 'm2' })
    await answer(2, 'Two.')
    expect(await again).toMatchObject({ reply: 'Two.', turn: 2 })
    await Promise.all([first.close(), second.close()])
  })

  it('never go on in a conversation that was removed, and begin it again only when it is opened', async () => {
    const [left, right] = sharedStores(2)
    if (left === undefined || right === undefined) return
    const { model } = countedModel(0)
    const first = await open(left, model)
    await first.send('on')
    await right.remove('a')
    expect(await failure(first.send('on'))).toMatchObject({ code: 'conversation-removed' })
    expect(await failure(first.send('on'))).toMatchObject({ code: 'conversation-removed' })
    expect(await right.load('a')).toBeUndefined()
    const again = await open(left, model)
    expect(await again.history()).toHaveLength(1)
    await again.close()
  })
})

describe('a lease that is lost', () => {
  it('aborts the call, and its job waits for the lease anew', async () => {
    const [left, right] = sharedStores(2)
    if (left === undefined || right === undefined) return
    const ours = heldModel()
    const { store, counts } = counted(left)
    // What a process that was stopped past its lease is told when it wakes.
    let isLost = false
    const renew: LeasableStore['renew'] = async (...parameters) => !isLost && (await store.renew(...parameters))
    const losing = { ...leaseless(store), lease: store.lease, release: store.release, enqueue: store.enqueue, renew }
    const first = await open(losing, ours.model, { lease: { milliseconds: 200 } })
    const turn = first.send('on', { id: 'm1' })
    await vi.waitFor(() => expect(ours.calls()).toBe(1), { timeout: 5000 })
    isLost = true
    await vi.waitFor(() => expect(ours.signals[0]?.aborted).toBe(true), { timeout: 5000 })
    isLost = false
    const before = counts.commit
    await ours.answer(2, 'Again.')
    expect(await turn).toMatchObject({ reply: 'Again.', turn: 1 })
    expect(counts.commit).toBe((before ?? 0) + 1)
    await first.close()
  })
})

describe('a timer', () => {
  it('fires once for four open copies, and calls the model once', async () => {
    const stores = sharedStores(4)
    const { model, calls } = countedModel(50, 'Still there?')
    const conversations = await Promise.all(stores.map((store) => open(store, model)))
    await conversations[0]?.send('wait')
    // Each loads the state with the timer, as a message does that is repeated.
    await Promise.all(conversations.slice(1).map((conversation) => conversation.rewind(1)))
    await vi.waitFor(async () => expect((await stores[0]?.load('a'))?.record.phase).toBe('done'), {
      timeout: 10_000,
    })
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(calls()).toBe(1)
    expect((await conversations[0]?.history())?.filter(({ state }) => state === 'late')).toHaveLength(1)
    await Promise.all(conversations.map((conversation) => conversation.close()))
  })

  it('that is overdue when a conversation is opened fires under the lease', async () => {
    const [left, right] = sharedStores(2)
    if (left === undefined || right === undefined) return
    const { model, calls } = countedModel(50, 'Still there?')
    const first = await open(left, model)
    await first.send('wait')
    await first.close()
    await new Promise((resolve) => setTimeout(resolve, 1050))
    const [one, other] = await Promise.all([open(left, model), open(right, model)])
    expect([one.state, other.state]).toEqual(['late', 'late'])
    expect(calls()).toBe(1)
    await Promise.all([one.close(), other.close()])
  })
})

/** The methods of a store that are not of leases. */
function leaseless({ load, commit, remove, list }: ConversationStore): ConversationStore {
  return { load, commit, remove, list }
}
