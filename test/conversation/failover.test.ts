import {
  type Commit,
  type Conversation,
  type ConversationStore,
  defineFlow,
  keyword,
  type LeasableStore,
  memoryStore,
  openConversation,
  withLeases,
} from 'talkchart'
import { describe, expect, test, vi } from 'vitest'
import { failure } from '../stores/fixtures.js'

const flow = defineFlow({
  name: 'failover',
  initialState: 'desk',
  states: { desk: { prompt: { say: 'Yes?' }, transitions: { more: keyword(['more']) }, nextStates: { more: 'desk' } } },
})

/** A database with a standby that is some commits behind, and takes its place. */
function replicatedStore() {
  const log: (readonly [string, Commit])[] = []
  let current = withLeases(memoryStore())
  const store: ConversationStore & LeasableStore = {
    load: (id, options) => current.load(id, options),
    list: (options) => current.list(options),
    remove: (id) => current.remove(id),
    lease: (id, request) => current.lease(id, request),
    renew: (id, token, milliseconds) => current.renew(id, token, milliseconds),
    release: (id, token) => current.release(id, token),
    enqueue: (id, message) => current.enqueue(id, message),
    async commit(id, commit) {
      await current.commit(id, commit)
      log.push([id, commit])
    },
  }
  /** Goes on without the newest commits, on a server that knows of no lease. */
  const failOver = async (lost: number) => {
    const standby = withLeases(memoryStore())
    log.splice(-lost)
    for (const [id, { token: _token, release: _release, ...commit }] of log) await standby.commit(id, commit)
    current = standby
  }
  return { store, failOver, current: () => current }
}

const open = (store: ConversationStore, lease?: false) =>
  openConversation({ flow, store, id: 'a', ...(lease === false ? { lease, onConflict: 'reload' } : {}) })

const said = async (conversation: Pick<Conversation, 'history'>) =>
  (await conversation.history()).filter(({ role }) => role === 'user').map(({ text }) => text)

describe.each([
  ['with leases', undefined],
  ['without', false],
] as const)('a failover that loses commits: %s', (_name, lease) => {
  test('lets an open conversation go on from what is left', async () => {
    const { store, failOver } = replicatedStore()
    const conversation = await open(store, lease)
    await conversation.send('more, one')
    await conversation.send('more, two')
    await failOver(1)
    expect(await said(conversation)).toEqual(['more, one'])
    expect(await conversation.send('more, three')).toMatchObject({ turn: 2 })
    expect(await said(conversation)).toEqual(['more, one', 'more, three'])
    await conversation.close()
  })

  test.each([1, 2, 3])('also when another process has made %i turns since', async (turns) => {
    const { store, failOver, current } = replicatedStore()
    const conversation = await open(store, lease)
    await conversation.send('more, one')
    await conversation.send('more, two')
    await failOver(1)
    const rival = await open({ ...current() }, lease)
    for (let turn = 0; turn < turns; turn += 1) await rival.send('more, theirs')
    expect(await conversation.send('more, three')).toMatchObject({ turn: turns + 2 })
    await Promise.all([conversation.close(), rival.close()])
  })

  test('also when it was opened on what was lost', async () => {
    const { store, failOver } = replicatedStore()
    const first = await open(store, lease)
    await first.send('more, one')
    await first.close()
    const conversation = await open(store, lease)
    await failOver(1)
    expect(await conversation.send('more, two')).toMatchObject({ turn: 1 })
    await conversation.close()
  })

  test('and is told from a removal in the very millisecond of the beginning', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const { store } = replicatedStore()
      const ana = await open(store, lease)
      for (const text of ['more, one', 'more, two']) await ana.send(text)
      await store.remove('a')
      const bob = await open({ ...store }, lease)
      await bob.send('more, of somebody else')
      expect(await failure(ana.send('more, a secret'))).toMatchObject({ code: 'conversation-removed' })
      expect(await said(bob)).toEqual(['more, of somebody else'])
      await Promise.all([ana.close(), bob.close()])
    } finally {
      vi.useRealTimers()
    }
  })
})
