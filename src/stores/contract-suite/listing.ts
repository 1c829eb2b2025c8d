import { type DefineCase, same } from './contract-case.js'
import { commit, talk } from './fixtures.js'

/** Defines what every store promises of listing. */
export function defineListing(test: DefineCase): void {
  const ids = ['b', 'B', 'a', 'a1', '€', '\uffff', '😀', '10', '9', '']

  test('lists in code-unit order, page by page', async ({ open }) => {
    const store = await open()
    for (const id of ids) await talk(store, id, 2)
    const listed: string[] = []
    for (let after: string | undefined; ; after = listed.at(-1)) {
      const page = await store.list({ limit: 3, ...(after === undefined ? {} : { after }) })
      if (page.length === 0) break
      same(page.length <= 3, true)
      listed.push(...page.map((listedRecord) => listedRecord.id))
    }
    same(listed, [...ids].sort())
    same(
      (await store.list()).map(({ revision }) => revision),
      ids.map(() => 2),
    )
    same(await store.list({ limit: 0 }), [])
    same(
      (await store.list({ after: 'ab' })).map(({ id }) => id),
      ['b', '€', '😀', '\uffff'],
    )
  })

  test('lists 100 unless told otherwise', async ({ open }) => {
    const store = await open()
    const many = Array.from({ length: 101 }, (_, index) => `conversation ${String(index).padStart(3, '0')}`)
    for (const id of many) await store.commit(id, commit(id, 1))
    same(
      (await store.list()).map(({ id }) => id),
      many.slice(0, 100),
    )
    same((await store.list({ limit: 1000 })).length, 101)
  })

  test('finds the conversations that are due now, by their newest record', async ({ open }) => {
    const store = await open()
    const deadlines: Readonly<Record<string, number | null>> = { never: null, long: 0, exactly: 500, later: 501, earlier: 499.5 }
    for (const [id, deadline] of Object.entries(deadlines)) await store.commit(id, commit(id, 1, [], { deadline }))
    await store.commit('long', commit('long', 2, [], { deadline: 9000 }))
    await store.commit('never', commit('never', 2, [], { deadline: 3 }))
    await store.commit('never', commit('never', 3, [], { deadline: null }))
    const due = async (options: { after?: string; limit?: number; dueBefore: number }) => (await store.list(options)).map(({ id }) => id)
    same(await due({ dueBefore: 500 }), ['earlier', 'exactly'])
    same(await due({ dueBefore: 10_000 }), ['earlier', 'exactly', 'later', 'long'])
    same(await due({ dueBefore: 10_000, after: 'exactly', limit: 1 }), ['later'])
    same(await due({ dueBefore: -1 }), [])
    await store.remove('exactly')
    same(await due({ dueBefore: 500 }), ['earlier'])
  })
}
