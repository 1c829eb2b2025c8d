import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ClaimableStore,
  type CommonOpenOptions,
  compileFlow,
  defineFlow,
  type LanguageModel,
  ModelError,
  memoryStore,
  openConversation,
  withLeases,
} from 'talkchart'
import {
  conversationHost,
  conversationWorker,
  memoryRelay,
  type WorkerOptions,
  type WorkerProblem,
  type WorkerReply,
} from 'talkchart/server'
import { fileStore } from 'talkchart/stores/file'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { flow } from '../load/workers/flow.js'

const usage = { inputTokens: 0, outputTokens: 0 }

/** A model that throws what it is given, one after the other, and answers then. */
function failingModel(...errors: readonly Error[]) {
  const left = [...errors]
  let calls = 0
  const model: LanguageModel = {
    respond: async () => {
      calls += 1
      const error = left.shift()
      if (error !== undefined) throw error
      return { text: 'So it is.', usage }
    },
    understand: async () => {
      throw new Error('Nothing is to be understood here.')
    },
  }
  return { model, calls: () => calls }
}

const cutOff = () => new ModelError('connection', 'It was cut off.')

/** Starts a worker that looks all the time, and keeps what it tells. */
function startWorker(options: Partial<WorkerOptions> & Pick<WorkerOptions, 'store'>) {
  const replies: WorkerReply[] = []
  const problems: WorkerProblem[] = []
  const worker = conversationWorker({
    flow,
    model: failingModel().model,
    poll: 1,
    lease: { milliseconds: 50 },
    onReply: (reply: WorkerReply) => void replies.push(reply),
    onError: (problem: WorkerProblem) => void problems.push(problem),
    ...options,
  } as WorkerOptions)
  onTestFinished(() => worker.stop())
  return { worker, replies, problems, texts: () => replies.map(({ turn }) => turn.reply) }
}

/** Leaves a conversation after a message. */
async function leave(store: ClaimableStore, text: string, options: Partial<CommonOpenOptions<object>> & { model?: LanguageModel } = {}) {
  const conversation = await openConversation({ flow, model: failingModel().model, store, id: 'a', ...options })
  await conversation.send(text)
  await conversation.close()
}

/** Leaves a conversation whose call has failed. */
const leaveFailed = (store: ClaimableStore, error = cutOff()) => leave(store, 'ask', { model: failingModel(error).model })

const shortly = { timeout: 10_000, interval: 5 }

describe('a worker', () => {
  test('lets a timer fire that ends with nobody there, and tells what was said', async () => {
    const store = withLeases(memoryStore())
    await leave(store, 'wait')
    const { replies, worker } = startWorker({ store })
    await vi.waitFor(() => expect(replies).toHaveLength(1), shortly)
    expect(replies[0]).toMatchObject({
      id: 'a',
      kind: 'timer',
      turn: { reply: 'So it is.', phase: 'listening' },
      view: { state: 'answer' },
    })
    await worker.stop()
    expect(worker.stats()).toMatchObject({ running: 0, runs: 1, givenUp: 0 })
  })

  test('runs the message that a process left in the middle of its turn', async () => {
    const store = withLeases(memoryStore())
    const silent: LanguageModel = { ...failingModel().model, respond: () => new Promise(() => undefined) }
    const conversation = await openConversation({ flow, model: silent, store, id: 'a' })
    const given = conversation.send('ask').catch(() => undefined)
    await vi.waitFor(async () => expect((await store.load('a'))?.record.phase).toBe('busy'), shortly)
    await conversation.close()
    await given
    const { texts, replies } = startWorker({ store })
    await vi.waitFor(() => expect(texts()).toEqual(['So it is.']), shortly)
    expect(replies[0]).toMatchObject({ kind: 'pending', turn: { turn: 1 } })
  })

  test('repeats calls whose failure may pass, until one succeeds', async () => {
    const store = withLeases(memoryStore())
    await leaveFailed(store)
    const { model, calls } = failingModel(cutOff(), new ModelError('http', 'Not now.', { status: 503 }))
    const asked: number[] = []
    const retry = (_error: unknown, attempt: number) => {
      asked.push(attempt)
      return 0
    }
    const { texts, problems } = startWorker({ store, model, retry })
    await vi.waitFor(() => expect(texts()).toEqual(['So it is.']), shortly)
    expect(calls()).toBe(3)
    expect(new Set(asked)).toEqual(new Set([0, 1, 2]))
    expect(problems).toEqual([])
  })

  test.each([
    ['a refusal', new ModelError('refusal', 'No.')],
    ['a bad request', new ModelError('http', 'No.', { status: 400 })],
  ])('leaves %s alone', async (_name, error) => {
    const store = withLeases(memoryStore())
    await leaveFailed(store, error)
    const { model, calls } = failingModel()
    const { worker } = startWorker({ store, model })
    await vi.waitFor(() => expect(worker.stats()).toMatchObject({ claimed: 1, running: 0 }), shortly)
    expect(await store.claimDue({ flow: flow.name, limit: 1, holdMilliseconds: 1, now: Date.now() + 1e9 })).toEqual([])
    expect(calls()).toBe(0)
  })

  test('waits for five seconds before it repeats a call, unless it is told otherwise', async () => {
    const store = withLeases(memoryStore())
    await leaveFailed(store)
    const { model, calls } = failingModel()
    const { worker } = startWorker({ store, model })
    await vi.waitFor(() => expect(worker.stats()).toMatchObject({ claimed: 1, running: 0 }), shortly)
    expect(calls()).toBe(0)
    const failedAt = (await store.load('a'))?.record.updatedAt ?? 0
    const dueAt = async (now: number) => (await store.claimDue({ flow: flow.name, limit: 1, holdMilliseconds: 1, now })).length
    expect([await dueAt(failedAt + 4_999), await dueAt(failedAt + 5_000)]).toEqual([0, 1])
  })

  test('gives a turn up after eight attempts, and tells once', async () => {
    const store = withLeases(memoryStore())
    await leaveFailed(store)
    const { model, calls } = failingModel(...Array.from({ length: 20 }, cutOff))
    const { problems, worker } = startWorker({ store, model, retry: () => 0 })
    await vi.waitFor(() => expect(problems).toHaveLength(1), shortly)
    expect(problems[0]).toMatchObject({ id: 'a', kind: 'failed', attempts: 8, isGivenUp: true, error: { code: 'connection' } })
    await worker.stop()
    expect(calls()).toBe(8)
    expect(worker.stats()).toMatchObject({ givenUp: 1 })
  })

  test('tells once of a version that does not fit, gives none of its conversations up, and goes on with the others', async () => {
    const store = withLeases(memoryStore())
    const other = defineFlow({ ...flow, version: '0.9.0', initialState: 'gone', states: { ...flow.states, gone: flow.states.waiting } })
    for (const id of ['0', '1']) await (await openConversation({ flow: other, model: failingModel().model, store, id })).close()
    await leave(store, 'wait')
    const { texts, problems } = startWorker({ store })
    await vi.waitFor(() => expect(texts()).toEqual(['So it is.']), shortly)
    expect(problems).toMatchObject([{ id: '0', isGivenUp: false, error: { code: 'flow-drift' } }])
    const inAMinute = await store.claimDue({ flow: flow.name, limit: 5, holdMilliseconds: 1, now: Date.now() + 61_000 })
    expect(inAMinute).toMatchObject([
      { id: '0', attempts: 0 },
      { id: '1', attempts: 0 },
    ])
  })

  test('puts a damaged conversation off, tells of it once when it is given up, and runs the others meanwhile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'talkchart-damaged-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const store = fileStore(folder, { fsync: false })
    for (const id of ['a', 'b']) await leave(store, 'wait', { id })
    const [damaged = ''] = readdirSync(folder)
    for (const name of readdirSync(join(folder, damaged))) writeFileSync(join(folder, damaged, name), '{')
    const { texts, problems } = startWorker({ store })
    await vi.waitFor(() => expect(texts()).toEqual(['So it is.']), shortly)
    const inAMinute = { flow: flow.name, limit: 1, holdMilliseconds: 1, now: Date.now() + 60_000 }
    await vi.waitFor(async () => expect(await store.claimDue(inAMinute)).toMatchObject([{ id: 'a' }]), shortly)
    expect(problems).toEqual([])
    await store.putOff('a', { until: 0, attempts: 7, revision: 0 })
    await vi.waitFor(() => expect(problems).toMatchObject([{ id: 'a', isGivenUp: true, error: { code: 'corrupt-record' } }]), shortly)
    expect(await store.claimDue(inAMinute)).toEqual([])
  })

  test('tells followers at servers of the turns that it runs, piece by piece', async () => {
    const store = withLeases(memoryStore())
    const relay = memoryRelay()
    await leave(store, 'wait')
    const host = conversationHost({ flow, model: failingModel().model, store: { ...store }, relay })
    onTestFinished(() => host.drain())
    let answer: (text: string) => void = () => undefined
    const respond: LanguageModel['respond'] = async (_request, { onDelta }) => {
      onDelta('So ')
      return { text: await new Promise<string>((resolve) => (answer = resolve)), usage }
    }
    const followed = host.follow('a')
    await followed[Symbol.asyncIterator]().next()
    startWorker({ store, relay, model: { ...failingModel().model, respond } })
    const told: string[] = []
    for await (const { type, data } of followed) {
      told.push(type)
      if (type === 'delta') answer('So it is.')
      if (type === 'message' && data.message.text === 'So it is.') break
    }
    expect(told).toEqual(expect.arrayContaining(['begin', 'state', 'delta', 'message']))
  })

  test('begins nothing that was removed, and leaves other flows alone', async () => {
    const store = withLeases(memoryStore())
    await leave(store, 'wait', { id: 'removed' })
    const foreign = defineFlow({ ...flow, name: 'foreign' })
    await (await openConversation({ flow: foreign, model: failingModel().model, store, id: 'foreign' })).close()
    const gone: ClaimableStore = {
      ...store,
      claimDue: async (options) => {
        const claims = await store.claimDue(options)
        for (const { id } of claims) await store.remove(id)
        return claims
      },
    }
    const { worker, problems } = startWorker({ store: gone })
    await vi.waitFor(() => expect(worker.stats()).toMatchObject({ claimed: 1, running: 0 }), shortly)
    expect((await store.list()).map(({ id }) => id)).toEqual(['foreign'])
    expect(problems).toEqual([])
  })

  test('tells of a store that can not be asked, and of a listener that throws, and goes on', async () => {
    const store = withLeases(memoryStore())
    await leave(store, 'wait')
    let isDown = true
    const flaky: ClaimableStore = {
      ...store,
      claimDue: (options) => {
        if (!isDown) return store.claimDue(options)
        isDown = false
        return Promise.reject(new Error('down'))
      },
    }
    const { problems } = startWorker({
      store: flaky,
      onReply: () => {
        throw new Error('no mail today')
      },
    })
    await vi.waitFor(() => expect(problems.map(({ error }) => String(error))).toEqual(['Error: down', 'Error: no mail today']), shortly)
  })

  test('ends when it is stopped, and lets the turn that runs come to an end', async () => {
    const store = withLeases(memoryStore())
    await leaveFailed(store)
    let answer: (text: string) => void = () => undefined
    const model: LanguageModel = {
      ...failingModel().model,
      respond: async () => ({ text: await new Promise<string>((resolve) => (answer = resolve)), usage }),
    }
    const { worker, texts } = startWorker({ store, model, retry: () => 0 })
    await vi.waitFor(() => expect(worker.stats()).toMatchObject({ running: 1, runs: 1 }), shortly)
    const stopped = worker.stop()
    await vi.waitFor(async () => expect((await store.load('a'))?.lease).not.toBeNull(), shortly)
    answer('At last.')
    await stopped
    expect(texts()).toEqual(['At last.'])
  })

  test('refuses a store that can not tell what is due', () => {
    const { claimDue, ...store } = withLeases(memoryStore())
    const make = () => conversationWorker({ machine: compileFlow(flow, { model: failingModel().model }), store: store as ClaimableStore })
    expect(make).toThrow('needs a store with claimDue')
  })
})
