import { type DefineCase, fails, same } from './contract-case.js'
import { commit, row, talk, texts } from './fixtures.js'

/** Defines what a store promises that can forget old revisions. */
export function definePruning(test: DefineCase): void {
  const messages = ['message 0', 'message 1', 'message 2', 'message 3', 'message 4']

  test('keeps the newest revisions with all their messages, and none of those before', async ({ openPrunable }) => {
    const store = await openPrunable()
    await talk(store, 'a', 5)
    same(await store.prune('a', { keepRevisions: 2 }), 3)
    for (const revision of [1, 2, 3]) same(await store.load('a', { revision }), undefined)
    same(texts(await store.load('a', { revision: 4 })), messages.slice(0, 4))
    same(texts(await store.load('a')), messages)
    same(texts(await store.load('a', { messages: { last: 3 } })), messages.slice(2))
  })

  test('goes on after forgetting, and forgets again', async ({ openPrunable }) => {
    const store = await openPrunable()
    await talk(store, 'a', 5)
    await store.prune('a', { keepRevisions: 1 })
    await store.commit('a', commit('a', 6, [row(5)]))
    await store.commit('a', commit('a', 7, [row(6)]))
    same(await store.prune('a', { keepRevisions: 2 }), 1)
    same(await store.load('a', { revision: 5 }), undefined)
    same(texts(await store.load('a')), [...messages, 'message 5', 'message 6'])
    same(
      (await store.list()).map(({ revision }) => revision),
      [7],
    )
  })

  test('does nothing where nothing is to be forgotten', async ({ openPrunable }) => {
    const store = await openPrunable()
    same(await store.prune('a', { keepRevisions: 1 }), 0)
    await talk(store, 'a', 3)
    same(await store.prune('a', { keepRevisions: 3 }), 0)
    same(await store.prune('a', { keepRevisions: 2 }), 1)
    same(await store.prune('a', { keepRevisions: 2 }), 0)
    same((await store.load('a', { revision: 2 }))?.messages?.length, 2)
  })

  test('forgets the messages that were taken back, and keeps those that stand', async ({ openPrunable }) => {
    const store = await openPrunable()
    await store.commit('a', commit('a', 1, [row(0), row(1), row(2), row(3)]))
    await store.commit('a', commit('a', 2, [], { messageCount: 2 }))
    await store.commit('a', commit('a', 3, [row(1, 'other 1'), row(2, 'other 2')]))
    await store.commit('a', commit('a', 4, [row(3, 'other 3')]))
    await store.prune('a', { keepRevisions: 2 })
    same(texts(await store.load('a', { revision: 3 })), ['message 0', 'other 1', 'other 2'])
    same(texts(await store.load('a')), ['message 0', 'other 1', 'other 2', 'other 3'])
    await store.commit('a', commit('a', 5, [], { messageCount: 1 }))
    same(texts(await store.load('a')), ['message 0'])
  })

  test('refuses commits on what it has forgotten, those too that it once had', async ({ openPrunable }) => {
    const store = await openPrunable()
    await talk(store, 'a', 5)
    await store.prune('a', { keepRevisions: 1 })
    for (const late of [commit('a', 2, [row(1)]), commit('a', 4, [row(3)], { commitId: 'rival' })]) {
      await fails(store.commit('a', late), { code: 'revision-conflict', actualRevision: 5 })
    }
    same(texts(await store.load('a')), messages)
    await store.commit('a', commit('a', 5, [row(4)]))
  })

  test('leaves other conversations alone, and is gone with a removal', async ({ openPrunable }) => {
    const store = await openPrunable()
    for (const id of ['a', 'a1', 'b']) await talk(store, id, 4)
    await store.prune('a1', { keepRevisions: 1 })
    for (const id of ['a', 'b']) same((await store.load(id, { revision: 1 }))?.messages?.length, 1)
    await store.remove('a1')
    await talk(store, 'a1', 2)
    same((await store.load('a1', { revision: 1 }))?.messages?.length, 1)
  })

  test('can be asked several times at once, while the conversation goes on', async ({ openPrunable }) => {
    const store = await openPrunable()
    await talk(store, 'a', 20)
    const pruning = [3, 1, 2, 5].map((keepRevisions) => store.prune('a', { keepRevisions }))
    await Promise.all([...pruning, store.commit('a', commit('a', 21, [row(20)]))])
    same(
      texts(await store.load('a')),
      Array.from({ length: 21 }, (_, position) => `message ${position}`),
    )
  })

  for (const keepRevisions of [0, -1, 1.5, Number.NaN])
    test(`refuses to keep ${keepRevisions} revisions`, async ({ openPrunable }) => {
      const store = await openPrunable()
      await talk(store, 'a', 2)
      await fails(store.prune('a', { keepRevisions }), { code: 'invalid-option' })
      same((await store.load('a', { revision: 1 }))?.record.revision, 1)
    })
}
