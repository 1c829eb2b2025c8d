import {
  type ConversationRecord,
  type ConversationStore,
  FlowDriftError,
  keyword,
  memoryStore,
  openConversation,
  scriptedModel,
} from 'talkchart'
import { describe, expect, it } from 'vitest'
import { failure } from '../../stores/fixtures.js'
import { changed, first, renamed, second } from './flows.js'

/** A store with one conversation of version 1 that stands in "assist", entered twice. */
async function storedInAssist(): Promise<ConversationStore> {
  const store = memoryStore()
  const conversation = await openConversation({ flow: first, store, id: 'a' })
  await conversation.send('help')
  await conversation.send('again')
  await conversation.close()
  return store
}

describe('a conversation of an earlier version', () => {
  it('goes on in place when its state only changed, with data that is new since', async () => {
    const store = await storedInAssist()
    const deadline = (await store.load('a'))?.record.deadline
    const conversation = await openConversation({ flow: changed, store, id: 'a' })
    expect(conversation).toMatchObject({ state: 'assist', turn: 2, phase: 'listening', data: { language: 'en', plan: 'free' } })
    expect(await conversation.send('again')).toMatchObject({ reply: 'What may I do for you?', phase: 'listening' })
    const record = (await store.load('a'))?.record
    expect(record?.flow).toMatchObject({ name: 'desk', version: '2.0.0' })
    expect(record?.deadline).toBeGreaterThanOrEqual(deadline ?? Number.POSITIVE_INFINITY)
    await conversation.close()
  })

  it('keeps its timer, and fires it when it is overdue', async () => {
    const store = await storedInAssist()
    const loaded = await store.load('a')
    const { record } = loaded ?? {}
    if (record === undefined) throw new Error('nothing stored')
    const overdue = { ...record, revision: record.revision + 1, deadline: Date.now() - 1000 }
    const { revision: expectedRevision, commitId: expectedCommitId = null } = record
    await store.commit('a', { commitId: 'overdue', expectedRevision, expectedCommitId, record: overdue, messages: [] })
    const conversation = await openConversation({ flow: changed, store, id: 'a' })
    expect(conversation).toMatchObject({ phase: 'done', outcome: 'completed', state: 'end' })
  })

  it('begins a timer that is new in its state', async () => {
    const store = memoryStore()
    const early = await openConversation({ flow: first, store, id: 'a' })
    await early.close()
    const flow = second(({ greeting }) => Object.assign(greeting ?? {}, { timeout: { seconds: 60, to: 'end' } }))
    const conversation = await openConversation({ flow, store, id: 'a' })
    await conversation.send('hm')
    const spokenAt = conversation.messages.at(-1)?.at ?? 0
    expect((await store.load('a'))?.record.deadline).toBe(spokenAt + 60_000)
    await conversation.close()
  })

  it('loses a timer that its state no longer has', async () => {
    const store = await storedInAssist()
    const flow = second(({ assist }) => {
      delete Object(assist).timeout
    })
    const conversation = await openConversation({ flow, store, id: 'a' })
    await conversation.send('again')
    expect((await store.load('a'))?.record.deadline).toBeNull()
    await conversation.close()
  })

  it('goes on in the renamed state, its visits counted on', async () => {
    const store = await storedInAssist()
    const conversation = await openConversation({ flow: renamed, store, id: 'a', renamedStates: { assist: 'support' } })
    expect(conversation).toMatchObject({ state: 'support', phase: 'listening', visits: { greeting: 1, support: 2 } })
    expect(conversation.visits).not.toHaveProperty('assist')
    expect(await conversation.send('bye')).toMatchObject({ state: 'end', phase: 'done' })
    expect((await conversation.history()).map(({ text }) => text)).toContain('again')
  })

  it('is not moved by a mapping of a state that is still there', async () => {
    const store = await storedInAssist()
    const conversation = await openConversation({ flow: changed, store, id: 'a', renamedStates: { assist: 'greeting' } })
    expect(conversation.state).toBe('assist')
    await conversation.close()
  })

  it('is brought over by migrate', async () => {
    const store = await storedInAssist()
    const migrate = (record: ConversationRecord): ConversationRecord => ({
      ...record,
      snapshot: JSON.parse(JSON.stringify(record.snapshot).replaceAll('"assist"', '"support"')),
    })
    const conversation = await openConversation({ flow: renamed, store, id: 'a', migrate })
    expect(conversation).toMatchObject({ state: 'support', visits: { support: 2 } })
    await conversation.close()
  })

  it.each([
    ['another id', (record: ConversationRecord) => ({ ...record, id: 'b' }), /migrate may not change it from "a" to "b"/],
    ['no snapshot', (record: ConversationRecord) => ({ ...record, snapshot: null }), /snapshot: expected Object, found null/],
  ])('is not brought over by a migrate that gives %s', async (_, migrate, problem) => {
    const store = await storedInAssist()
    const error = await failure(openConversation({ flow: renamed, store, id: 'a', migrate }))
    expect(error).toMatchObject({ code: 'invalid-record' })
    expect(String(error)).toMatch(problem)
  })

  it('is refused when its state is gone, with the ways out and the record as it was', async () => {
    const store = await storedInAssist()
    const before = await store.load('a')
    const error = await failure(openConversation({ flow: renamed, store, id: 'a' }))
    expect(error).toBeInstanceOf(FlowDriftError)
    expect(error).toMatchObject({ conversationId: 'a', state: 'assist', stored: { version: '1.0.0' }, running: { version: '2.0.0' } })
    for (const part of ['"assist"', '"1.0.0"', '"2.0.0"', 'renamedStates', 'migrate']) expect(String(error)).toContain(part)
    expect(await store.load('a')).toEqual(before)
    const again = await openConversation({ flow: first, store, id: 'a' })
    expect(again.state).toBe('assist')
    await again.close()
  })

  it('says what helps when the version did not change with the flow', async () => {
    const store = await storedInAssist()
    const error = String(await failure(openConversation({ flow: { ...renamed, version: '1.0.0' }, store, id: 'a' })))
    expect(error).toContain('it was opened with a flow that has changed under the same version')
    expect(error).toContain('Give a flow another version when it changes.')
    expect(error).not.toContain('open it with version')
  })

  it.each([
    ['a mapping to nowhere', { assist: 'suport' }, /"suport" for it, which is no state/],
    ['a mapping to a state that does not listen', { assist: 'end' }, /"end" for it, which does not wait/],
  ])('is refused with %s', async (_, renamedStates, problem) => {
    const error = await failure(openConversation({ flow: renamed, store: await storedInAssist(), id: 'a', renamedStates }))
    expect(error).toBeInstanceOf(FlowDriftError)
    expect(String(error)).toMatch(problem)
  })

  it('is refused when its state no longer waits for the user', async () => {
    const flow = second((states) => {
      states.assist = { prompt: { say: 'We call you.' } }
    })
    const error = await failure(openConversation({ flow, store: await storedInAssist(), id: 'a' }))
    expect(String(error)).toContain('does not wait for the user any more')
  })

  it('is refused by a flow of another name', async () => {
    const error = await failure(openConversation({ flow: { ...first, name: 'other' }, store: await storedInAssist(), id: 'a' }))
    expect(String(error)).toContain('the flow to open is named "other"')
  })

  it('has its pending message judged by the new version', async () => {
    const store = await storedInAssist()
    const { record } = (await store.load('a')) ?? {}
    if (record === undefined) throw new Error('nothing stored')
    const pending = {
      ...record,
      revision: record.revision + 1,
      pending: [{ text: 'bye', id: 'm', at: Date.now() }],
      phase: 'busy' as const,
    }
    const { revision: expectedRevision, commitId: expectedCommitId = null } = record
    await store.commit('a', { commitId: 'pending', expectedRevision, expectedCommitId, record: pending, messages: [] })
    const conversation = await openConversation({ flow: renamed, store, id: 'a', renamedStates: { assist: 'support' } })
    expect(conversation).toMatchObject({ phase: 'done', state: 'end', turn: 3 })
  })

  it('listens again when the call that had failed is made no more', async () => {
    const store = memoryStore()
    const spoken = second((states) => {
      states.assist = {
        prompt: { instruct: 'Ask what is wrong.' },
        transitions: { bye: keyword(['bye']) },
        nextStates: { bye: 'end' },
      }
    })
    const model = scriptedModel({ respond: () => Promise.reject(new Error('down')) })
    const early = await openConversation({ flow: spoken, store, id: 'a', model })
    expect(await early.send('help')).toMatchObject({ phase: 'failed' })
    await early.close()
    const later = await openConversation({ flow: changed, store, id: 'a' })
    expect(later).toMatchObject({ phase: 'listening', state: 'assist', error: null })
    expect(await later.send('bye')).toMatchObject({ phase: 'done' })
  })
})
