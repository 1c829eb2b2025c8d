import { defineFlow, keyword, openConversation, scriptedModel } from 'talkchart'
import { expect, test } from 'vitest'

test('a call that led back from a flow is held against the budget once', async () => {
  const flow = defineFlow({
    name: 'desk',
    initialState: 'hub',
    budget: { modelCalls: 3 },
    flows: { hours: { states: { told: { prompt: { instruct: 'Tell the hours.' } } } } },
    states: {
      hub: {
        prompt: { instruct: 'Ask.' },
        transitions: { hours: keyword(['hours']) },
        nextStates: { hours: { call: 'hours' } },
      },
    },
  })
  const conversation = await openConversation({ flow, model: scriptedModel({ respond: 'Well.' }) })
  expect(await conversation.send('hours')).toMatchObject({ state: 'hub', outcome: null, resumed: ['hub'] })
  expect(conversation.usage.modelCalls).toBe(3)
  expect(await conversation.send('hours')).toMatchObject({ outcome: 'limit' })
})
