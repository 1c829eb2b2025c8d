import { memoryStore, openConversation } from 'talkchart'
import { describe, expect, test } from 'vitest'
import { rental } from './rental-flow.js'

interface Expected {
  /** All that the flow says. */
  readonly says: readonly string[]
  readonly data?: Readonly<Record<string, unknown>>
  readonly state?: string
}

const SIZE = 'Which size: small, medium or large?'
const DAYS = 'For how many days?'
const NOTE = 'Anything we should know?'
const HOURS = 'We are open from nine to five.'

/** What is said, and what a person would expect of it. Each goes on from the one before. */
async function talk(messages: readonly (readonly [text: string, expected: Expected])[]): Promise<void> {
  const conversation = await openConversation({ flow: rental, id: 'rental', store: memoryStore() })
  for (const [text, { says, data, state }] of messages) {
    const { replies } = await conversation.send(text)
    expect({ text, says: replies.map((reply) => reply.text) }).toEqual({ text, says })
    if (data !== undefined) expect({ text, data: conversation.data }).toEqual({ text, data })
    if (state !== undefined) expect({ text, state: conversation.state }).toEqual({ text, state })
  }
}

describe('twenty-five messages', () => {
  test('1 to 12: asked one by one, with mistakes, a question beside it and a hard word', async () => {
    await talk([
      ['I would like to rent a bike', { says: [SIZE], data: {}, state: 'details' }],
      ['hm', { says: ['Pardon?', SIZE], data: {} }],
      ['small or large, which is better?', { says: ['Pardon?', SIZE], data: {} }],
      ['not the small one', { says: ['Pardon?', SIZE], data: {} }],
      ['large, and when do you open?', { says: [HOURS, DAYS], data: { size: 'large' }, state: 'details' }],
      ['are you open at 5?', { says: [HOURS, DAYS], data: { size: 'large' } }],
      ['90', { says: ['90 is not possible: at most 30. For how many days?'], data: { size: 'large' } }],
      ['2.5', { says: ['2.5 is not possible: a whole number. For how many days?'], data: { size: 'large' } }],
      ['twelve, my code is AB-1234', { says: [NOTE], data: { size: 'large', days: 12, code: '1234' } }],
      [
        'my wife is the person with the big helmet',
        {
          says: ['A large bike for 12 days. Right?'],
          data: { size: 'large', days: 12, code: '1234', note: 'my wife is the person with the big helmet' },
        },
      ],
      ['yes, but make it 10', { says: ['A large bike for 10 days. Right?'], state: 'confirm' }],
      ['yes please', { says: ['Booked.'], state: 'booked' }],
    ])
  })

  test('13 to 21: told at once, then changed again and again', async () => {
    await talk([
      ['rent a large bike for 3 days', { says: [NOTE], data: { size: 'large', days: 3 }, state: 'details' }],
      ['nothing', { says: ['A large bike for 3 days. Right?'], data: { size: 'large', days: 3, note: 'nothing' } }],
      ['from large to small', { says: ['A small bike for 3 days. Right?'] }],
      ['no, not 3 but 5', { says: ['A small bike for 5 days. Right?'], data: { size: 'small', days: 5, note: 'nothing' } }],
      ['are you open at 7?', { says: [HOURS, 'A small bike for 5 days. Right?'], data: { size: 'small', days: 5, note: 'nothing' } }],
      ['make it 50', { says: ['50 is not possible: at most 30. For how many days?'], data: { size: 'small', days: 5, note: 'nothing' } }],
      ['7', { says: ['A small bike for 7 days. Right?'] }],
      ['I came by at 8', { says: ['Yes or no?'], data: { size: 'small', days: 7, note: 'nothing' } }],
      ['no', { says: ['Goodbye.'], state: 'goodbye' }],
    ])
  })

  test('22 to 25: a person is reached, whatever else the message holds', async () => {
    await talk([
      ['yes', { says: [SIZE], state: 'details' }],
      ['big, for 4 days', { says: [NOTE], data: { size: 'large', days: 4 } }],
      ['leave it with the person at the desk', { says: ['A large bike for 4 days. Right?'] }],
      ["a human please, I've waited 40 minutes", { says: ['A person will help you.'], state: 'person' }],
    ])
  })
})
