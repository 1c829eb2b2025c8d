import { type ConversationFlow, FlowDriftError, memoryStore, openConversation, parseFlow } from 'talkchart'
import { expect, test } from 'vitest'
import { failure } from '../stores/fixtures.js'
import { bank } from './bank.js'

/** A store with one conversation that stands in the called flow. */
async function storedInPin() {
  const store = memoryStore()
  const conversation = await openConversation({ flow: bank, store, id: 'a' })
  await conversation.send('pay')
  await conversation.close()
  return store
}

/** The bank, changed as JSON. */
function changed(change: (json: string) => string): ConversationFlow {
  return parseFlow({ ...JSON.parse(change(JSON.stringify(bank))), version: '2.0.0' })
}

test('a renamed flow is found by its new name', async () => {
  const flow = changed((json) => json.replaceAll('"identity"', '"login"'))
  const renamedStates = { 'identity/': 'login/' }
  const conversation = await openConversation({ flow, store: await storedInPin(), id: 'a', renamedStates })
  expect(conversation.state).toBe('login/pin')
  expect(await conversation.send('4711')).toMatchObject({ state: 'paid', outcome: 'completed' })
})

test('a renamed caller is found by its new name', async () => {
  const flow = changed((json) => json.replaceAll('"verify"', '"check"'))
  const conversation = await openConversation({ flow, store: await storedInPin(), id: 'a', renamedStates: { verify: 'check' } })
  expect(await conversation.send('4711')).toMatchObject({ state: 'paid', outcome: 'completed' })
})

test.each([
  ['the flow is gone', (json: string) => json.replaceAll('"identity"', '"login"'), 'the running flow has no such state'],
  [
    'the caller is gone',
    (json: string) => json.replaceAll('"verify"', '"check"'),
    'the running flow has no state "verify", which called the flow "identity"',
  ],
])('a conversation whose call can not come back is stranded: %s', async (_, change, reason) => {
  const error = await failure(openConversation({ flow: changed(change), store: await storedInPin(), id: 'a' }))
  expect(error).toBeInstanceOf(FlowDriftError)
  expect(error).toHaveProperty('message', expect.stringContaining(reason))
})

test('a conversation is stranded when its caller calls the flow no more', async () => {
  const { verify: _verify, ...states } = bank.states
  const flow: ConversationFlow = { ...bank, states: { ...states, verify: { advanceTo: 'paid' } }, version: '2.0.0' }
  const error = await failure(openConversation({ flow, store: await storedInPin(), id: 'a' }))
  expect(error).toHaveProperty('message', expect.stringContaining('the state "verify" does not call the flow "identity" any more'))
})

test('a conversation is stranded when two flows that it is in became one', async () => {
  const asking = (word: string) => ({
    states: {
      ask: { prompt: { say: 'Yes?' }, transitions: { yes: { type: 'keyword', words: [word] } }, nextStates: { yes: 'end' } },
      end: {},
    },
  })
  const calling = (names: readonly string[]) =>
    parseFlow({
      name: 'merged',
      version: String(names.length),
      initialState: 'menu',
      states: { menu: { prompt: { say: 'Well?' }, transitions: { go: { type: 'keyword', words: ['go'] } }, nextStates: { go: 'menu' } } },
      flows: Object.fromEntries(names.map((name) => [name, asking(`no${name}`)])),
      globalTransitions: Object.fromEntries(names.map((name) => [name, { type: 'keyword', words: [name] }])),
      globalNextStates: Object.fromEntries(names.map((name) => [name, { call: name }])),
    })
  const store = memoryStore()
  const conversation = await openConversation({ flow: calling(['news', 'weather']), store, id: 'a' })
  await conversation.send('news')
  expect(await conversation.send('weather')).toMatchObject({ stack: [{ flow: 'news' }, { flow: 'weather' }] })
  await conversation.close()
  const error = await failure(openConversation({ flow: calling(['news']), store, id: 'a', renamedStates: { 'weather/': 'news/' } }))
  expect(error).toHaveProperty('message', expect.stringContaining('it is in the flow "news" twice'))
})
