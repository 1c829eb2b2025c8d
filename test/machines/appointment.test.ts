import { memoryStore, openConversation } from 'talkchart'
import { flow } from 'talkchart/machines/appointment'
import { describe, expect, test } from 'vitest'

const SAYS = 'A haircut, colouring or a massage?'
const TIME = 'In the morning, afternoon or evening?'
const HOURS = 'We are open Tuesday to Saturday from nine to eight.'

function open() {
  return openConversation({ flow, id: 'appointment', store: memoryStore() })
}

type Open = Awaited<ReturnType<typeof open>>

/** Says the texts one by one; returns all that the last one brought about. */
async function say(conversation: Open, ...texts: readonly string[]): Promise<readonly string[]> {
  let said: readonly string[] = []
  for (const text of texts) said = (await conversation.send(text)).replies.map((reply) => reply.text)
  return said
}

/** What leads to the question whether all is right. */
const TOLD = ['a haircut on the morning of 7 May 2031', 'Ada Lovelace', '030 123 4567']

describe('an appointment', () => {
  test('is asked for piece by piece', async () => {
    const conversation = await open()
    expect(await say(conversation, 'I would like to book')).toEqual([SAYS])
    expect(await say(conversation, 'no idea')).toEqual(['Sorry, I did not get that. '.concat(SAYS)])
  })

  test('takes all that a message tells, also the one that begins it', async () => {
    const conversation = await open()
    await say(conversation, 'book me a massage on 8 May 2031 in the evening, my number is 0171 2345678')
    expect(conversation.data).toEqual({ service: 'massage', day: '2031-05-08', time: 'evening', phone: '0171 2345678' })
    expect(await say(conversation, 'Ada')).toEqual(['A massage on 2031-05-08 in the evening, for Ada at 0171 2345678. Is that right?'])
  })

  test.each([
    ['no, make it colouring', { service: 'colouring' }],
    ['yes, but in the evening', { time: 'evening' }],
    ['no, on 9 May 2031', { day: '2031-05-09' }],
    ['make it the evening of 9 May 2031', { day: '2031-05-09', time: 'evening' }],
    ['yes, but call me at +49 30 1234567', { phone: '+49 30 1234567' }],
  ])('%j is a correction', async (text, change) => {
    const conversation = await open()
    await say(conversation, ...TOLD)
    const { data } = conversation
    await say(conversation, text)
    expect(conversation).toMatchObject({ state: 'confirm', data: { ...data, ...change } })
  })

  test.each([
    ['yes please', 'identity/pin'],
    ['no', 'change'],
    ['never mind', 'welcome'],
    ['are you sure?', 'confirm'],
    ['what does it cost?', 'confirm'],
    ['are you open on saturday?', 'confirm'],
    ['let me talk to a human', 'colleague/desk'],
  ])('when all is told, %j leads to %s', async (text, state) => {
    const conversation = await open()
    await say(conversation, ...TOLD)
    const { data } = conversation
    await say(conversation, text)
    expect(conversation).toMatchObject({ state, data })
  })

  test('may be changed in one thing', async () => {
    const conversation = await open()
    await say(conversation, ...TOLD, 'no')
    expect(await say(conversation, 'the time')).toEqual([TIME])
    expect(await say(conversation, 'after work')).toEqual([
      'Then it is a haircut on 2031-05-07 in the evening, for Ada Lovelace at 030 123 4567. Is that right now?',
    ])
    expect(await say(conversation, 'no', 'my name', 'Grace')).toEqual(['And at which number can we reach you?'])
  })

  test('a question in between is answered, and nothing is lost by it', async () => {
    const conversation = await open()
    await say(conversation, 'a massage please')
    const day = 'On which day would you like to come?'
    expect(await say(conversation, 'in the afternoon of 8 May 2031', 'are you open then?', 'when do you open?')).toEqual([
      HOURS,
      expect.any(String),
    ])
    expect(conversation.data).toMatchObject({ day: '2031-05-08', time: 'afternoon' })
    expect(await say(conversation, 'a human please')).toEqual(['A colleague takes over, and sees what we have so far.'])
    expect(await say(conversation, 'is it free tomorrow?')).toEqual([])
    await conversation.say('It is.', { name: 'Ana' })
    const back = await conversation.notify('handoff.ended')
    expect(back).toMatchObject({ state: 'details', resumed: ['details'] })
    expect(back.replies.map(({ text }) => text)).not.toContain(day)
  })

  test('three wrong numbers lead to a person, and no question in between begins anew', async () => {
    const conversation = await open()
    await say(conversation, ...TOLD, 'yes', '1111', 'what does it cost?')
    expect(conversation.state).toBe('identity/pin')
    await say(conversation, '2222')
    expect(conversation.state).toBe('person')
    expect(await conversation.notify('handoff.ended')).toMatchObject({ state: 'goodbye', outcome: 'completed' })
  })

  test('a deposit ends it, and one that comes too early is kept', async () => {
    const conversation = await open()
    await conversation.notify('payment.completed', { amount: 5 })
    await say(conversation, ...TOLD, 'yes', '4711')
    expect(conversation).toMatchObject({ state: 'deposit', data: { payment: { amount: 5 } } })
    await expect(conversation.notify('payment.completed', { amount: 'much' })).rejects.toThrow('does not fit the schema')
    const booked = await conversation.notify('payment.completed', { amount: 20 })
    expect(booked).toMatchObject({ state: 'booked', outcome: 'completed' })
    expect(booked.reply).toBe('Your haircut on 2031-05-07 in the morning is booked, and 20 euros have come in. See you then!')
  })
})
