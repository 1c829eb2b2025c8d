import { compileFlow, openConversation, parseFlow } from 'talkchart'
import { stemmers } from 'talkchart/languages'
import { expect, test } from 'vitest'

const flowWith = (keyword: object, rest: object = {}) =>
  parseFlow({
    name: 'note',
    ...rest,
    initialState: 'details',
    fields: { note: { ask: { say: '?' }, from: 'text' } },
    globalTransitions: { human: { type: 'keyword', ...keyword } },
    globalNextStates: { human: 'person' },
    states: {
      details: { collect: ['note'], nextStates: { collected: 'done' } },
      done: { prompt: { say: 'Done.' } },
      person: { prompt: { say: 'A person.' } },
    },
  })

const stateAfter = async (flow: ReturnType<typeof flowWith>, text: string) => {
  const conversation = await openConversation({ machine: compileFlow(flow, { stemmers }) })
  const { state } = await conversation.send(text)
  return state
}

test('while a text is asked for, what the whole flow listens for is heard in the words of its language', async () => {
  const german = flowWith({ words: ['Mitarbeiter'] }, { language: 'de' })
  expect(await stateAfter(german, 'Mitarbeitern')).toBe('person')
  expect(await stateAfter(german, 'Die Mitarbeiter waren sehr nett')).toBe('done')
})

test('and with the gaps and typos that its condition forgives', async () => {
  expect(await stateAfter(flowWith({ words: ['real person'], gap: 1 }), 'real live person')).toBe('person')
  expect(await stateAfter(flowWith({ words: ['representative'] }, { typos: true }), 'representatve')).toBe('person')
  expect(await stateAfter(flowWith({ words: ['representative'] }), 'representatve')).toBe('done')
})
