import { createConversation, defineFlow, keyword, memoryStore, openConversation } from 'talkchart'
import { expect, test } from 'vitest'
import { failure } from '../stores/fixtures.js'

const flow = defineFlow({
  name: 'options',
  initialState: 'desk',
  events: { 'door.rang': {} },
  states: { desk: { prompt: { say: 'Yes?' }, transitions: { more: keyword(['more']) }, nextStates: { more: 'desk' } } },
})

/** What a caller without types may give. */
function untyped<Value>(value: unknown): Value {
  return value as Value
}

test.each(['a conversation', 'a handle'])('no options are given to %s by null, and an id by itself is refused', async (kind) => {
  const options = { flow, store: memoryStore(), id: 'a' }
  const handle = createConversation(options)
  const conversation = kind === 'a handle' ? handle : await openConversation(options)
  const none = untyped<undefined>(null)
  expect(await conversation.send('more', none)).toMatchObject({ turn: 1 })
  expect(await conversation.stream('more', none).turn).toMatchObject({ turn: 2 })
  expect(await conversation.notify('door.rang', 1, none)).toMatchObject({ turn: 2 })
  expect(await conversation.say('Eva here.', none)).toMatchObject({ reply: 'Eva here.' })
  expect(await failure(conversation.retry(none))).toMatchObject({ code: 'nothing-to-retry' })
  const alone = untyped<undefined>('m-1')
  const refused = { code: 'invalid-options', message: `Options are an object, such as { id: 'm-1' }; these are "m-1".` }
  expect(await failure(conversation.send('more', alone))).toMatchObject(refused)
  expect(await failure(conversation.stream('more', alone).turn)).toMatchObject(refused)
  expect(await failure(conversation.notify('door.rang', 1, alone))).toMatchObject(refused)
  expect(await failure(conversation.say('Eva here.', alone))).toMatchObject(refused)
  expect(await failure(conversation.retry(alone))).toMatchObject(refused)
  expect(conversation).toMatchObject(kind === 'a handle' ? { view: { turn: 2 } } : { turn: 2 })
  await conversation.close()
})

test('what a person says twice is given alone, at the beginning too, and never as the reply to a user', async () => {
  const conversation = await openConversation({ flow, store: memoryStore(), id: 'a' })
  const once = await conversation.say('Eva here.', { id: 'o-1' })
  expect(await conversation.say('Eva here.', { id: 'o-1' })).toMatchObject({ turn: 0, reply: 'Eva here.', replies: once.replies })
  const reply = await conversation.send('more', { id: 'm-1' })
  await conversation.say('Eva again.', { id: 'o-2' })
  expect(await conversation.say('Eva again.', { id: 'o-2' })).toMatchObject({ turn: 1, reply: 'Eva again.' })
  expect(await conversation.send('more', { id: 'm-1' })).toMatchObject({ turn: 1, reply: 'Yes?', replies: reply.replies })
  await conversation.close()
})

test('it is told whose message was too long', async () => {
  const conversation = await openConversation({ flow: { ...flow, maxMessageLength: 5 }, store: memoryStore(), id: 'a' })
  const refused: unknown[] = []
  conversation.on('message.refused', ({ type: _type, ...event }) => refused.push(event))
  expect(await failure(conversation.say('Eva here.', { id: 'o-1' }))).toMatchObject({ code: 'message-too-long' })
  expect(await failure(conversation.send('more please', { id: 'm-1' }))).toMatchObject({ code: 'message-too-long' })
  expect(refused).toEqual([
    { reason: 'too-long', id: 'o-1', by: 'operator' },
    { reason: 'too-long', id: 'm-1' },
  ])
  await conversation.close()
})
