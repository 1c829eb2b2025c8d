import { type DefineCase, fails, same } from './contract-case.js'
import { commit, row, talk, texts } from './fixtures.js'

/** Defines what every store promises of removals. */
export function defineRemoving(test: DefineCase): void {
  test('removes everything of one conversation and nothing of another', async ({ open }) => {
    const store = await open()
    await talk(store, 'a', 3)
    await talk(store, 'a1', 2)
    await store.remove('a')
    same(await store.load('a'), undefined)
    same(await store.load('a', { revision: 1 }), undefined)
    same(
      (await store.list()).map(({ id }) => id),
      ['a1'],
    )
    same(texts(await store.load('a1')), ['message 0', 'message 1'])
  })

  test('removes what is not there', async ({ open }) => {
    const store = await open()
    await store.remove('a')
    same(await store.load('a'), undefined)
  })

  test('begins anew after a removal, with the same commit ids', async ({ open }) => {
    const store = await open()
    await talk(store, 'a', 4)
    await store.remove('a')
    await fails(store.commit('a', commit('a', 5, [row(4)])), { code: 'revision-conflict', actualRevision: 0 })
    await store.commit('a', commit('a', 1, [row(0, 'anew')]))
    same(texts(await store.load('a')), ['anew'])
  })
}
