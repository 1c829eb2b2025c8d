import type { ConversationRecord } from '../contract/conversation-store.js'
import { type DefineCase, fails, holds, same } from './contract-case.js'
import { commit, record, row, talk, texts } from './fixtures.js'

const ODD_IDS = [
  '',
  ' ',
  '.',
  '..',
  '../..',
  '/etc/passwd',
  'C:\\con',
  'con',
  'nul.json',
  'a',
  'A',
  'a%41',
  '%61',
  'id-a',
  'ä',
  'a\u0308',
  '👋🏽 hello',
  '\ud83d',
  '\udc4b',
  '\u0000',
  'line\nbreak',
  '__proto__',
  'constructor',
  'x'.repeat(500),
  'X'.repeat(500),
  `${'x'.repeat(499)}y`,
  '長'.repeat(100),
]

/** Defines what every store promises of commits. */
export function defineCommitting(test: DefineCase): void {
  test('gives back the first commit as it was', async ({ open }) => {
    const store = await open()
    const first = commit('a', 1, [row(0), row(1)], { deadline: 5000, pending: [{ text: 'hi', id: 'm1', at: 7 }] })
    await store.commit('a', first)
    holds(await store.load('a'), first)
  })

  test('keeps what was committed for the next instance', async ({ openUnderTest }) => {
    const { store, reopen } = await openUnderTest()
    await talk(store, 'a', 3)
    const later = reopen === undefined ? store : await reopen()
    same((await later.load('a'))?.record.revision, 3)
    await later.commit('a', commit('a', 4, [row(3)]))
    same(texts(await store.load('a')), ['message 0', 'message 1', 'message 2', 'message 3'])
  })

  const distances = [
    { stored: 0, expected: 1 },
    { stored: 2, expected: 0 },
    { stored: 2, expected: 1 },
    { stored: 2, expected: 3 },
  ]
  for (const { stored, expected } of distances)
    test(`refuses a commit on revision ${expected} when ${stored} is stored`, async ({ open }) => {
      const store = await open()
      await talk(store, 'a', stored)
      const before = await store.load('a')
      const rival = commit('a', expected + 1, [row(expected, 'rival')], { commitId: 'rival' })
      await fails(store.commit('a', rival), {
        code: 'revision-conflict',
        conversationId: 'a',
        expectedRevision: expected,
        actualRevision: stored,
      })
      same(await store.load('a'), before)
    })

  test('takes a repeated commit for the one that it was, also when others came after it', async ({ open }) => {
    const store = await open()
    await talk(store, 'a', 1)
    await talk(store, 'a', 3)
    const before = await store.load('a')
    await talk(store, 'a', 3)
    same(await store.load('a'), before)
  })

  test('refuses a commit on a conversation that was removed and begun anew for somebody else', async ({ openUnderTest }) => {
    const { store, reopen } = await openUnderTest()
    await talk(store, 'a', 2)
    const other = reopen === undefined ? store : await reopen()
    await other.remove('a')
    for (const revision of [1, 2, 3]) {
      const facts = { commitId: `anew ${revision}`, expectedCommitId: revision === 1 ? null : `anew ${revision - 1}` }
      await other.commit('a', commit('a', revision, [row(revision - 1, 'of somebody else')], facts))
      const before = await other.load('a')
      await fails(store.commit('a', commit('a', 3, [row(2, 'private')])), {
        code: 'revision-conflict',
        expectedRevision: 2,
        actualRevision: revision,
      })
      same(await other.load('a'), before)
    }
  })

  test('refuses a commit on a history that lost its newest commits and went on', async ({ open }) => {
    const store = await open()
    await talk(store, 'a', 3)
    // What a failover to a replica that lags behind leaves: the history is that of some time ago, and another writer went on with it.
    await store.remove('a')
    await talk(store, 'a', 2)
    await fails(store.commit('a', commit('a', 4, [row(3)])), { code: 'revision-conflict', actualRevision: 2 })
    await store.commit('a', commit('a', 3, [row(2, 'another turn')], { commitId: 'another' }))
    await fails(store.commit('a', commit('a', 4, [row(3)])), { code: 'revision-conflict', expectedRevision: 3, actualRevision: 3 })
    await store.commit('a', commit('a', 4, [row(3)], { expectedCommitId: 'another' }))
    same(texts(await store.load('a')), ['message 0', 'message 1', 'another turn', 'message 3'])
  })

  test('gives every record the id of the commit that made it', async ({ open }) => {
    const store = await open()
    const { commitId: _, ...withoutId } = record('a', 1)
    await store.commit('a', { ...commit('a', 1), record: withoutId })
    await store.commit('a', commit('a', 2, [row(0)], { commitId: 'second' }))
    same((await store.load('a'))?.record.commitId, 'second')
    same((await store.load('a', { revision: 1 }))?.record.commitId, 'a#1')
    same(
      (await store.list()).map(({ commitId }) => commitId),
      ['second'],
    )
    await fails(store.commit('b', commit('b', 1, [], { expectedCommitId: 'second' })), { code: 'revision-conflict' })
  })

  for (const expectedCommitId of [undefined, 7])
    test(`refuses ${expectedCommitId} for the commit that another builds on`, async ({ open }) => {
      const store = await open()
      await talk(store, 'a', 1)
      const refused = Object.assign(commit('a', 2, [row(1)]), { expectedCommitId })
      await fails(store.commit('a', refused), { code: 'invalid-record' })
      same((await store.load('a'))?.record.revision, 1)
    })

  test('lets exactly one of twenty rivals win', async ({ open }) => {
    const store = await open()
    await talk(store, 'a', 2)
    const rivals = Array.from({ length: 20 }, (_, index) => commit('a', 3, [row(2, `rival ${index}`)], { commitId: `rival ${index}` }))
    const outcomes = await Promise.allSettled(rivals.map((rival) => store.commit('a', rival)))
    const winners = rivals.filter((_, index) => outcomes[index]?.status === 'fulfilled')
    same(winners?.length, 1)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') same(Reflect.get(Object(outcome.reason), 'code'), 'revision-conflict')
    same((await store.load('a'))?.record, winners[0]?.record)
    same(texts(await store.load('a'))?.at(-1), winners[0]?.messages[0]?.message.text)
  })

  test('lets exactly one of twenty begin a conversation', async ({ open }) => {
    const store = await open()
    const rivals = Array.from({ length: 20 }, (_, index) => commit('a', 1, [row(0, `rival ${index}`)], { commitId: `rival ${index}` }))
    const outcomes = await Promise.allSettled(rivals.map((rival) => store.commit('a', rival)))
    same(outcomes.filter(({ status }) => status === 'fulfilled')?.length, 1)
    same((await store.load('a'))?.record.revision, 1)
  })

  test('keeps conversations apart, whatever their ids are', async ({ open }) => {
    const store = await open()
    for (const id of ODD_IDS) await store.commit(id, commit(id, 1, [row(0, `of ${JSON.stringify(id)}`)]))
    for (const id of ODD_IDS) {
      const loaded = await store.load(id)
      same(loaded?.record.id, id)
      same(texts(loaded), [`of ${JSON.stringify(id)}`])
    }
    same(
      (await store.list()).map((listed) => listed.id),
      [...ODD_IDS].sort(),
    )
  })

  test('keeps any text, and a message of 1 MB', async ({ open }) => {
    const store = await open()
    const odd = ['', '\u0000', '\ud83d lone', '{{data}}', '\u2028', 'ﬁ', 'x'.repeat(1024 * 1024)]
    await store.commit(
      'a',
      commit(
        'a',
        1,
        odd.map((text, position) => row(position, text)),
      ),
    )
    same(texts(await store.load('a')), odd)
  })

  const unfit: readonly (readonly [string, Partial<ConversationRecord>])[] = [
    ['another id', { id: 'b' }],
    ['a revision that does not follow', { revision: 3 }],
    ['a message past the count', { messageCount: 1 }],
    ['a gap before its messages', { messageCount: 4 }],
    ['a time that is no number', { createdAt: Number.NaN }],
    ['a key that reaches a prototype', { snapshot: JSON.parse('{"data":{"__proto__":{"admin":true}}}') }],
  ]
  for (const [what, changes] of unfit)
    test(`refuses a commit with ${what} and writes nothing`, async ({ open }) => {
      const store = await open()
      await fails(store.commit('a', commit('a', 1, [row(0), row(1)], changes)), { code: 'invalid-record' })
      same(await store.load('a'), undefined)
      same(await store.list(), [])
    })
}
