import {
  type Conversation,
  type ConversationFlow,
  type ConversationStore,
  fields,
  keyword,
  type LanguageModel,
  memoryStore,
  openConversation,
} from 'talkchart'
import { describe, expect, test } from 'vitest'

const asked = {
  size: { ask: { say: 'Which size?' }, from: { choices: { small: ['small'], large: ['large'] } } },
  count: { ask: { say: 'How many?' }, from: 'number' },
  colour: { ask: { say: 'Which colour?' }, from: { choices: { red: ['red'], blue: ['blue'] } } },
  name: { ask: { instruct: 'Ask for the name.' }, from: 'text' },
} as const

function version(number: string, collect: readonly (keyof typeof asked)[], state = 'details'): ConversationFlow {
  return {
    name: 'order',
    version: number,
    initialState: 'start',
    fields: fields(asked),
    states: {
      start: { prompt: { say: 'Hello!' }, transitions: { order: keyword(['order']) }, nextStates: { order: state } },
      [state]: { collect, nextStates: { collected: 'done' }, noMatch: { max: 3, to: 'done', prompt: { say: 'Pardon?' } } },
      done: { prompt: { say: 'Thank you.' } },
    },
  }
}

const silent: LanguageModel = {
  respond: async () => {
    throw new Error('The model is down')
  },
  understand: async () => ({ value: {}, usage: { inputTokens: 0, outputTokens: 0 } }),
}

/** A store with one conversation of version 1 that was told some things. */
async function stored(collect: readonly (keyof typeof asked)[], ...messages: readonly string[]): Promise<ConversationStore> {
  const store = memoryStore()
  const conversation = await openConversation({ flow: version('1', collect), model: silent, store, id: 'a' })
  for (const text of ['order', ...messages]) await conversation.send(text)
  await conversation.close()
  return store
}

const reopen = (store: ConversationStore, flow: ConversationFlow, rest: object = {}) =>
  openConversation({ flow, model: silent, store, id: 'a', ...rest })

const lastSaid = (conversation: Conversation) => conversation.messages.at(-1)?.text

describe('a conversation whose question is gone in the flow of now', () => {
  test('asks at once for what is missing, once, and goes on by the answer', async () => {
    const store = await stored(['size', 'count'], 'hm')
    const conversation = await reopen(store, version('2', ['colour', 'count']))
    expect([lastSaid(conversation), conversation.phase]).toEqual(['Which colour?', 'listening'])
    const { messages } = conversation
    await conversation.close()
    const again = await reopen(store, version('2', ['colour', 'count']))
    expect(again.messages).toEqual(messages)
    expect((await again.send('blue')).replies.map(({ text }) => text)).toEqual(['How many?'])
    expect((await again.send('3')).state).toBe('done')
    expect(again.data).toEqual({ colour: 'blue', count: 3 })
  })

  test('goes on by itself where nothing is missing any more', async () => {
    const store = await stored(['size', 'count'], 'large')
    const conversation = await reopen(store, version('2', ['size']))
    expect([lastSaid(conversation), conversation.state, conversation.outcome]).toEqual(['Thank you.', 'done', 'completed'])
  })

  test('asks in a state that has another name now', async () => {
    const store = await stored(['size'])
    const conversation = await reopen(store, version('2', ['count'], 'facts'), { renamedStates: { details: 'facts' } })
    expect([lastSaid(conversation), conversation.state]).toEqual(['How many?', 'facts'])
  })

  test('asks instead of trying again to word the question that is gone', async () => {
    const store = await stored(['name'])
    const failed = await reopen(store, version('1', ['name']))
    expect(failed.phase).toBe('failed')
    await failed.close()
    const conversation = await reopen(store, version('2', ['count']))
    expect([lastSaid(conversation), conversation.phase]).toEqual(['How many?', 'listening'])
  })

  test('judges what waits after the question', async () => {
    const store = await stored(['size'])
    const { record } = (await store.load('a')) ?? {}
    if (record === undefined) throw new Error('Nothing is stored')
    const pending = [{ text: '7', id: 'left', at: Date.now() }]
    const { revision: expectedRevision, commitId: expectedCommitId = null } = record
    await store.commit('a', {
      commitId: 'left',
      expectedRevision,
      expectedCommitId,
      record: { ...record, revision: record.revision + 1, pending },
      messages: [],
    })
    const conversation = await reopen(store, version('2', ['count']))
    expect(conversation.messages.slice(-3).map(({ text }) => text)).toEqual(['How many?', '7', 'Thank you.'])
  })

  test('says nothing where the question is there still', async () => {
    const store = await stored(['size', 'count'], 'large')
    const conversation = await reopen(store, version('2', ['colour', 'count']))
    expect([lastSaid(conversation), conversation.messages.length]).toEqual(['How many?', 5])
    expect((await conversation.send('3')).replies.map(({ text }) => text)).toEqual(['Which colour?'])
  })
})
