import { type DefineCase, same } from './contract-case.js'
import { commit, texts } from './fixtures.js'

/** Defines that what a store keeps is nobody else's. */
export function defineIsolation(test: DefineCase): void {
  test('is not changed by what its callers do to their objects', async ({ open }) => {
    const store = await open()
    const data = { items: ['one'] }
    const message = { role: 'user' as const, text: 'hi', state: 'greeting', turn: 1, at: 1 }
    await store.commit('a', commit('a', 1, [{ position: 0, message }], { snapshot: data }))
    data.items.push('two')
    message.text = 'changed'
    const loaded = await store.load('a')
    same(loaded?.record.snapshot, { items: ['one'] })
    same(texts(loaded), ['hi'])

    Object.assign(loaded?.record ?? {}, { snapshot: null, turn: 99 })
    Object.assign(loaded?.messages[0]?.message ?? {}, { text: 'changed' })
    const [listed] = await store.list()
    Object.assign(listed ?? {}, { turn: 98 })
    const again = await store.load('a')
    same(again?.record.snapshot, { items: ['one'] })
    same(again?.record.turn, 0)
    same(texts(again), ['hi'])
  })

  test('leaves out what is undefined, as JSON does', async ({ open }) => {
    const store = await open()
    await store.commit(
      'a',
      commit('a', 1, [], { snapshot: JSON.parse('{"output":1}', (key, value) => (key === 'output' ? undefined : value)) }),
    )
    same((await store.load('a'))?.record.snapshot, {})
  })
}
