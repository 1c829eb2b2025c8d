import type { LeasableStore } from '../contract/conversation-store.js'
import { type DefineCase, fails, holds, requireLeasable, same } from './contract-case.js'
import { commit, row, talk, texts } from './fixtures.js'

/** Longer than any case takes. */
const LONG = 600_000
/** What a machine that is busy with other tests still keeps. */
const SHORT = 250

/** Takes a lease that must be free. */
export async function granted(store: LeasableStore, id: string, owner: string, milliseconds = LONG) {
  const answer = await store.lease(id, { owner, milliseconds })
  if (!answer.granted) throw new Error(`expected the lease to be free for ${owner}; ${JSON.stringify(answer.owner)} holds it`)
  return answer
}

/** Checks that a lease is held by somebody else. */
async function refused(store: LeasableStore, id: string, owner: string, holder: string) {
  const answer = await store.lease(id, { owner, milliseconds: LONG })
  same({ granted: answer.granted, owner: 'owner' in answer ? answer.owner : undefined }, { granted: false, owner: holder })
  return answer
}

/** Defines what a store promises that has leases. */
export function defineLeasing(test: DefineCase): void {
  test('grants a lease to one of two owners, and tells the other whose it is', async ({ openUnderTest }) => {
    const { store, reopen } = await openUnderTest()
    const ours = requireLeasable(store)
    const theirs = requireLeasable(reopen === undefined ? store : await reopen())
    await talk(ours, 'a', 3)
    const lease = await granted(ours, 'a', 'one')
    same(lease.head, { revision: 3, commitId: 'a#3' })
    same((await refused(theirs, 'a', 'two', 'one')).head, { revision: 3, commitId: 'a#3' })
    await refused(ours, 'a', 'one again', 'one')
    await ours.release('a', lease.token)
    const next = await granted(theirs, 'a', 'two')
    same(next.token === lease.token, false)
    await refused(ours, 'a', 'one', 'two')
  })

  test('leases each conversation by itself', async ({ openLeasable }) => {
    const store = await openLeasable()
    await granted(store, 'a', 'one')
    await granted(store, 'A', 'two')
    await granted(store, 'a\u0000', 'three')
    await refused(store, 'a', 'four', 'one')
  })

  test('leases an id that has no conversation yet, which is then begun under the lease', async ({ openLeasable }) => {
    const store = await openLeasable()
    const { head, token } = await granted(store, 'a', 'one')
    same(head, null)
    same(await store.load('a'), undefined)
    same(await store.list(), [])
    await fails(store.commit('a', { ...commit('a', 1), token: 'foreign' }), { code: 'lease-lost' })
    await store.commit('a', { ...commit('a', 1), token })
    await refused(store, 'a', 'two', 'one')
  })

  test('tells with the newest revision who holds the lease', async ({ openLeasable }) => {
    const store = await openLeasable()
    await talk(store, 'a', 2)
    same((await store.load('a'))?.lease, null)
    const { token } = await granted(store, 'a', 'one')
    const lease = (await store.load('a'))?.lease
    same(lease?.owner, 'one')
    same(lease?.expiresIn === null || Number(lease?.expiresIn) > 0, true)
    await store.release('a', token)
    same((await store.load('a'))?.lease, null)
  })

  test('renews for the holder, and for nobody else', async ({ openLeasable }) => {
    const store = await openLeasable()
    const { token } = await granted(store, 'a', 'one')
    same(await store.renew('a', token, LONG), true)
    same(await store.renew('a', 'foreign', LONG), false)
    same(await store.renew('b', token, LONG), false)
    await store.release('a', token)
    same(await store.renew('a', token, LONG), false)
  })

  test('is released by its holder alone', async ({ openLeasable }) => {
    const store = await openLeasable()
    const { token } = await granted(store, 'a', 'one')
    await store.release('a', 'foreign')
    await store.release('b', token)
    await refused(store, 'a', 'two', 'one')
    await store.release('a', token)
    const next = await granted(store, 'a', 'two')
    await store.release('a', token)
    await refused(store, 'a', 'one', 'two')
    await store.release('a', next.token)
    await store.release('a', next.token)
  })

  test('refuses a commit under another lease, and takes one under none', async ({ openLeasable }) => {
    const store = await openLeasable()
    await talk(store, 'a', 1)
    const { token } = await granted(store, 'a', 'one')
    const before = await store.load('a')
    await fails(store.commit('a', { ...commit('a', 2, [row(1)]), token: 'foreign' }), {
      code: 'lease-lost',
      conversationId: 'a',
      owner: 'one',
    })
    holds(await store.load('a'), before)
    await store.commit('a', { ...commit('a', 2, [row(1)]), token })
    await store.commit('a', commit('a', 3, [row(2)]))
    same((await store.load('a'))?.record.revision, 3)
  })

  test('takes a commit of a token that is not known, where no lease lives', async ({ openLeasable }) => {
    const store = await openLeasable()
    await store.commit('a', { ...commit('a', 1, [row(0)]), token: 'foreign' })
    const { token } = await granted(store, 'a', 'one')
    await store.release('a', token)
    await store.commit('a', { ...commit('a', 2, [row(1)]), token: 'foreign' })
    same((await store.load('a'))?.record.revision, 2)
  })

  test('recognises a repeated commit before it asks about leases', async ({ openLeasable }) => {
    const store = await openLeasable()
    const { token } = await granted(store, 'a', 'one')
    const first = { ...commit('a', 1, [row(0)]), token, release: true }
    await store.commit('a', first)
    const next = await granted(store, 'a', 'two')
    await store.commit('a', first)
    await refused(store, 'a', 'three', 'two')
    await store.commit('a', { ...commit('a', 2, [row(1)]), token: next.token })
    await store.commit('a', first)
    same(texts(await store.load('a')), ['message 0', 'message 1'])
  })

  test('ends a lease with a commit, and not with one that is refused', async ({ openLeasable }) => {
    const store = await openLeasable()
    const { token } = await granted(store, 'a', 'one')
    await store.commit('a', { ...commit('a', 1, [row(0)]), token })
    await fails(store.commit('a', { ...commit('a', 1, [], { commitId: 'rival' }), token, release: true }), { code: 'revision-conflict' })
    await refused(store, 'a', 'two', 'one')
    await store.commit('a', { ...commit('a', 2, [row(1)]), token, release: true })
    same((await granted(store, 'a', 'two')).head, { revision: 2, commitId: 'a#2' })
  })

  test('removes the lease with the conversation', async ({ openLeasable }) => {
    const store = await openLeasable()
    const { token } = await granted(store, 'a', 'one')
    await store.commit('a', { ...commit('a', 1), token })
    await store.remove('a')
    same(await store.renew('a', token, LONG), false)
    await store.release('a', token)
    same((await granted(store, 'a', 'two')).head, null)
  })

  for (const milliseconds of [0, -1, Number.NaN]) {
    test(`refuses a lease of ${milliseconds} milliseconds`, async ({ openLeasable }) => {
      const store = await openLeasable()
      await fails(store.lease('a', { owner: 'one', milliseconds }), { code: 'invalid-option' })
      await granted(store, 'a', 'two')
    })
  }

  test('lets a hundred contenders in one at a time, and shows each what the one before has left', async ({ openUnderTest }) => {
    const { store, reopen } = await openUnderTest()
    const others = await Promise.all(Array.from({ length: 4 }, async () => (reopen === undefined ? store : await reopen())))
    const log: string[] = []
    const contend = async (name: string, contender: LeasableStore) => {
      for (;;) {
        const answer = await contender.lease('a', { owner: name, milliseconds: LONG })
        if (!answer.granted) {
          await pause(100 + Math.random() * 300)
          continue
        }
        log.push(`${name} begins`)
        const { head, token } = answer
        const revision = (head?.revision ?? 0) + 1
        const facts = { commitId: name, expectedCommitId: head?.commitId ?? null }
        const next = commit('a', revision, [row(revision - 1, name)], facts)
        // By now another contender could have been let in, if it could at all.
        await pause(0)
        log.push(`${name} ends`)
        await contender.commit('a', { ...next, token, release: true })
        return
      }
    }
    const contenders = Array.from({ length: 100 }, (_, index) => contend(`contender ${index}`, requireLeasable(others[index % 4] ?? store)))
    await Promise.all(contenders)
    const winners = texts(await store.load('a')) ?? []
    same(winners.length, 100)
    same(
      log,
      winners.flatMap((name) => [`${name} begins`, `${name} ends`]),
    )
  })
}

/** Defines what a store promises whose leases end by themselves. */
export function defineExpiry(test: DefineCase): void {
  test('ends a lease that is not renewed in time, for good', async ({ openLeasable }) => {
    const store = await openLeasable()
    await talk(store, 'a', 1)
    const late = await granted(store, 'a', 'one', SHORT)
    const { expiresIn } = await refused(store, 'a', 'two', 'one').then((answer) => ({ expiresIn: null, ...answer }))
    same(expiresIn === null || (expiresIn > 0 && expiresIn <= SHORT), true)
    await pause(SHORT + 50)
    same((await store.load('a'))?.lease, null)
    same(await store.renew('a', late.token, LONG), false)
    const next = await granted(store, 'a', 'two')
    same(await store.renew('a', late.token, LONG), false)
    await store.release('a', late.token)
    await fails(store.commit('a', { ...commit('a', 2, [row(1, 'late')]), token: late.token }), { code: 'lease-lost', owner: 'two' })
    await store.commit('a', { ...commit('a', 2, [row(1, 'in time')]), token: next.token })
    same(texts(await store.load('a')), ['message 0', 'in time'])
  })

  test('keeps a lease that is renewed, for the new duration', async ({ openLeasable }) => {
    const store = await openLeasable()
    const { token } = await granted(store, 'a', 'one', SHORT)
    same(await store.renew('a', token, LONG), true)
    await pause(SHORT + 50)
    await refused(store, 'a', 'two', 'one')
    same(await store.renew('a', token, SHORT), true)
    await pause(SHORT + 50)
    await granted(store, 'a', 'two')
  })
}

/** Waits for real: what ends a lease is time. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
