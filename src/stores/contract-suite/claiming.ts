import type { ClaimOptions, ConversationRecord, ConversationStore, DueKind } from '../contract/conversation-store.js'
import { type DefineCase, fails, requireClaimable, same } from './contract-case.js'
import { commit } from './fixtures.js'
import { granted } from './leasing.js'

const MINUTE = 60_000
const message = { text: 'hello', id: 'm1', at: 5 }

const options = (changes: Partial<ClaimOptions> = {}): ClaimOptions => ({
  flow: 'simple_greeting',
  limit: 100,
  holdMilliseconds: MINUTE,
  ...changes,
})

/** What a conversation is at when each of these waits. The failed one is at turn 3. */
const AT: Readonly<Record<DueKind | 'rest' | 'later' | 'done', Partial<ConversationRecord>>> = {
  timer: { deadline: 500 },
  pending: { pending: [message], phase: 'busy' },
  failed: { phase: 'failed', turn: 3 },
  rest: {},
  later: { deadline: Date.now() + 1000 * MINUTE },
  done: { phase: 'done', deadline: 1 },
}

async function put(store: ConversationStore, id: string, revision: number, changes: Partial<ConversationRecord>): Promise<void> {
  await store.commit(id, commit(id, revision, [], changes))
}

const byId = <Claim extends { readonly id: string }>(claims: readonly Claim[]) => [...claims].sort((a, b) => (a.id < b.id ? -1 : 1))

/** Defines what a store promises that gives conversations in which something is due to workers. */
export function defineClaiming(test: DefineCase): void {
  test('lists what is due by what waits', async ({ openClaimable }) => {
    const store = await openClaimable()
    for (const [id, changes] of Object.entries(AT)) await put(store, id, 1, { ...changes, updatedAt: 1000 })
    const listed = async (before: number, kinds?: readonly DueKind[]) =>
      (await store.list({ due: { before, ...(kinds === undefined ? {} : { kinds }) } })).map(({ id }) => id)
    same(await listed(1000), ['failed', 'pending', 'timer'])
    same(await listed(999), ['timer'])
    same(await listed(Date.now(), ['failed', 'timer']), ['failed', 'timer'])
    same(await listed(Date.now() + 2000 * MINUTE, ['timer']), ['later', 'timer'])
  })

  test('claims what is due and nothing else, and gives it to one at a time', async ({ openUnderTest }) => {
    const { store, reopen } = await openUnderTest()
    const ours = requireClaimable(store)
    const theirs = requireClaimable(reopen === undefined ? store : await reopen())
    for (const [id, changes] of Object.entries(AT)) await put(ours, id, 1, changes)
    await put(ours, 'foreign', 1, { ...AT.failed, flow: { name: 'other', version: '1', hash: 'h' } })
    const claims = byId(await ours.claimDue(options()))
    same(claims, [
      { id: 'failed', kind: 'failed', attempts: 0, revision: 1 },
      { id: 'pending', kind: 'pending', attempts: 0, revision: 1 },
      { id: 'timer', kind: 'timer', attempts: 0, revision: 1 },
    ])
    same(await theirs.claimDue(options()), [])
    same((await theirs.claimDue(options({ flow: 'other' }))).length, 1)
    const held = byId(await theirs.claimDue(options({ now: Date.now() + 2 * MINUTE })))
    same(
      held.map(({ id, attempts }) => [id, attempts]),
      [
        ['failed', 1],
        ['pending', 1],
        ['timer', 1],
      ],
    )
  })

  test('claims as many as are asked for, and the others next', async ({ openClaimable }) => {
    const store = await openClaimable()
    for (let number = 0; number < 5; number += 1) await put(store, `c${number}`, 1, AT.timer)
    const claimed = [await store.claimDue(options({ limit: 2 })), await store.claimDue(options({ limit: 3 }))]
    same(
      claimed.map(({ length }) => length),
      [2, 3],
    )
    same(new Set(claimed.flat().map(({ id }) => id)).size, 5)
    same(await store.claimDue(options({ limit: 0, now: Date.now() + 2 * MINUTE })), [])
    await fails(store.claimDue(options({ limit: -1 })), { code: 'invalid-option' })
    await fails(store.claimDue(options({ holdMilliseconds: 0 })), { code: 'invalid-option' })
  })

  test('claims nothing whose lease is held', async ({ openClaimable }) => {
    const store = await openClaimable()
    await put(store, 'a', 1, AT.pending)
    const { token } = await granted(store, 'a', 'one')
    same(await store.claimDue(options()), [])
    await store.release('a', token)
    same((await store.claimDue(options())).length, 1)
  })

  test('puts off until a time, or for ever, as long as nothing new is committed', async ({ openClaimable }) => {
    const store = await openClaimable()
    const claimedAt = async (now: number) => (await store.claimDue(options({ now, holdMilliseconds: 1 }))).map(({ attempts }) => attempts)
    const now = Date.now() + MINUTE
    await put(store, 'a', 1, AT.failed)
    await store.putOff('a', { until: now + MINUTE, attempts: 4, revision: 1 })
    same(await claimedAt(now), [])
    same(await claimedAt(now + MINUTE), [4])
    await store.putOff('a', { until: null, attempts: 5, revision: 1 })
    same(await claimedAt(now + 1000 * MINUTE), [])
    await put(store, 'a', 2, AT.pending)
    await store.putOff('a', { until: null, attempts: 5, revision: 1 })
    same(await claimedAt(now), [0])
  })

  test('keeps the attempts of a turn that stays failed, and begins anew with every other commit', async ({ openClaimable }) => {
    const store = await openClaimable()
    let revision = 0
    const attemptsAt = async (changes: Partial<ConversationRecord>) => {
      revision += 1
      await put(store, 'a', revision, changes)
      const [claim] = await store.claimDue(options())
      await store.putOff('a', { until: null, attempts: (claim?.attempts ?? 0) + 1, revision })
      return claim?.attempts
    }
    same(await attemptsAt(AT.failed), 0)
    same(await attemptsAt(AT.failed), 1)
    same(await attemptsAt(AT.failed), 2)
    same(await attemptsAt({ ...AT.failed, turn: 4 }), 0)
    same(await attemptsAt({ ...AT.pending, turn: 4 }), 0)
    same(await attemptsAt({ ...AT.failed, turn: 4 }), 0)
  })

  test('claims what was left for a holder that is gone, once it has lain there for as long as a claim holds', async ({ openClaimable }) => {
    const store = await openClaimable()
    const later = options({ now: Date.now() + 2 * MINUTE })
    await put(store, 'a', 1, AT.rest)
    await store.enqueue('a', message)
    same(await store.claimDue(later), [{ id: 'a', kind: 'pending', attempts: 0, revision: 1 }])
    same(await store.claimDue(later), [])
    await store.commit('a', { ...commit('a', 2), taken: ['m1'] })
    same(await store.claimDue(later), [])
  })

  test('claims and puts off nothing that was removed', async ({ openClaimable }) => {
    const store = await openClaimable()
    await put(store, 'a', 1, AT.failed)
    await store.remove('a')
    same(await store.claimDue(options()), [])
    await store.putOff('a', { until: 5, attempts: 1, revision: 1 })
    same(await store.load('a'), undefined)
    await put(store, 'a', 1, AT.failed)
    same((await store.claimDue(options())).length, 1)
  })
}
