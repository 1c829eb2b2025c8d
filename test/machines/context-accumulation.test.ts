import { compileFlow, scriptedModel, templateModel } from 'talkchart'
import { flow } from 'talkchart/machines/context_accumulation'
import { describe, expect, test } from 'vitest'
import { talkTo } from './talk-to.js'

const known = { name: 'Ada', product: 'kettle', problem: 'leaks' }

/** A model that learns one fact from each of its replies, then advises, and ends with the words given. */
function learning(lastWords: string) {
  return scriptedModel({
    respond: [
      'Hi, who are you?',
      'Ada! Which product?',
      'A kettle. What is wrong?',
      'It leaks.',
      'Dry the seal.',
      lastWords,
      'Goodbye, Ada.',
    ],
    understand: [null, { extract: { name: 'Ada' } }, { extract: { product: 'kettle' } }, { extract: { problem: 'leaks' } }],
  })
}

const answers = ['Ada', 'a kettle', 'it leaks']

describe('context_accumulation', () => {
  test('facts build up from reply to reply until all are known', async () => {
    const model = learning('')
    const machine = compileFlow(flow, { model })
    expect((await talkTo(machine, answers)).state).toBe('advice')
    const advice = model.requests.findLast((request) => request.kind === 'respond')
    expect(advice).toMatchObject({ state: 'advice', instruction: expect.stringContaining(JSON.stringify(known)) })
  })

  test('the flow stays where it is while a fact is missing', async () => {
    const machine = compileFlow(flow, { model: learning('') })
    expect(await talkTo(machine, answers.slice(0, 2))).toMatchObject({ state: 'intake', transition: null })
  })

  test.each([
    ['Glad it works!', 'solved', 'wrap_up'],
    ['Then a specialist takes over.', 'handed_over', 'hand_over'],
  ])('the words %j of the model lead on', async (lastWords, transition, state) => {
    const machine = compileFlow(flow, { model: learning(lastWords) })
    expect(await talkTo(machine, [...answers, 'I did'])).toMatchObject({ transition, state, outcome: 'completed' })
  })

  test.each([...answers.map((_, count) => answers.slice(0, count + 1)), []])('a person is called for at any time: %j', async (...said) => {
    const machine = compileFlow(flow, { model: templateModel() })
    expect(await talkTo(machine, [...said, 'I want a real person'])).toMatchObject({ transition: 'human', state: 'hand_over' })
  })

  test('a model that never learns anything does not hold the customer for ever', async () => {
    const machine = compileFlow(flow, { model: templateModel() })
    const talk = await talkTo(
      machine,
      Array.from({ length: 13 }, (_, turn) => `answer ${turn}`),
    )
    expect(talk).toMatchObject({ state: 'hand_over', outcome: 'completed' })
  })
})
