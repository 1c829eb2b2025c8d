import { type DefineCase, fails, same } from './contract-case.js'
import { commit, record, row, talk, texts } from './fixtures.js'

/** Defines what every store promises of loading. */
export function defineLoading(test: DefineCase): void {
  test('knows nothing of a conversation that never began', async ({ open }) => {
    const store = await open()
    same(await store.load('a'), undefined)
    same(await store.load('a', { revision: 1 }), undefined)
    same(await store.list(), [])
  })

  test('loads any revision, and none that is not there', async ({ open }) => {
    const store = await open()
    await talk(store, 'a', 5)
    for (let revision = 1; revision <= 5; revision += 1) {
      const loaded = await store.load('a', { revision })
      same(loaded?.record, record('a', revision, { messageCount: revision }))
      same(
        texts(loaded),
        Array.from({ length: revision }, (_, position) => `message ${position}`),
      )
    }
    same(await store.load('a', { revision: 0 }), undefined)
    same(await store.load('a', { revision: 6 }), undefined)
  })

  test('keeps every revision as it was when messages are rewound and replaced', async ({ open }) => {
    const store = await open()
    await store.commit('a', commit('a', 1, [row(0), row(1), row(2), row(3)]))
    await store.commit('a', commit('a', 2, [], { messageCount: 2 }))
    await store.commit('a', commit('a', 3, [row(2, 'other 2')]))
    await store.commit('a', commit('a', 4, [row(1, 'other 1'), row(3, 'other 3')]))
    const seen = await Promise.all([1, 2, 3, 4].map(async (revision) => texts(await store.load('a', { revision }))))
    same(seen, [
      ['message 0', 'message 1', 'message 2', 'message 3'],
      ['message 0', 'message 1'],
      ['message 0', 'message 1', 'other 2'],
      ['message 0', 'other 1', 'other 2', 'other 3'],
    ])
  })

  for (const last of [0, 1, 2, 7, 100])
    test(`loads the last ${last} messages`, async ({ open }) => {
      const store = await open()
      await talk(store, 'a', 7)
      const loaded = await store.load('a', { messages: { last } })
      same(loaded?.record.messageCount, 7)
      same(
        loaded?.messages.map(({ position }) => position),
        [0, 1, 2, 3, 4, 5, 6].slice(Math.max(0, 7 - last)),
      )
      const earlier = await store.load('a', { revision: 3, messages: { last } })
      same(
        earlier?.messages.map(({ position }) => position),
        [0, 1, 2].slice(Math.max(0, 3 - last)),
      )
    })

  test('reads the records of kept revisions back from one, if it can', async ({ open }) => {
    const store = await open()
    if (store.records === undefined) return
    same(await store.records('a', { through: 9, limit: 3 }), [])
    await talk(store, 'a', 12)
    const expected = (revisions: readonly number[]) => revisions.map((revision) => record('a', revision, { messageCount: revision }))
    same(await store.records('a', { through: 12, limit: 4 }), expected([12, 11, 10, 9]))
    same(await store.records('a', { through: 4, limit: 100 }), expected([4, 3, 2, 1]))
    same(await store.records('a', { through: 11, limit: 100 }), expected([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]))
    same(await store.records('a', { through: 0, limit: 3 }), [])
    same(await store.records('a', { through: 12, limit: 0 }), [])
    if (store.prune === undefined) return
    await store.prune('a', { keepRevisions: 3 })
    same(await store.records('a', { through: 11, limit: 100 }), expected([11, 10]))
    same(await store.records('a', { through: 9, limit: 100 }), [])
  })

  for (const value of [-1, 1.5, Number.NaN])
    test(`refuses ${value} as an option`, async ({ open }) => {
      const store = await open()
      await fails(store.load('a', { revision: value }), { code: 'invalid-option' })
      await fails(store.load('a', { messages: { last: value } }), { code: 'invalid-option' })
      await fails(store.list({ limit: value }), { code: 'invalid-option' })
    })
}
