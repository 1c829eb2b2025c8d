import fc from 'fast-check'
import { CorruptRecordError, memoryStore, pruneStore } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { commit, failure, row, talk } from './fixtures.js'

const NOW = 1_000_000

/** A conversation that was last changed at that time. */
async function changedAt(store: ReturnType<typeof memoryStore>, id: string, updatedAt: number, phase: 'listening' | 'done' = 'listening') {
  await store.commit(id, commit(id, 1, [row(0)], { updatedAt, phase }))
}

const ids = async (store: ReturnType<typeof memoryStore>) => (await store.list()).map(({ id }) => id)

describe('pruning a store', () => {
  it('forgets old revisions of every conversation, more than a page of them', async () => {
    const store = memoryStore()
    for (let number = 0; number < 250; number += 1) await talk(store, `conversation ${number}`, 3)
    const seen: number[] = []
    const summary = await pruneStore(store, { keepRevisions: 1, onProgress: (count) => seen.push(count) })
    expect(summary).toEqual({ conversations: 250, removed: 0, forgottenRevisions: 500 })
    expect(seen).toEqual(Array.from({ length: 250 }, (_, index) => index + 1))
    expect((await store.load('conversation 249'))?.messages).toHaveLength(3)
    expect(await store.load('conversation 249', { revision: 2 })).toBeUndefined()
  })

  it('removes what was last changed before a time, or of that only what has ended', async () => {
    const store = memoryStore()
    await changedAt(store, 'old', NOW - 1)
    await changedAt(store, 'old and ended', NOW - 1, 'done')
    await changedAt(store, 'new', NOW)
    expect(await pruneStore(store, { removeBefore: NOW, onlyEnded: true })).toMatchObject({ conversations: 3, removed: 1 })
    expect(await ids(store)).toEqual(['new', 'old'])
    expect(await pruneStore(store, { removeBefore: NOW })).toMatchObject({ conversations: 2, removed: 1 })
    expect(await ids(store)).toEqual(['new'])
  })

  it('keeps a conversation that somebody came back to after it was listed', async () => {
    const inner = memoryStore()
    for (const id of ['a', 'b']) await changedAt(inner, id, NOW - 1)
    const store = { ...inner }
    store.remove = async (id) => {
      await inner.remove(id)
      if (id === 'a') await inner.commit('b', commit('b', 2, [row(1)], { updatedAt: NOW }))
    }
    expect(await pruneStore(store, { removeBefore: NOW })).toMatchObject({ removed: 1 })
    expect(await ids(inner)).toEqual(['b'])
  })

  it('counts beforehand what it will do, and changes nothing then', async () => {
    const conversation = fc.record({ revisions: fc.integer({ min: 1, max: 12 }), keptBefore: fc.option(fc.integer({ min: 1, max: 12 })) })
    const options = fc.record({
      keepRevisions: fc.integer({ min: 1, max: 12 }),
      removeBefore: fc.option(fc.integer({ min: 1000, max: 1012 })),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(conversation, { maxLength: 5 }), options, async (conversations, { keepRevisions, removeBefore }) => {
        const store = memoryStore()
        for (const [index, { revisions, keptBefore }] of conversations.entries()) {
          await talk(store, String(index), revisions)
          if (keptBefore !== null) await store.prune(String(index), { keepRevisions: keptBefore })
        }
        const wanted = { keepRevisions, ...(removeBefore === null ? {} : { removeBefore }) }
        const counted = await pruneStore(store, { ...wanted, dryRun: true })
        expect(await pruneStore(store, { ...wanted, dryRun: true })).toEqual(counted)
        expect(await pruneStore(store, wanted)).toEqual(counted)
        expect(await pruneStore(store, wanted)).toMatchObject({ removed: 0, forgottenRevisions: 0 })
      }),
    )
  })

  it('leaves a damaged conversation as it is, and says so', async () => {
    const store = memoryStore()
    for (const id of ['a', 'b', 'c']) await talk(store, id, 3)
    const facts = { conversationId: 'b', revision: 2, location: 'a disk', reason: 'is scratched', wholeRevision: 1 }
    const damaged: typeof store = {
      ...store,
      prune: async (id, options) => (id === 'b' ? Promise.reject(new CorruptRecordError(facts)) : store.prune(id, options)),
    }
    const heard: string[] = []
    const onCorrupt = ({ conversationId }: CorruptRecordError) => heard.push(conversationId)
    expect(await pruneStore(damaged, { keepRevisions: 1, onCorrupt })).toMatchObject({ conversations: 3, forgottenRevisions: 4 })
    expect(heard).toEqual(['b'])
    expect(await failure(pruneStore(damaged, { keepRevisions: 1 }))).toBeInstanceOf(CorruptRecordError)
  })

  it.each([{ keepRevisions: 0 }, { keepRevisions: 1.5 }, { removeBefore: Number.NaN }])('refuses %j', async (options) => {
    const store = memoryStore()
    await talk(store, 'a', 2)
    expect(await failure(pruneStore(store, options))).toMatchObject({ code: 'invalid-option' })
  })
})
