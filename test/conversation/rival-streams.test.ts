import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextMacrotask } from 'node:timers/promises'
import fc from 'fast-check'
import {
  type ConversationStore,
  type LanguageModel,
  type Message,
  memoryStore,
  openConversation,
  ReplyRestartedError,
  type ReplyStream,
  scriptedModel,
} from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { afterEach, expect, it, vi } from 'vitest'
import { runsOr } from '../runs.js'
import { failure } from '../stores/fixtures.js'
import { flow } from './shared-flow.js'

const RUNS = runsOr(20)

/** A model of one process: no two of its answers are the same, and each comes in three pieces with pauses between. */
function chattyModel(process: string, pause: number) {
  const asked: string[] = []
  const model: LanguageModel = {
    async respond(request, { onDelta }) {
      const { id } = request
      asked.push(JSON.stringify(request))
      const pieces = [`${process} says `, `to ${id}: `, `no. ${asked.length}`]
      for (const piece of pieces) {
        for (let task = 0; task < pause; task += 1) await nextMacrotask()
        onDelta(piece)
      }
      return { text: pieces.join(''), usage: { inputTokens: 0, outputTokens: 0 } }
    },
    understand: async () => ({ value: null, usage: { inputTokens: 0, outputTokens: 0 } }),
  }
  return { model, asked }
}

afterEach(() => {
  vi.useRealTimers()
})

interface StreamRead {
  readonly pieces: string
  readonly reply: string
  readonly error: unknown
  readonly id: string
}

/** Reads a stream to its end: its pieces, the reply of its turn, what the reader was told instead of an end, and the message's id. */
async function readStream(stream: ReplyStream, id: string): Promise<StreamRead> {
  let pieces = ''
  let error: unknown
  try {
    for await (const piece of stream) pieces += piece
  } catch (thrown) {
    error = thrown
  }
  return { pieces, reply: (await stream.turn).reply, error, id }
}

/** The pieces that were read are the recorded reply, unless the reader was told that it began anew. */
function expectTrue({ pieces, reply, error, id }: StreamRead, history: readonly Message[]): void {
  const { turn } = history.find((message) => message.id === id) ?? {}
  const recorded = history.filter((message) => message.role === 'assistant' && message.turn === turn).map(({ text }) => text)
  expect(reply).toBe(recorded.join('\n\n'))
  if (error === undefined) expect(pieces).toBe(reply)
  else expect(error).toBeInstanceOf(ReplyRestartedError)
}

const sends = fc.array(fc.record({ process: fc.nat(1), pause: fc.nat(12) }), { minLength: 2, maxLength: 6 })

it('pieces joined are the recorded reply, or the reader is told that they are not; no call is made twice by one process', async () => {
  const property = fc.asyncProperty(sends, fc.tuple(fc.nat(4), fc.nat(4)), async (messages, pauses) => {
    const directory = mkdtempSync(join(tmpdir(), 'talkchart-streams-'))
    const models = [chattyModel('A', pauses[0]), chattyModel('B', pauses[1])] as const
    const open = (index: 0 | 1) =>
      openConversation({
        flow,
        model: models[index].model,
        store: fileStore(directory, { fsync: false }),
        id: 'a',
        lease: false,
        onConflict: 'reload',
      })
    const [left, right] = [await open(0), await open(1)]
    const streams: Promise<StreamRead>[] = []
    for (const [index, { process, pause }] of messages.entries()) {
      const id = `m${index}`
      const stream = (process === 0 ? left : right).stream(`ask ${index}`, { id })
      streams.push(readStream(stream, id))
      for (let task = 0; task < pause; task += 1) await nextMacrotask()
    }
    const results = await Promise.all(streams)
    const history = await left.history()
    for (const read of results) expectTrue(read, history)
    for (const { asked } of models) expect(new Set(asked).size).toBe(asked.length)
    await Promise.all([left.close(), right.close()])
    rmSync(directory, { recursive: true })
  })
  await fc.assert(property, { numRuns: RUNS })
}, 120_000)

/** Lets another writer commit just before a commit that brings replies. */
function overtaken(memory: ConversationStore, overtake: () => Promise<unknown>): ConversationStore {
  let isFirst = true
  return {
    ...memory,
    commit: async (id, commit) => {
      if (isFirst && commit.messages.some(({ message }) => message.text === 'So it is.')) {
        isFirst = false
        await overtake()
      }
      await memory.commit(id, commit)
    },
  }
}

it('an answer that came to nothing, because another writer was first, is used when the same call is due again', async () => {
  const memory = memoryStore()
  const model = scriptedModel({ respond: ['So it is.', 'Never said.'] })
  const touch = async () => {
    const loaded = await memory.load('a')
    if (loaded === undefined) throw new Error('Nothing was stored.')
    const { record } = loaded
    const { revision: expectedRevision, commitId: expectedCommitId = null } = record
    await memory.commit('a', {
      commitId: 'touch',
      expectedRevision,
      expectedCommitId,
      record: { ...record, revision: expectedRevision + 1 },
      messages: [],
    })
  }
  const conversation = await openConversation({ flow, model, store: overtaken(memory, touch), id: 'a', lease: false, onConflict: 'reload' })
  const pieces: string[] = []
  const stream = conversation.stream('ask', { id: 'm1' })
  for await (const piece of stream) pieces.push(piece)
  expect(pieces.join('')).toBe('So it is.\n\nYes?')
  expect(await stream.turn).toMatchObject({ reply: 'So it is.\n\nYes?', usage: { modelCalls: 1 } })
  expect(model.requests).toHaveLength(1)
  await conversation.close()
})

it.each(['fail', 'reload'] as const)('a conversation that was removed is not begun anew by who holds it: %s', async (onConflict) => {
  const memory = memoryStore()
  const open = (store: ConversationStore) => openConversation({ flow, model: scriptedModel({}), store, id: 'a', lease: false, onConflict })
  const conversation = await open(memory)
  await conversation.send('more', { id: 'm1' })
  await memory.remove('a')
  expect(await failure(conversation.send('more', { id: 'm2' }))).toMatchObject({ code: 'conversation-removed' })
  expect(conversation.phase).toBe('closed')
  expect(await failure(conversation.send('more', { id: 'm1' }))).toMatchObject({ code: 'conversation-removed' })
  await conversation.close()
  expect(await memory.load('a')).toBeUndefined()
  const again = await open(memory)
  expect(again.turn).toBe(0)
  await again.close()
})

it.each(['fail', 'reload'] as const)(
  'a conversation that was removed and begun anew gets no word of the old one: %s',
  async (onConflict) => {
    const memory = memoryStore()
    const open = (store: ConversationStore) =>
      openConversation({ flow, model: scriptedModel({}), store, id: 'a', lease: false, onConflict })
    const old = await open({ ...memory })
    await old.send('more for Ana')
    await memory.remove('a')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1000 })
    const other = await open({ ...memory })
    await other.send('more for Bob')
    expect(other.revision).toBe(old.revision)
    const code = onConflict === 'reload' ? 'conversation-removed' : 'revision-conflict'
    expect(await failure(old.send('more secrets of Ana'))).toMatchObject({ code })
    await Promise.all([old.close(), other.close()])
    expect((await memory.load('a'))?.messages.map(({ message }) => message.text)).toEqual(['Yes?', 'more for Bob', 'Yes?'])
  },
)
