import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  always,
  type ConversationEmitted,
  type ConversationStore,
  context,
  defineFlow,
  extract,
  keyword,
  llmClassifier,
  memoryStore,
  openConversation,
  scriptedModel,
} from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

const angry = llmClassifier({ prompt: 'Is {{text}} angry?', targetClass: 'yes' })

const flow = defineFlow({
  name: 'fired',
  initialState: 'hub',
  states: {
    hub: {
      prompt: { say: 'Yes?' },
      transitions: { more: keyword(['more']), ask: keyword(['ask']), angry },
      nextStates: { more: 'hub', ask: 'answer', angry: 'calm' },
    },
    answer: { prompt: { instruct: 'Answer.' }, advanceTo: 'hub' },
    calm: { prompt: { say: 'Calm down.' }, advanceTo: 'hub' },
  },
})

function temporaryFileStore(): ConversationStore {
  const folder = mkdtempSync(join(tmpdir(), 'talkchart-fired-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return fileStore(folder)
}

/** Returns what is stored of the user's messages. */
async function stored(store: ConversationStore) {
  const rows = (await store.load('a'))?.messages ?? []
  return rows.flatMap(({ message }) => (message.role === 'user' ? [[message.text, message.transition]] : []))
}

describe('the transition that a message fired', () => {
  it('is stored beside it, null for none, and stands nowhere else', async () => {
    const store = memoryStore()
    const options = { flow, model: scriptedModel({ respond: 'So.', understand: { angry: 'no' } }), store, id: 'a' }
    const conversation = await openConversation(options)
    for (const text of ['more', 'ask', 'nothing']) await conversation.send(text)
    expect(await stored(store)).toEqual([
      ['more', 'more'],
      ['ask', 'ask'],
      ['nothing', null],
    ])
    const rows = (await store.load('a'))?.messages ?? []
    expect(rows.some(({ message }) => message.role === 'assistant' && 'transition' in message)).toBe(false)
    expect((await conversation.history()).some((message) => 'transition' in message)).toBe(false)
    await conversation.close()
    const again = await openConversation(options)
    expect(again.messages.some((message) => 'transition' in message)).toBe(false)
    await again.close()
  })

  it.each([
    ['in the process that failed', memoryStore],
    ['after another opening', memoryStore],
    ['after another opening, in files', temporaryFileStore],
  ])('is stored when a failed call is repeated %s', async (where, makeStore) => {
    const store = makeStore()
    const model = scriptedModel({ understand: [new Error('down'), { angry: 'yes' }] })
    let conversation = await openConversation({ flow, model, store, id: 'a' })
    expect(await conversation.send('grr')).toMatchObject({ phase: 'failed', transition: null })
    expect(await stored(store)).toEqual([['grr', null]])
    if (where.startsWith('after')) {
      await conversation.close()
      conversation = await openConversation({ flow, model, store, id: 'a' })
    }
    expect(await conversation.retry()).toMatchObject({ transition: 'angry' })
    expect(await stored(store)).toEqual([['grr', 'angry']])
    await conversation.rewind(0)
    expect(await stored(store)).toEqual([])
    await conversation.close()
  })

  it('is stored beside a text that was redacted once, and is not redacted again', async () => {
    const store = memoryStore()
    const model = scriptedModel({ understand: [new Error('down'), { angry: 'yes' }] })
    const redact = (text: string) => `<${text}>`
    const options = { flow, model, store, id: 'a', redact }
    const first = await openConversation(options)
    expect(await first.send('grr')).toMatchObject({ phase: 'failed' })
    await first.close()
    const again = await openConversation(options)
    expect(await again.retry()).toMatchObject({ transition: 'angry' })
    expect(await stored(store)).toEqual([['<grr>', 'angry']])
    await again.close()
  })

  it('is not one that a timer led to', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const store = memoryStore()
    const timed = defineFlow({
      name: 'timed',
      initialState: 'hub',
      states: {
        hub: {
          prompt: { say: 'Yes?' },
          transitions: { more: keyword(['more']) },
          nextStates: { more: 'hub' },
          timeout: { seconds: 60, to: 'sorting' },
        },
        sorting: {
          transitionsOn: 'entry',
          transitions: { free: context('plan', { equals: 'free' }), other: always() },
          nextStates: { free: 'end', other: 'end' },
        },
        end: { prompt: { say: 'Bye.' } },
      },
    })
    const conversation = await openConversation({ flow: timed, store, id: 'a' })
    const entered: (string | null)[] = []
    conversation.on('state.entered', ({ transition }) => entered.push(transition))
    await conversation.send('hello')
    await vi.advanceTimersByTimeAsync(61_000)
    expect((await store.load('a'))?.record.phase).toBe('done')
    expect(entered).toEqual([null, 'other'])
    expect(await stored(store)).toEqual([['hello', null]])
    await conversation.close()
  })
})

describe('message.understood', () => {
  const fields = { city: { type: 'string' } } as const

  it('tells what was answered about a message, once for each understanding that counts', async () => {
    const reading = defineFlow({
      name: 'reading',
      initialState: 'hub',
      states: {
        hub: { prompt: { say: 'Yes?' }, extract: extract({ fields }), transitions: { angry }, nextStates: { angry: 'hub' } },
      },
    })
    const model = scriptedModel({ understand: [new Error('down'), { extract: { city: 'Lyon' }, angry: 'no' }] })
    const conversation = await openConversation({ flow: reading, model })
    const heard: ConversationEmitted[] = []
    conversation.on('message.understood', (event) => heard.push(event))
    await conversation.send('in Lyon')
    expect(heard).toEqual([])
    await conversation.retry()
    const usage = conversation.usage
    expect(heard).toEqual([{ type: 'message.understood', about: 'user', turn: 1, answers: { angry: 'no' }, data: { city: 'Lyon' }, usage }])
    expect(usage.modelCalls).toBe(1)
    expect(JSON.parse(JSON.stringify(heard))).toEqual(heard)
    await conversation.close()
  })

  it('tells of a reply that was understood', async () => {
    const telling = defineFlow({
      name: 'telling',
      initialState: 'hub',
      states: {
        hub: {
          prompt: { instruct: 'Name a city.' },
          extract: extract({ fields, from: 'reply' }),
          transitions: { more: keyword(['more']) },
          nextStates: { more: 'hub' },
        },
      },
    })
    const model = scriptedModel({ respond: 'Lyon!', understand: { extract: { city: 'Lyon' } } })
    const conversation = await openConversation({ flow: telling, model })
    const heard: ConversationEmitted[] = []
    conversation.on('message.understood', (event) => heard.push(event))
    await conversation.send('more')
    expect(heard).toMatchObject([{ about: 'reply', turn: 1, data: { city: 'Lyon' } }])
    await conversation.close()
  })
})
