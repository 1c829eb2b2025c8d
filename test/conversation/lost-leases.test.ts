import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ClaimableStore,
  type LanguageModel,
  type LeaseAnswer,
  memoryStore,
  openConversation,
  StoreUnavailableError,
  withLeases,
} from 'talkchart'
import { type ConversationWorker, conversationHost, conversationWorker, type WorkerProblem } from 'talkchart/server'
import { fileStore } from 'talkchart/stores/file'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { failure } from '../stores/fixtures.js'
import { flow } from './leased-flow.js'

const MILLISECONDS = 20
/** Longer than any test takes. */
const LONG = 600_000
const lease = { milliseconds: MILLISECONDS }
const usage = { inputTokens: 0, outputTokens: 0 }
const shortly = { timeout: 10_000, interval: 5 }

/** Holds the whole process up, as a machine does that has other things to do. */
function stall(): void {
  const until = performance.now() + 2 * MILLISECONDS
  while (performance.now() < until);
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'talkchart-lost-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The same store, with other methods. Each is one process's view of it: conversations of one are not shared with another. */
const viewOf = (store: ClaimableStore, methods: Partial<ClaimableStore> = {}): ClaimableStore => ({
  load: (...given) => store.load(...given),
  commit: (...given) => store.commit(...given),
  remove: (...given) => store.remove(...given),
  list: (...given) => store.list(...given),
  lease: (...given) => store.lease(...given),
  renew: (...given) => store.renew(...given),
  release: (...given) => store.release(...given),
  enqueue: (...given) => store.enqueue(...given),
  claimDue: (...given) => store.claimDue(...given),
  putOff: (...given) => store.putOff(...given),
  ...methods,
})

/** A view whose leases are not renewed in time: each renewal comes when the lease has ended. */
const lateView = (store: ClaimableStore, methods: Partial<ClaimableStore> = {}) => {
  let renewals = 0
  const renew: ClaimableStore['renew'] = async (...given) => {
    renewals += 1
    stall()
    return await store.renew(...given)
  }
  return { store: viewOf(store, { renew, ...methods }), renewals: () => renewals }
}

/** Leases of a store, of which the third is told late: the opening and the message take the first two, and the turn takes its own again. */
function thirdLeaseAfter(store: ClaimableStore, happen: () => Promise<void>) {
  let leases = 0
  const lease: ClaimableStore['lease'] = async (...given) => {
    leases += 1
    const count = leases
    const answer = await store.lease(...given)
    if (count === 3) await happen()
    return answer
  }
  return { lease, leases: () => leases }
}

/** A model that answers after something has happened, and gives up when it is told to. */
function modelAfter(happen: (call: number) => Promise<unknown>) {
  let calls = 0
  const respond: LanguageModel['respond'] = async (_request, { signal }) => {
    calls += 1
    const call = calls
    const aborted = new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
    await Promise.race([happen(call), aborted])
    return { text: `Told ${call}.`, usage }
  }
  const model: LanguageModel = { respond, understand: async () => ({ value: null, usage }) }
  return { model, calls: () => calls }
}

const quietModel = modelAfter(async () => undefined).model

/** Leaves a message in the store that no process has run. */
async function leavePending(store: ClaimableStore): Promise<void> {
  const silent: LanguageModel = { ...quietModel, respond: () => new Promise(() => undefined) }
  const conversation = await openConversation({ flow, model: silent, store: viewOf(store), id: 'a' })
  const given = failure(conversation.send('on', { id: 'm1' }))
  await vi.waitFor(async () => expect((await store.load('a'))?.record.phase).toBe('busy'), shortly)
  await conversation.close()
  await given
}

const stores: readonly (readonly [string, () => ClaimableStore])[] = [
  ['in memory', () => withLeases(memoryStore())],
  ['on files', () => fileStore(temporaryFolder(), { fsync: false })],
]

describe.each(stores)('a process %s that is held up for longer than its leases last, and alone', (_name, makeStore) => {
  /** A model that answers when three leases have ended. */
  const heldUp = (makeStored: ClaimableStore) => {
    const { store, renewals } = lateView(makeStored)
    const answered = modelAfter(() => vi.waitFor(() => expect(renewals()).toBeGreaterThanOrEqual(3), shortly))
    return { store, ...answered }
  }

  test('answers a message with one call of the model', async () => {
    const { store, model, calls } = heldUp(makeStore())
    const conversation = await openConversation({ flow, model, store, id: 'a', lease })
    expect(await conversation.send('on')).toMatchObject({ reply: 'Told 1.' })
    expect(calls()).toBe(1)
    await conversation.close()
    expect((await store.load('a'))?.lease).toBeNull()
  })

  test('runs what was pending with one call', async () => {
    const made = makeStore()
    await leavePending(made)
    const { store, model, calls } = heldUp(made)
    const host = conversationHost({ flow, model, store, lease })
    expect(await host.begin('a').outcome).toMatchObject({ turn: { reply: 'Told 1.' } })
    expect(calls()).toBe(1)
    await host.drain()
  })

  test('lets an overdue timer fire with one call', async () => {
    const made = makeStore()
    const before = await openConversation({ flow, model: quietModel, store: viewOf(made), id: 'a' })
    await before.send('wait')
    await before.close()
    const { store, model, calls } = heldUp(made)
    const late = await openConversation({ flow, model, store, id: 'a', lease, clock: () => Date.now() + 5_000 })
    expect([late.state, calls()]).toEqual(['late', 1])
    await late.close()
  })

  test('does a turn of a worker with one call', async () => {
    const made = makeStore()
    await leavePending(made)
    const { store, model, calls } = heldUp(made)
    const replies: string[] = []
    const worker = startWorker({ store, model, onReply: ({ turn }) => replies.push(turn.reply) })
    await vi.waitFor(() => expect(replies).toEqual(['Told 1.']), shortly)
    await worker.stop()
    expect(calls()).toBe(1)
  })
})

interface WorkerParts {
  readonly store: ClaimableStore
  readonly model: LanguageModel
  readonly onReply?: (reply: { readonly turn: { readonly reply: string } }) => void
  readonly onError?: (problem: WorkerProblem) => void
}

function startWorker(parts: WorkerParts): ConversationWorker {
  const worker = conversationWorker({ flow, poll: 1, lease, ...parts })
  onTestFinished(() => worker.stop())
  return worker
}

/** A rival that takes the lease when ours has ended, so often, and gives it back when our call was aborted. */
function rivalOf(store: ClaimableStore, { times }: { readonly times: number }) {
  const grants: LeaseAnswer[] = []
  const { model, calls } = modelAfter(async (call) => {
    if (call > times) return
    stall()
    const answer = await store.lease('a', { owner: 'rival', milliseconds: LONG })
    grants.push(answer)
    await new Promise(() => undefined)
  })
  const respond: LanguageModel['respond'] = async (request, options) => {
    try {
      return await model.respond(request, options)
    } finally {
      const answer = grants.pop()
      if (answer?.granted) await store.release('a', answer.token)
    }
  }
  const rivalled: LanguageModel = { ...model, respond }
  return { model: rivalled, calls }
}

describe('a process whose lease passes to another one', () => {
  test('begins a turn three times at most, says what is wrong, and goes on when it is asked to', async () => {
    const store = withLeases(memoryStore())
    const { model, calls } = rivalOf(store, { times: 3 })
    const conversation = await openConversation({ flow, model, store, id: 'a', lease })
    const error = await failure(conversation.send('on', { id: 'm1' }))
    expect(error).toMatchObject({ code: 'lease-too-short', conversationId: 'a', milliseconds: MILLISECONDS })
    expect(String(error)).toMatch(/lease of 20 ms 3 times .* lease: \{ milliseconds \}/)
    expect(calls()).toBe(3)
    expect(await conversation.send('on', { id: 'm1' })).toMatchObject({ reply: 'Told 4.' })
    expect((await conversation.history()).filter(({ id }) => id === 'm1')).toHaveLength(1)
    await conversation.close()
  })

  test('gives up a turn that was pending in the same way, and an opening', async () => {
    const store = withLeases(memoryStore())
    await leavePending(store)
    const { model, calls } = rivalOf(store, { times: 3 })
    const host = conversationHost({ flow, model, store, lease })
    expect(await failure(host.begin('a').outcome)).toMatchObject({ code: 'lease-too-short' })
    expect(calls()).toBe(3)
    await host.drain()
    const told = withLeases(memoryStore())
    const rival = rivalOf(told, { times: 3 })
    const opened = openConversation({ flow: { ...flow, initialState: 'told' }, model: rival.model, store: told, id: 'a', lease })
    expect(await failure(opened)).toMatchObject({ code: 'lease-too-short' })
    expect(rival.calls()).toBe(3)
  })

  test('counts only what is lost in a row', async () => {
    const store = withLeases(memoryStore())
    const { model, calls } = rivalOf(store, { times: 2 })
    const conversation = await openConversation({ flow, model, store, id: 'a', lease })
    expect(await conversation.send('on')).toMatchObject({ reply: 'Told 3.' })
    expect(await conversation.send('on')).toMatchObject({ reply: 'Told 4.' })
    expect(calls()).toBe(4)
    await conversation.close()
  })

  test('is put off by a worker as a failure, that counts', async () => {
    const made = withLeases(memoryStore())
    await leavePending(made)
    const attempts: number[] = []
    const store = viewOf(made, {
      putOff: async (id, putOff) => {
        if (putOff.until !== null && putOff.until > Date.now() + 1_000) attempts.push(putOff.attempts)
        await made.putOff(id, putOff)
      },
    })
    const { model, calls } = rivalOf(made, { times: 100 })
    startWorker({ store, model })
    await vi.waitFor(() => expect(attempts).toHaveLength(1), shortly)
    expect(attempts[0]).toBeGreaterThan(0)
    expect(calls()).toBe(3)
  })

  test('goes on with what the other has done, also where nothing is left to do', async () => {
    const store = withLeases(memoryStore())
    await leavePending(store)
    const { promise: taken, resolve: take } = deferred<LeaseAnswer>()
    const ours = modelAfter(async (call) => {
      if (call > 1) return
      stall()
      take(await store.lease('a', { owner: 'rival', milliseconds: LONG }))
      await new Promise(() => undefined)
    })
    const opening = openConversation({ flow, model: ours.model, store, id: 'a', lease })
    // The rival runs the message under the lease that it has.
    const answer = await taken
    const rival = await openConversation({ flow, model: quietModel, store: viewOf(store, { lease: async () => answer }), id: 'a' })
    expect(rival.messages.at(-1)).toMatchObject({ text: 'Told 1.' })
    await rival.close()
    const conversation = await opening
    expect(ours.calls()).toBe(1)
    expect((await store.load('a'))?.lease).toBeNull()
    expect(await conversation.send('on')).toMatchObject({ reply: 'Told 2.' })
    await conversation.close()
  })

  test('is told when it is not to have the lease again', async () => {
    const store = withLeases(memoryStore())
    await leavePending(store)
    const { model, calls } = modelAfter(async () => {
      stall()
      await store.lease('a', { owner: 'rival', milliseconds: LONG })
      await new Promise(() => undefined)
    })
    const host = conversationHost({ flow, model, store, lease: { ...lease, wait: 0 } })
    expect(await failure(host.begin('a').outcome)).toMatchObject({ code: 'conversation-busy', owner: 'rival' })
    expect(calls()).toBe(1)
    await host.drain()
  })

  test.each(['open', 'being opened'])('and whose store is out of reach then fails by that, when it is %s', async (kind) => {
    const made = withLeases(memoryStore())
    let isDown = false
    const unavailable = () => new StoreUnavailableError('ECONNREFUSED', 'It is down.')
    const store = viewOf(made, {
      renew: async (...given) => {
        if (isDown) throw unavailable()
        return await made.renew(...given)
      },
      lease: async (...given) => {
        if (isDown) throw unavailable()
        return await made.lease(...given)
      },
    })
    const { model, calls } = modelAfter(async () => {
      isDown = true
      await new Promise(() => undefined)
    })
    if (kind === 'open') {
      const conversation = await openConversation({ flow, model, store, id: 'a', lease })
      expect(await failure(conversation.send('on'))).toMatchObject({ code: 'store-unavailable' })
      isDown = false
      await conversation.close()
    } else {
      await leavePending(made)
      expect(await failure(openConversation({ flow, model, store, id: 'a', lease }))).toMatchObject({ code: 'store-unavailable' })
    }
    expect(calls()).toBe(1)
  })
})

describe('a lease that has ended and is taken again', () => {
  test('lets a commit wait, which would be refused under the old one', async () => {
    const made = withLeases(memoryStore())
    const { promise: granted, resolve: grant } = deferred<void>()
    const log: string[] = []
    const { lease: leaseLate } = thirdLeaseAfter(made, async () => {
      log.push('asks')
      await granted
      log.push('is granted')
    })
    const { store } = lateView(made, {
      lease: leaseLate,
      commit: async (id, commit) => {
        log.push('commits')
        await made.commit(id, commit)
      },
    })
    const { model, calls } = modelAfter(() => vi.waitFor(() => expect(log.at(-1)).toBe('asks'), shortly))
    const conversation = await openConversation({ flow, model, store, id: 'a', lease })
    const turn = conversation.send('on')
    await vi.waitFor(() => expect(log.at(-1)).toBe('asks'), shortly)
    // The model answers at the next look, and its commit would come here.
    for (let look = 0; look < 10; look += 1) await new Promise((resolve) => setTimeout(resolve, shortly.interval))
    grant()
    expect(await turn).toMatchObject({ reply: 'Told 1.' })
    expect(calls()).toBe(1)
    // The opening, the message, and the turn.
    expect(log).toEqual(['commits', 'commits', 'asks', 'is granted', 'commits'])
    await conversation.close()
  })

  test('is not asked for when the commit that was under way has ended it', async () => {
    const made = withLeases(memoryStore())
    const { promise: written, resolve: write } = deferred<void>()
    let leases = 0
    const { store, renewals } = lateView(made, {
      lease: async (...given) => {
        leases += 1
        return await made.lease(...given)
      },
      commit: async (id, commit) => {
        if (commit.release && commit.record.turn === 1) await written
        await made.commit(id, commit)
      },
    })
    const { model, calls } = modelAfter(async () => undefined)
    const conversation = await openConversation({ flow, model, store, id: 'a', lease })
    const turn = conversation.send('on')
    await vi.waitFor(() => expect(renewals()).toBe(1), shortly)
    write()
    expect(await turn).toMatchObject({ reply: 'Told 1.' })
    expect([calls(), leases]).toEqual([1, 2])
    await conversation.close()
    expect((await store.load('a'))?.lease).toBeNull()
  })

  test('is given back when the conversation was closed meanwhile', async () => {
    const made = withLeases(memoryStore())
    const { promise: granted, resolve: grant } = deferred<void>()
    const { lease: leaseLate, leases } = thirdLeaseAfter(made, () => granted)
    const { store } = lateView(made, { lease: leaseLate })
    const { model } = modelAfter(() => new Promise(() => undefined))
    const conversation = await openConversation({ flow, model, store, id: 'a', lease: { milliseconds: MILLISECONDS } })
    const turn = failure(conversation.send('on'))
    await vi.waitFor(() => expect(leases()).toBe(3), shortly)
    const closed = conversation.close()
    grant()
    await closed
    expect(await turn).toMatchObject({ code: 'conversation-closed' })
    await vi.waitFor(async () => expect((await made.load('a'))?.lease).toBeNull(), shortly)
  })
})

test.each([0, 9, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '1000'])(
  'a lease of %s ms is refused when a host or a worker is made',
  async (given) => {
    const milliseconds = given as number
    const options = { flow, model: quietModel, store: withLeases(memoryStore()), lease: { milliseconds } }
    const refusal = /^lease\.milliseconds is a number from 10 to 2147483647; this is /
    expect(() => conversationHost(options)).toThrow(refusal)
    expect(() => conversationWorker(options)).toThrow(refusal)
    await expect(openConversation(options)).rejects.toThrow(refusal)
  },
)

function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined
  const promise = new Promise<Value>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
