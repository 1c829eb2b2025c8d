import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { createStore, promisifyRequest } from 'idb-keyval'
import { afterEach, expect, it, vi } from 'vitest'
import { CorruptRecordError } from '../../../src/stores/corrupt-record-error.js'
import { idbStore } from '../../../src/stores/idb/idb-store.js'
import { RevisionConflictError } from '../../../src/stores/revision-conflict-error.js'
import { commit, failure, record, row, talk, texts } from '../fixtures.js'

afterEach(() => {
  vi.unstubAllGlobals()
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

it('reports a missing record', async () => {
  const { store, change } = await storeWith(4)
  await change((objects) => objects.delete(['revision', 'a', 4]))
  expect(await failure(store.load('a'))).toMatchObject({ code: 'corrupt-record', revision: 4, reason: 'is missing', wholeRevision: 3 })
})

it('says so where there is no IndexedDB', async () => {
  const store = idbStore({ databaseName: randomUUID() })
  vi.stubGlobal('indexedDB', undefined)
  for (const error of await Promise.all([store.load('a'), store.list()].map(failure))) {
    expect(error).toMatchObject({ code: 'store-unavailable', reason: 'NoIndexedDB' })
  }
})
