import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Conversation,
  type ConversationStore,
  defineFlow,
  keyword,
  openConversation,
  RevisionConflictError,
  scriptedModel,
} from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { failure } from '../stores/fixtures.js'

const flow = defineFlow({
  name: 'count',
  initialState: 'one',
  states: {
    one: { prompt: { say: 'One.' }, transitions: { on: keyword(['next']) }, nextStates: { on: 'two' } },
    two: { prompt: { say: 'Two.' }, transitions: { on: keyword(['next']) }, nextStates: { on: 'three' } },
    three: { prompt: { instruct: 'Count to three.' }, transitions: { on: keyword(['next']) }, nextStates: { on: 'end' } },
    end: { prompt: { say: 'Done.' } },
  },
})

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Stores that share a directory and nothing else, as those of two processes do. */
function twoStores(): readonly [ConversationStore, ConversationStore] {
  const folder = mkdtempSync(join(tmpdir(), 'talkchart-rivals-'))
  folders.push(folder)
  return [fileStore(folder, { fsync: false }), fileStore(folder, { fsync: false })]
}

const open = (store: ConversationStore, options: { onConflict?: 'reload'; model?: ReturnType<typeof scriptedModel> } = {}) =>
  openConversation({ flow, store, id: 'a', lease: false, model: scriptedModel({ respond: 'Three.' }), ...options })

const said = async (conversation: Pick<Conversation, 'history'>) => (await conversation.history()).map(({ text }) => text)

describe('two who talk in one conversation', () => {
  it('let the first win: the other is told, closed, and leaves no trace', async () => {
    const [left, right] = twoStores()
    const first = await open(left)
    const second = await open(right)
    await first.send('next')
    const error = await failure(second.send('next please'))
    expect(error).toBeInstanceOf(RevisionConflictError)
    expect(await failure(second.send('again'))).toBe(error)
    expect(await said(first)).toEqual(['One.', 'next', 'Two.'])
    expect((await left.load('a'))?.record.pending).toEqual([])
    await first.close()
  })

  it('never meet in a conversation that was removed and begun anew for somebody else', async () => {
    const [left, right] = twoStores()
    const first = await open(left)
    await first.send('next')
    await right.remove('a')
    const second = await open(right)
    await second.send('next, says somebody else')
    expect(second.revision).toBe(first.revision)
    expect(await failure(first.send('next, a secret'))).toBeInstanceOf(RevisionConflictError)
    expect(await said(second)).toEqual(['One.', 'next, says somebody else', 'Two.'])
    await second.close()
  })

  it.each([0, 1])('read nothing of a conversation that was removed and begun anew, and is %i turns further', async (further) => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const [left, right] = twoStores()
    const first = await open(left)
    await first.send('next, a secret')
    await right.remove('a')
    const second = await open(right)
    for (let turn = 0; turn <= further; turn += 1) await second.send('next, says somebody else')
    const removed = { code: 'conversation-removed', conversationId: 'a' }
    expect(await failure(first.history())).toMatchObject(removed)
    expect(await failure(first.turns())).toMatchObject(removed)
    expect(await failure(first.fork(0, 'copy'))).toMatchObject(removed)
    expect(await failure(first.rewind(0))).toMatchObject(removed)
    expect(await right.load('copy')).toBeUndefined()
    expect((await second.turns()).map(({ turn }) => turn)).toEqual([0, 1, 2].slice(0, 2 + further))
    await Promise.all([first.close(), second.close()])
  })

  it('read all of a conversation that the other went on with, also when it has forgotten what was known here', async () => {
    const [left, right] = twoStores()
    const first = await open(left)
    const second = await openConversation({
      flow,
      store: right,
      id: 'a',
      lease: false,
      model: scriptedModel({ respond: 'Three.' }),
      keepRevisions: 1,
    })
    for (let turn = 0; turn < 2; turn += 1) await second.send('next')
    await right.prune?.('a', { keepRevisions: 1 })
    expect(await said(first)).toEqual(['One.', 'next', 'Two.', 'next', 'Three.'])
    await Promise.all([first.close(), second.close()])
  })

  it('are told with onConflict: reload when the conversation was begun anew in the very millisecond', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const [left, right] = twoStores()
    const first = await open(left, { onConflict: 'reload' })
    await first.send('next')
    await right.remove('a')
    const second = await open(right)
    await second.send('next, says somebody else')
    expect(await failure(first.send('next, a secret'))).toMatchObject({ code: 'conversation-removed' })
    expect(await said(second)).toEqual(['One.', 'next, says somebody else', 'Two.'])
    await Promise.all([first.close(), second.close()])
  })

  it('leave no message that waits in such a conversation when they close', async () => {
    const [left, right] = twoStores()
    let tell: () => void = () => undefined
    const asked = new Promise<void>((resolve) => {
      tell = resolve
    })
    const silent = scriptedModel({
      respond: () => {
        tell()
        return new Promise<string>(() => undefined)
      },
    })
    const first = await open(left, { model: silent })
    await first.send('next')
    const unanswered = [failure(first.send('next')), failure(first.send('a secret that waits'))]
    await asked
    await right.remove('a')
    const second = await open(right)
    await first.close()
    await Promise.all(unanswered)
    expect((await right.load('a'))?.record.pending).toEqual([])
    expect(await said(second)).toEqual(['One.'])
    await second.close()
  })

  it('are told when a cancellation comes too late, and nothing is cancelled', async () => {
    const [left, right] = twoStores()
    const first = await open(left)
    const second = await open(right)
    await first.send('next')
    expect(await failure(second.cancel())).toBeInstanceOf(RevisionConflictError)
    expect((await left.load('a'))?.record.phase).toBe('listening')
    await first.close()
  })

  it('cancel with onConflict: reload what the other has made of it', async () => {
    const [left, right] = twoStores()
    const first = await open(left)
    const second = await open(right, { onConflict: 'reload' })
    await first.send('next')
    await second.cancel()
    expect((await left.load('a'))?.record).toMatchObject({ phase: 'done', turn: 1 })
    expect(await failure(first.send('next'))).toBeInstanceOf(RevisionConflictError)
    await Promise.all([first.close(), second.close()])
  })

  it('ask the model nothing for a message that comes too late', async () => {
    const [left, right] = twoStores()
    const first = await open(left)
    await first.send('next')
    const model = scriptedModel({ respond: 'Three.' })
    const second = await open(right, { model })
    await first.send('next')
    expect(await failure(second.send('next'))).toBeInstanceOf(RevisionConflictError)
    expect(model.requests).toEqual([])
    await first.close()
  })

  it('go on together with onConflict: reload, each message judged where it arrives', async () => {
    const [left, right] = twoStores()
    const first = await open(left, { onConflict: 'reload' })
    const second = await open(right, { onConflict: 'reload' })
    const entered: string[] = []
    second.on('state.entered', ({ state }) => entered.push(state))
    expect(await first.send('next')).toMatchObject({ state: 'two' })
    expect(await second.send('next please')).toMatchObject({ state: 'three', reply: 'Three.', turn: 2, entered: ['three'] })
    expect(second.messages.map(({ text }) => text)).toEqual(['One.', 'next', 'Two.', 'next please', 'Three.'])
    expect(await first.send('and next')).toMatchObject({ state: 'end', phase: 'done', outcome: 'completed' })
    expect(entered).toContain('three')
    expect(await said(first)).toEqual(['One.', 'next', 'Two.', 'next please', 'Three.', 'and next', 'Done.'])
  })

  it('give a message of the same id one turn', async () => {
    const [left, right] = twoStores()
    const first = await open(left, { onConflict: 'reload' })
    const second = await open(right, { onConflict: 'reload' })
    const turns = await Promise.all([first.send('next', { id: 'click' }), second.send('next', { id: 'click' })])
    expect(turns.map(({ state, reply }) => [state, reply])).toEqual([
      ['two', 'Two.'],
      ['two', 'Two.'],
    ])
    expect(await said(first)).toEqual(['One.', 'next', 'Two.'])
    await Promise.all([first.close(), second.close()])
  })

  it('lose and double nothing when many send at once', async () => {
    const [left, right] = twoStores()
    const loop = defineFlow({
      name: 'loop',
      initialState: 'a',
      states: { a: { prompt: { say: 'Yes?' }, transitions: { more: keyword(['more']) }, nextStates: { more: 'a' } } },
    })
    const rivals = await Promise.all(
      [left, right].map((store) => openConversation({ flow: loop, store, id: 'a', lease: false, onConflict: 'reload' })),
    )
    const texts = Array.from({ length: 12 }, (_, index) => `more ${index}`)
    await Promise.all(texts.map((text, index) => rivals[index % 2]?.send(text)))
    const history = (await left.load('a'))?.messages.map(({ message }) => message) ?? []
    expect(history.flatMap(({ role, text }) => (role === 'user' ? [text] : [])).sort()).toEqual([...texts].sort())
    expect(history.map(({ role }) => role)).toEqual(['assistant', ...texts.flatMap(() => ['user', 'assistant'])])
    expect((await left.load('a'))?.record.pending).toEqual([])
    await Promise.all(rivals.map((rival) => rival.close()))
  })

  it('can begin it at the same time, one of them losing unless it reloads', async () => {
    const [left, right] = twoStores()
    const outcomes = await Promise.allSettled([open(left), open(right)])
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected')
    for (const { reason } of lost) expect(reason).toBeInstanceOf(RevisionConflictError)
    const [third, fourth] = twoStores()
    const both = await Promise.all([open(third, { onConflict: 'reload' }), open(fourth, { onConflict: 'reload' })])
    expect(await said(both[0])).toEqual(['One.'])
  })
})
