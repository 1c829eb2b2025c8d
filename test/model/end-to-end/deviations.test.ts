import { defineFlow, extract, keyword, llmClassifier, memoryStore, openConversation } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { answer, modelOf, startProvider } from './provider.js'

const flow = defineFlow({
  name: 'table',
  initialState: 'ask',
  states: {
    ask: {
      prompt: { say: 'How many?' },
      extract: extract({ fields: { people: { type: 'integer', maximum: 8 }, vip: { type: 'boolean' }, phone: { type: 'string' } } }),
      transitions: { sure: llmClassifier({ prompt: 'Is the user sure?', targetClass: 'yes' }), bye: keyword(['bye']) },
      nextStates: { sure: 'booked', bye: 'booked' },
    },
    booked: { prompt: { say: 'Booked.' } },
  },
})

describe('an answer that is almost as asked', () => {
  const provider = startProvider()

  it.each([
    ['a key that was not asked', { sure: 'yes', extract: { people: 2 }, admin: true }, { people: 2 }],
    ['a field that was not asked', { sure: 'yes', extract: { people: 2, admin: true } }, { people: 2 }],
    ['another case', { sure: 'Yes', extract: {} }, {}],
    ['a full stop and quotes', { sure: '"yes".', extract: {} }, {}],
    ['a number in quotes', { sure: 'yes', extract: { people: '2' } }, { people: 2 }],
    ['a number where a text was asked', { sure: 'yes', extract: { phone: 4711 } }, { phone: '4711' }],
    ['a truth value in quotes', { sure: 'yes', extract: { vip: 'True' } }, { vip: true }],
  ])('is repaired: %s', async (_what, content, data) => {
    answer(provider, { understand: { content } })
    const conversation = await openConversation({ flow, model: modelOf(provider), store: memoryStore(), id: 'ana' })
    expect(await conversation.send('a table for two')).toMatchObject({ state: 'booked', error: null })
    expect(conversation.data).toEqual(data)
  })

  it.each([
    ['another class', { sure: 'maybe', extract: {} }, '"sure" is "maybe", none of what it may be'],
    ['a missing key', { extract: {} }, 'lacks "sure"'],
  ])('is not guessed: %s, and says so in words of our own', async (_what, content, problem) => {
    answer(provider, { understand: { content } })
    const conversation = await openConversation({ flow, model: modelOf(provider), store: memoryStore(), id: 'ana' })
    const { phase, error } = await conversation.send('a table')
    expect([phase, error?.code, error?.message]).toEqual(['failed', 'off-schema', expect.stringContaining(problem)])
    expect(error?.message).not.toMatch(/[Ii]nstance|Property|subschema/)
  })

  it.each([
    ['half a number', '2 or 3', 'people is "2 or 3", and the schema asks for "type": "integer"'],
    ['half a person', 2.5, 'people is 2.5, and the schema asks for "type": "integer"'],
    ['too many', 40, 'people is 40, and the schema asks for "maximum": 8'],
  ])('is no value, and a reason says so in words of our own: %s', async (_what, people, reason) => {
    answer(provider, { understand: { content: { sure: 'yes', extract: { people } } } })
    const conversation = await openConversation({ flow, model: modelOf(provider), store: memoryStore(), id: 'ana' })
    expect(await conversation.send('a table')).toMatchObject({ error: null })
    expect(conversation.data).not.toHaveProperty('people')
    expect(conversation.actor.getSnapshot().context.reason).toBe(reason)
  })
})
