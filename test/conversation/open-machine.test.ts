import { ConversationClosedError, compileFlow, memoryStore, openConversation as openFlow, templateModel } from 'talkchart'
import { flow as greeting } from 'talkchart/machines/simple_greeting'
import { openConversation } from 'talkchart/runtime'
import { expect, test } from 'vitest'
import { failure } from '../stores/fixtures.js'

test('openConversation of talkchart/runtime opens a machine and keeps its record', async () => {
  const store = memoryStore()
  const machine = compileFlow(greeting, { model: templateModel() })
  const first = await openConversation({ machine, store, id: 'a' })
  const turn = await first.send('yes please')
  expect([turn.transition, turn.state, first.outcome]).toEqual(['continue', 'help', 'completed'])
  await first.close()
  expect(ConversationClosedError.isInstance(await failure(first.send('more')))).toBe(true)
  const again = await openConversation({ machine, store, id: 'a' })
  expect([again.state, again.messages]).toEqual([turn.state, first.messages])
})

test('both entries share a conversation that is open', async () => {
  const store = memoryStore()
  const machine = compileFlow(greeting, { model: templateModel() })
  const one = await openFlow({ machine, store, id: 'a' })
  expect((await openConversation({ machine, store, id: 'a' })).actor).toBe(one.actor)
})

test.each([
  ['nothing', undefined],
  ['a flow', { flow: greeting }],
])('openConversation of talkchart/runtime given %s says what it takes', async (_what, options) => {
  // @ts-expect-error what JavaScript callers may pass
  const error = await failure(openConversation(options))
  expect(error).toMatchObject({ code: 'invalid-options', message: expect.stringContaining('openConversation({ machine, store, id })') })
})
