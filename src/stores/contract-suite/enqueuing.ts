import { type DefineCase, requireLeasable, same } from './contract-case.js'
import { commit, row, talk } from './fixtures.js'
import { granted } from './leasing.js'

const message = (id: string) => ({ text: `text of ${id}`, id, at: 5 })

/** Defines what a store promises of what comes while another process holds the lease. */
export function defineEnqueuing(test: DefineCase): void {
  test('keeps what came in order, each once, and makes no revision of it', async ({ openUnderTest }) => {
    const { store, reopen } = await openUnderTest()
    const ours = requireLeasable(store)
    const theirs = requireLeasable(reopen === undefined ? store : await reopen())
    await talk(ours, 'a', 1)
    const event = { type: 'payment.completed', payload: { amount: 20 }, id: 'event', at: 6 }
    await theirs.enqueue('a', message('m2'))
    await theirs.enqueue('a', event)
    await theirs.enqueue('a', message('m1'))
    await theirs.enqueue('a', { ...message('m2'), text: 'another text' })
    await theirs.enqueue('b', message('m3'))
    const loaded = await ours.load('a')
    same(loaded?.record.revision, 1)
    same(loaded?.enqueued, [message('m2'), event, message('m1')])
    same((await granted(ours, 'a', 'one')).enqueued, loaded?.enqueued)
  })

  test('gives what was taken in by a commit no more, and the rest still', async ({ openLeasable }) => {
    const store = await openLeasable()
    await talk(store, 'a', 1)
    for (const id of ['m1', 'm2', 'm3']) await store.enqueue('a', message(id))
    const { token } = await granted(store, 'a', 'one')
    const pending = [message('m1'), message('m3')]
    const next = { ...commit('a', 2, [row(1)], { pending }), token, taken: ['m1', 'm3', 'unknown'] }
    await store.commit('a', next)
    await store.enqueue('a', message('m4'))
    await store.commit('a', next)
    same((await store.load('a'))?.enqueued, [message('m2'), message('m4')])
    await store.commit('a', { ...commit('a', 3, [row(2)]), token, release: true, taken: ['m2', 'm4'] })
    same((await store.load('a'))?.enqueued, undefined)
    same((await granted(store, 'a', 'two')).enqueued, [])
  })

  test('keeps what came for a conversation that is being begun', async ({ openLeasable }) => {
    const store = await openLeasable()
    await store.enqueue('a', message('m1'))
    same(await store.load('a'), undefined)
    same(await store.list(), [])
    same((await granted(store, 'a', 'one')).enqueued, [message('m1')])
    await store.commit('a', commit('a', 1, [row(0)]))
    same((await store.load('a'))?.enqueued, [message('m1')])
  })

  test('keeps any id and text, and removes all with the conversation', async ({ openLeasable }) => {
    const store = await openLeasable()
    await talk(store, 'a', 1)
    const odd = ['\u0000', '\ud83d', '../x', 'x'.repeat(200)].map((id) => ({ text: id, id, at: 0 }))
    for (const input of odd) await store.enqueue('a', input)
    same((await store.load('a'))?.enqueued, odd)
    await store.remove('a')
    await talk(store, 'a', 1)
    same((await store.load('a'))?.enqueued, undefined)
  })
}
