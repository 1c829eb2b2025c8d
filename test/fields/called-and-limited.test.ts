import { memoryStore, openConversation, parseFlow } from 'talkchart'
import { expect, test } from 'vitest'

const keyword = (...words: readonly string[]) => ({ type: 'keyword', words })

/** A repair: fields, a check that is called, an answer beside a keyword, and a limit. */
const repair = parseFlow({
  name: 'repair',
  initialState: 'welcome',
  fields: {
    device: { ask: { say: 'Phone or laptop?' }, from: { choices: { phone: ['phone', 'mobile'], laptop: ['laptop'] } } },
    age: {
      ask: { say: 'How many years old is it?' },
      from: 'number',
      schema: { type: 'integer', minimum: 0, maximum: 20 },
      invalid: { say: '{{value}} years? {{reason}}.' },
    },
    express: { from: { regex: 'express', flags: 'i' }, optional: true },
  },
  states: {
    welcome: { prompt: { say: 'What is broken?' }, transitions: { any: { type: 'always' } }, nextStates: { any: 'details' } },
    details: { collect: ['device', 'age', 'express'], nextStates: { collected: 'verify' }, noMatch: { prompt: { say: 'Pardon?' } } },
    verify: { call: 'identity', nextStates: { verified: 'confirm', failed: 'person' } },
    confirm: {
      prompt: { say: 'A {{device}} of {{age}} years. Shall I send it in?' },
      correct: ['device', 'age'],
      transitions: { later: keyword('not today', 'tomorrow'), yes: { type: 'affirm' }, no: { type: 'deny' } },
      nextStates: { corrected: 'confirm', later: 'goodbye', yes: 'sent', no: { to: 'details', reset: ['age'] } },
      maxLoops: 4,
      onLimit: 'person',
      noMatch: { prompt: { say: 'Yes or no?' } },
    },
    sent: { prompt: { say: 'Sent.' } },
    goodbye: { prompt: { say: 'Until then.' } },
    person: { prompt: { say: 'A person will see to it.' } },
  },
  flows: {
    identity: {
      states: {
        pin: {
          prompt: { say: 'Your PIN?' },
          transitions: { right: keyword('4711') },
          nextStates: { right: 'verified' },
          noMatch: { max: 1, to: 'failed' },
        },
        verified: { prompt: { say: 'Thank you.' } },
        failed: {},
      },
    },
    hours: { states: { told: { prompt: { say: 'Nine to five.' } } } },
  },
  globalTransitions: { hours: keyword('open', 'hours') },
  globalNextStates: { hours: { call: 'hours' } },
})

/** Each message, and all that a person would expect to hear. */
async function talk(...messages: readonly (readonly [text: string, ...says: readonly string[]])[]) {
  const conversation = await openConversation({ flow: repair, id: 'repair', store: memoryStore() })
  for (const [text, ...says] of messages) {
    const { replies } = await conversation.send(text)
    expect({ text, says: replies.map((reply) => reply.text) }).toEqual({ text, says })
  }
  return conversation
}

test('a check is called once the fields are there, and a question in between comes back to it', async () => {
  const conversation = await talk(
    ['my laptop, express please', 'How many years old is it?'],
    ['24/7', 'Pardon?', 'How many years old is it?'],
    ['it is 30', '30 years? at most 20.'],
    ['when do you open, at 9?', 'Nine to five.', 'How many years old is it?'],
    ['two', 'Your PIN?'],
    ['are you open?', 'Nine to five.', 'Your PIN?'],
    ['1', 'Your PIN?'],
    ['4711', 'Thank you.', 'A laptop of 2 years. Shall I send it in?'],
    ['yes, but it is a phone', 'A phone of 2 years. Shall I send it in?'],
    ['no', 'How many years old is it?'],
    ['3', 'Your PIN?'],
    ['4711', 'Thank you.', 'A phone of 3 years. Shall I send it in?'],
    ['are you open now?', 'Nine to five.', 'A phone of 3 years. Shall I send it in?'],
    ['yes', 'Sent.'],
  )
  expect(conversation).toMatchObject({ outcome: 'completed', data: { device: 'phone', age: 3, express: 'express' } })
})

test('a keyword beside an answer decides, and the fifth time is one too many', async () => {
  const begun = [
    ['a phone of 2 years', 'Your PIN?'],
    ['4711', 'Thank you.', 'A phone of 2 years. Shall I send it in?'],
  ] as const
  await talk(...begun, ['yes, but not today', 'Until then.'])
  const limited = await talk(
    ...begun,
    ['make it 4', 'A phone of 4 years. Shall I send it in?'],
    ['make it 5', 'A phone of 5 years. Shall I send it in?'],
    ['make it 6', 'A phone of 6 years. Shall I send it in?'],
    ['make it 7', 'A person will see to it.'],
  )
  expect(limited).toMatchObject({ state: 'person', outcome: 'completed' })
})

test('who does not know the number comes to a person', async () => {
  await talk(['a phone of 2 years', 'Your PIN?'], ['1', 'Your PIN?'], ['2', 'A person will see to it.'])
})
