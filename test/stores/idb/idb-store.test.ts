import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { createStore, promisifyRequest } from 'idb-keyval'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { StoreChange } from '../../../src/stores/contract/conversation-store.js'
import { CorruptRecordError } from '../../../src/stores/contract/corrupt-record-error.js'
import { RevisionConflictError } from '../../../src/stores/contract/revision-conflict-error.js'
import { idbStore } from '../../../src/stores/idb/idb-store.js'
import { commit, failure, record, row, talk, texts } from '../fixtures.js'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

async function storeWith(revisions: number) {
  const databaseName = randomUUID()
  const store = idbStore({ databaseName })
  await talk(store, 'a', revisions)
  const rows = createStore(databaseName, 'conversations')
  const change = (act: (objects: IDBObjectStore) => void) =>
    rows('readwrite', (objects) => {
      act(objects)
      return promisifyRequest(objects.transaction)
    })
  return { store, databaseName, rows, change }
}

describe('a connection that the browser closed', () => {
  /** A store, and what closes its connections as a browser does that says nothing. */
  async function closableStore() {
    const opened = new Set<IDBDatabase>()
    const transaction = IDBDatabase.prototype.transaction
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function remember(this: IDBDatabase, ...parameters) {
      opened.add(this)
      return transaction.apply(this, parameters)
    })
    const { store } = await storeWith(2)
    return { store, close: () => [...opened].map((database) => database.close()) }
  }

  it('is opened again by whatever comes next', async () => {
    const { store, close } = await closableStore()
    close()
    expect(texts(await store.load('a'))).toEqual(['message 0', 'message 1'])
    close()
    await store.commit('a', commit('a', 3, [row(2)]))
    close()
    expect((await store.list()).map(({ revision }) => revision)).toEqual([3])
    close()
    expect(await store.prune('a', { keepRevisions: 1 })).toBe(2)
    close()
    await store.remove('a')
    expect(await store.load('a')).toBeUndefined()
  })

  it('is opened again for all who meet it at once', async () => {
    const { store, close } = await closableStore()
    close()
    const loaded = await Promise.all(Array.from({ length: 5 }, () => store.load('a')))
    expect(loaded.map((each) => each?.record.revision)).toEqual([2, 2, 2, 2, 2])
  })

  it('is told when it can not be opened again', async () => {
    const { store } = await storeWith(1)
    const refuse = () => {
      throw new DOMException('The database connection is closing.', 'InvalidStateError')
    }
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(refuse)
    expect(await failure(store.load('a'))).toMatchObject({ code: 'store-unavailable', reason: 'InvalidStateError' })
  })
})

it('lets one of two tabs win', async () => {
  const { store, databaseName } = await storeWith(2)
  const tabs = [store, idbStore({ databaseName })]
  const outcomes = await Promise.allSettled(
    tabs.map((tab, index) => tab.commit('a', commit('a', 3, [row(2, `tab ${index}`)], { commitId: `tab ${index}` }))),
  )
  const [loser] = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(loser?.reason).toBeInstanceOf(RevisionConflictError)
  const winner = outcomes.findIndex(({ status }) => status === 'fulfilled')
  expect(texts(await store.load('a'))).toEqual(['message 0', 'message 1', `tab ${winner}`])
})

it('goes on with a row that was written before records had a commit id', async () => {
  const { store, change } = await storeWith(2)
  const { commitId: _, ...withoutId } = record('a', 2, { messageCount: 2 })
  await change((objects) => objects.put(withoutId, ['revision', 'a', 2]))
  expect((await store.load('a'))?.record.commitId).toBeUndefined()
  expect(await failure(store.commit('a', commit('a', 3, [row(2)])))).toBeInstanceOf(RevisionConflictError)
  await store.commit('a', commit('a', 3, [row(2)], { expectedCommitId: null }))
  expect((await store.load('a'))?.record.commitId).toBe('a#3')
})

it('leaves no row behind when it removes', async () => {
  const { store, rows } = await storeWith(3)
  await store.commit('a', commit('a', 4, [row(3)], { deadline: 5 }))
  await store.remove('a')
  expect(await rows('readonly', (objects) => promisifyRequest(objects.count()))).toBe(0)
})

it('reports a damaged row with the revision that is whole', async () => {
  const { store, change } = await storeWith(4)
  await change((objects) => objects.put({ ...record('a', 4), phase: 'dreaming' }, ['revision', 'a', 4]))
  const error = await failure(store.load('a'))
  expect(error).toBeInstanceOf(CorruptRecordError)
  expect(error).toMatchObject({ conversationId: 'a', revision: 4, wholeRevision: 3, reason: expect.stringContaining('phase: expected') })
  expect(String(error)).toContain('row ["revision","a",4] of the IndexedDB database')
  expect((await store.load('a', { revision: 3 }))?.messages).toHaveLength(3)
  expect(await failure(store.list())).toBeInstanceOf(CorruptRecordError)
  expect(await failure(store.commit('a', commit('a', 5, [row(4)])))).toBeInstanceOf(CorruptRecordError)
})

it('reports a missing message', async () => {
  const { store, change } = await storeWith(4)
  await change((objects) => objects.delete(['message', 'a', 2, 3]))
  expect(await failure(store.load('a'))).toMatchObject({ code: 'corrupt-record', reason: 'lacks some of its messages', wholeRevision: 2 })
  expect(texts(await store.load('a', { messages: { last: 1 } }))).toEqual(['message 3'])
})

it.each([
  ['an early message that is gone', 1, (objects: IDBObjectStore) => objects.delete(['message', 'a', 0, 1])],
  ['a message that is none', 3, (objects: IDBObjectStore) => objects.put({ message: 7 }, ['message', 'a', 1, 2])],
  ['a newest message that is gone', 4, (objects: IDBObjectStore) => objects.delete(['message', 'a', 3, 4])],
])('forgets nothing of a conversation with %s', async (_name, keepRevisions, damage) => {
  const { store, change, rows } = await storeWith(5)
  await change(damage)
  const before = await rows('readonly', (objects) => promisifyRequest(objects.getAllKeys()))
  expect(await failure(store.prune('a', { keepRevisions }))).toBeInstanceOf(CorruptRecordError)
  expect(await rows('readonly', (objects) => promisifyRequest(objects.getAllKeys()))).toEqual(before)
})

it('reports a count that is not true, at once', async () => {
  const { store, change } = await storeWith(4)
  await change((objects) => objects.put(1_732_623_456_789, ['newest', 'a']))
  const error = await failure(store.load('a'))
  expect(error).toMatchObject({ code: 'corrupt-record', revision: 1_732_623_456_789, wholeRevision: 4 })
})

it('reports a count that is lower than the revisions there are', async () => {
  const { store, change } = await storeWith(4)
  await change((objects) => objects.put(3, ['newest', 'a']))
  expect(await failure(store.load('a'))).toMatchObject({ code: 'corrupt-record', revision: 4, wholeRevision: 3 })
})

it('reports a missing record', async () => {
  const { store, change } = await storeWith(4)
  await change((objects) => objects.delete(['revision', 'a', 4]))
  expect(await failure(store.load('a'))).toMatchObject({ code: 'corrupt-record', revision: 4, reason: 'is missing', wholeRevision: 3 })
  await change((objects) => objects.delete(['revision', 'a', 2]))
  expect((await store.records?.('a', { through: 3, limit: 5 }))?.map(({ revision }) => revision)).toEqual([3])
})

describe('tabs that hear of each other', () => {
  /** Two tabs on one database; `heard` resolves when the second one has heard so many changes. */
  async function twoTabs() {
    const { store, databaseName } = await storeWith(1)
    const other = idbStore({ databaseName })
    const changes: StoreChange[] = []
    let wake: () => void = () => undefined
    const stop = other.watch('a', (change) => {
      changes.push(change)
      wake()
    })
    const heard = async (count: number) => {
      while (changes.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return changes
    }
    return { store, other, databaseName, changes, heard, stop }
  }

  it('hear of what is committed elsewhere, settled or not, in the order of the commits', async () => {
    const { store, heard, stop } = await twoTabs()
    await store.commit('a', commit('a', 2, [], { pending: [{ text: 'hi', id: 'm', at: 1 }] }))
    await store.commit('a', commit('a', 3, [row(0)]))
    expect(await heard(2)).toEqual([
      { revision: 2, isSettled: false },
      { revision: 3, isSettled: true },
    ])
    stop()
  })

  it('hear nothing of their own commits, of other conversations, of refused commits, and of what is no commit', async () => {
    const { store, other, databaseName, heard, stop } = await twoTabs()
    const stranger = new BroadcastChannel(`talkchart:${databaseName}`)
    for (const message of [null, 'a', { id: 'a' }, { id: 'a', revision: '9', isSettled: true }]) stranger.postMessage(message)
    await store.commit('b', commit('b', 1))
    await other.commit('a', commit('a', 2, [row(1)]))
    await failure(store.commit('a', commit('a', 2, [row(1)], { commitId: 'rival' })))
    await store.commit('a', commit('a', 3, [row(2)]))
    expect(await heard(1)).toEqual([{ revision: 3, isSettled: true }])
    stranger.close()
    stop()
  })

  it('hear no more when they have stopped', async () => {
    const { store, other, changes, stop } = await twoTabs()
    stop()
    const last = new Promise((resolve) => other.watch('a', resolve))
    await store.commit('a', commit('a', 2, [row(1)]))
    expect(await last).toEqual({ revision: 2, isSettled: true })
    expect(changes).toEqual([])
  })

  it('go on, and say so once, where no channel may be opened', async () => {
    const told = vi.spyOn(console, 'error').mockReturnValue()
    vi.stubGlobal('BroadcastChannel', function refuse() {
      throw new DOMException('Not here.', 'SecurityError')
    })
    const { store } = await storeWith(2)
    store.watch('a', () => undefined)()
    expect((await store.load('a'))?.record.revision).toBe(2)
    expect(told).toHaveBeenCalledTimes(1)
    told.mockRestore()
  })

  it('go on where there are no channels, without hearing', async () => {
    vi.stubGlobal('BroadcastChannel', undefined)
    const { store, changes, stop } = await twoTabs()
    await store.commit('a', commit('a', 2, [row(1)]))
    expect((await store.load('a'))?.record.revision).toBe(2)
    expect(changes).toEqual([])
    stop()
  })
})

it('leaves no row of what is forgotten behind', async () => {
  const { store, rows } = await storeWith(5)
  await store.prune('a', { keepRevisions: 2 })
  const keys = await rows('readonly', (objects) => promisifyRequest(objects.getAllKeys()))
  expect(keys.map((key) => JSON.stringify(key))).toEqual([
    '["commit","a","a#4"]',
    '["commit","a","a#5"]',
    ...[0, 1, 2, 3, 4].map((position) => `["message","a",${position},${position + 1}]`),
    '["newest","a"]',
    '["revision","a",4]',
    '["revision","a",5]',
  ])
})

it('says so where there is no IndexedDB', async () => {
  const store = idbStore({ databaseName: randomUUID() })
  vi.stubGlobal('indexedDB', undefined)
  for (const error of await Promise.all([store.load('a'), store.list()].map(failure))) {
    expect(error).toMatchObject({ code: 'store-unavailable', reason: 'NoIndexedDB' })
  }
})
