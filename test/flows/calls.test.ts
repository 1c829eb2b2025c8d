import { memoryStore, openConversation } from 'talkchart'
import { expect, test } from 'vitest'
import { bank } from './bank.js'

test('a call state calls a flow, and its outcome leads on', async () => {
  const conversation = await openConversation({ flow: bank })
  const called = await conversation.send('pay')
  expect(called).toMatchObject({
    reply: 'Your PIN?',
    state: 'identity/pin',
    entered: ['verify', 'identity/pin'],
    stack: [{ flow: 'identity', from: 'verify', by: null }],
  })
  expect(conversation.actor.getSnapshot().hasTag('flow:identity')).toBe(true)
  expect(conversation.actor.getSnapshot().matches({ 'identity/pin': 'listening' })).toBe(true)
  const done = await conversation.send('4711')
  expect(done).toMatchObject({ reply: 'Thank you.\n\nPaid.', state: 'paid', stack: [], outcome: 'completed' })
})

test('a digression answers, and the state that it left speaks again without being entered', async () => {
  const conversation = await openConversation({ flow: bank })
  const turn = await conversation.send('When are you open?')
  expect(turn).toMatchObject({
    reply: 'Nine to five.\n\nPay?',
    transition: 'hours',
    entered: ['hours/told'],
    resumed: ['menu'],
    state: 'menu',
    stack: [],
  })
  expect(conversation.visits).toEqual({ menu: 1, 'hours/told': 1 })
})

test('a digression out of a called flow comes back into it', async () => {
  const conversation = await openConversation({ flow: bank })
  await conversation.send('pay')
  const turn = await conversation.send('hours?')
  expect(turn).toMatchObject({ reply: 'Nine to five.\n\nYour PIN?', resumed: ['identity/pin'], state: 'identity/pin' })
  expect(turn.stack).toEqual([{ flow: 'identity', from: 'verify', by: null }])
})

test('a global transition to a state of the root ends all that was called', async () => {
  const conversation = await openConversation({ flow: bank })
  await conversation.send('pay')
  expect(await conversation.send('stop')).toMatchObject({ state: 'stopped', stack: [], outcome: 'completed' })
})

test('maxLoops counts the entries since the last call that ended by an outcome, and not since one that was left', async () => {
  const conversation = await openConversation({ flow: bank })
  await conversation.send('pay')
  await conversation.send('1')
  const failed = await conversation.send('2')
  expect(failed).toMatchObject({ state: 'menu', entered: ['identity/again', 'identity/failed', 'menu'] })
  expect(await conversation.send('pay')).toMatchObject({ state: 'identity/pin' })
  expect(conversation.visits['identity/pin']).toBe(3)
})

test('a conversation is opened again in the middle of a call, and gone back with its stack', async () => {
  const store = memoryStore()
  const first = await openConversation({ flow: bank, store, id: 'a' })
  await first.send('pay')
  await first.close()
  const again = await openConversation({ flow: bank, store, id: 'a' })
  expect(again.state).toBe('identity/pin')
  await again.send('4711')
  await again.rewind(1)
  expect(again.state).toBe('identity/pin')
  expect(await again.send('4711')).toMatchObject({ state: 'paid', outcome: 'completed' })
})
