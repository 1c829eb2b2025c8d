import { defineFlow, extract, keyword, llmClassifier, memoryStore, openConversation, select } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { answer, modelOf, received, startProvider } from './provider.js'

const ask = (prompt: string) => llmClassifier({ prompt, targetClass: 'yes' })

const transitions = {
  angry: ask('Angry?'),
  lost: ask('Lost?'),
  hasty: ask('In a hurry?'),
  rude: ask('Rude?'),
  other: ask('Anything else?'),
}

const flow = defineFlow({
  name: 'desk',
  initialState: 'desk',
  states: {
    desk: {
      prompt: { say: 'Yes?' },
      extract: extract({ fields: { name: { type: 'string' } } }),
      transitions,
      nextStates: { angry: 'calm', lost: 'calm', hasty: 'calm', rude: 'calm', other: select({ candidates: ['calm', 'plain'] }) },
    },
    plain: {
      prompt: { say: 'And now?' },
      transitions: { stop: keyword(['stop']), ...transitions },
      nextStates: { stop: 'end', angry: 'calm', lost: 'calm', hasty: 'calm', rude: 'calm', other: 'calm' },
    },
    calm: { prompt: { instruct: 'Calm the user down.' }, transitions: { on: keyword(['on']) }, nextStates: { on: 'plain' } },
    end: { prompt: { say: 'Goodbye.' } },
  },
})

describe('a turn, counted at the server', () => {
  const provider = startProvider()
  const no = { angry: 'no', lost: 'no', hasty: 'no', rude: 'no' }

  it('costs one understand and one respond with five classifiers, an extract and a select', async () => {
    answer(provider, {
      respond: { content: 'Take a deep breath.' },
      understand: { content: { extract: { name: 'Ana' }, ...no, other: 'yes', other_next: 'calm' } },
    })
    const conversation = await openConversation({ flow, model: modelOf(provider), store: memoryStore(), id: 'ana' })
    expect(received(provider)).toEqual([])
    const turn = await conversation.send('I am Ana, and this is all too much')
    expect(turn).toMatchObject({ state: 'calm', transition: 'other', reply: 'Take a deep breath.', usage: { modelCalls: 2 } })
    expect(conversation.data).toEqual({ name: 'Ana' })
    expect(received(provider).map(({ kind }) => kind)).toEqual(['understand', 'respond'])
    const asked = received(provider)[0]?.body.response_format?.json_schema
    expect(Object.keys(asked?.schema.properties ?? {})).toEqual(['extract', 'angry', 'lost', 'hasty', 'rude', 'other', 'other_next'])
    expect(asked?.strict).toBe(true)
    await conversation.close()
  })

  it('costs nothing when an earlier keyword decides and the prompt is verbatim', async () => {
    answer(provider, { respond: { content: 'Well.' }, understand: { content: { extract: {}, ...no, other: 'yes', other_next: 'plain' } } })
    const conversation = await openConversation({ flow, model: modelOf(provider), store: memoryStore(), id: 'ana' })
    await conversation.send('hello')
    const before = received(provider).length
    const turn = await conversation.send('stop it')
    expect(turn).toMatchObject({ state: 'end', transition: 'stop', outcome: 'completed', usage: { modelCalls: 0 } })
    expect(received(provider)).toHaveLength(before)
  })
})
