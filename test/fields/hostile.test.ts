import { memoryStore, openConversation, parseFlow } from 'talkchart'
import { expect, test } from 'vitest'

const digits = '9'.repeat(400)

test.each([
  ['a number', 'number', { type: 'number' }],
  ['a whole number', 'number', { type: 'integer', maximum: 10 }],
  ['what a pattern finds', { regex: '[0-9]+' }, { type: 'number' }],
])('more digits than a number can have do not break the conversation: %s', async (_name, from, schema) => {
  const flow = parseFlow({
    name: 'asking',
    initialState: 'details',
    fields: { count: { ask: { say: 'How many?' }, from, schema } },
    states: { details: { collect: ['count'], nextStates: { collected: 'done' } }, done: { prompt: { say: 'Done.' } } },
  })
  const conversation = await openConversation({ flow, id: 'a', store: memoryStore() })
  expect(await conversation.send(digits)).toMatchObject({ state: 'details', reply: 'How many?' })
  expect(await conversation.send('3')).toMatchObject({ state: 'done', outcome: 'completed' })
  expect(conversation.data).toEqual({ count: 3 })
})
