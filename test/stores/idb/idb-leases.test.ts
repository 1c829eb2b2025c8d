import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import type { LeasableStore } from 'talkchart'
import { expect, it, vi } from 'vitest'
import { idbStore } from '../../../src/stores/idb/idb-store.js'
import { commit, failure, talk } from '../fixtures.js'
import { provideLocks } from './fake-locks.js'

const request = { owner: 'a tab', milliseconds: 1000 }

/** Opens the same database as another tab would. */
function leasable(databaseName: string): LeasableStore {
  const { lease, renew, release, enqueue, ...store } = idbStore({ databaseName })
  if (lease === undefined || renew === undefined || release === undefined || enqueue === undefined) throw new Error('it has no leases')
  return { ...store, lease, renew, release, enqueue }
}

it('has no leases where the browser has no locks', async () => {
  vi.stubGlobal('navigator', {})
  const store = idbStore({ databaseName: randomUUID() })
  expect(store).not.toHaveProperty('lease')
  expect(store).not.toHaveProperty('enqueue')
  await talk(store, 'a', 1)
  expect(await store.load('a')).not.toHaveProperty('lease')
  vi.unstubAllGlobals()
})

it('takes nothing away from a tab that gives a sign of life, however often it is asked', async () => {
  provideLocks()
  const databaseName = randomUUID()
  const [holder, rival] = [leasable(databaseName), leasable(databaseName)]
  const { token } = grantedOf(await holder.lease('a', request))
  const clock = vi.spyOn(performance, 'now')
  for (let second = 1; second <= 8; second += 1) {
    clock.mockReturnValue(second * 1001)
    expect(await rival.lease('a', request)).toMatchObject({ granted: false, owner: 'a tab' })
    // The answer comes as a task of its own.
    await vi.waitFor(async () => expect(await holder.renew('a', token, 1000)).toBe(true))
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  clock.mockRestore()
  await holder.release('a', token)
  expect(await rival.lease('a', request)).toMatchObject({ granted: true })
})

it('takes the lock away from a tab that has given no sign of life three times, and refuses what that tab commits later', async () => {
  provideLocks()
  const databaseName = randomUUID()
  const channels: BroadcastChannel[] = []
  const RealChannel = BroadcastChannel
  // A frozen tab takes no messages.
  vi.stubGlobal('BroadcastChannel', function deaf(name: string) {
    const channel = new RealChannel(name)
    channels.push(channel)
    return Object.assign(channel, { addEventListener: () => undefined })
  })
  const frozen = leasable(databaseName)
  await talk(frozen, 'a', 1)
  const { token } = grantedOf(await frozen.lease('a', request))
  vi.unstubAllGlobals()
  provideLocks()
  const rival = leasable(databaseName)
  const clock = vi.spyOn(performance, 'now')
  const answers: boolean[] = []
  for (let second = 1; second <= 4; second += 1) {
    clock.mockReturnValue(second * 1001)
    answers.push((await rival.lease('a', request)).granted)
  }
  clock.mockRestore()
  expect(answers).toEqual([false, false, false, true])
  expect(await frozen.renew('a', token, 1000)).toBe(false)
  expect(await failure(frozen.commit('a', { ...commit('a', 2), token }))).toMatchObject({ code: 'lease-lost' })
  await frozen.release('a', token)
  expect((await rival.load('a'))?.lease).toEqual({ owner: 'a tab', expiresIn: null })
  for (const channel of channels) channel.close()
})

function grantedOf(answer: Awaited<ReturnType<LeasableStore['lease']>>) {
  if (!answer.granted) throw new Error('the lease is not free')
  return answer
}
