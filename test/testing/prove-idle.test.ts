// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import { type ConversationFlow, keyword } from 'talkchart'
import { type Property, proveFlow, renderTalk } from 'talkchart/testing'
import { expect, test } from 'vitest'

const shop: ConversationFlow = {
  name: 'shop',
  initialState: 'ask',
  initialContext: { amount: 0 },
  states: {
    ask: {
      prompt: { say: 'What is it?' },
      transitions: { buy: keyword(['buy']), leave: keyword(['bye']) },
      nextStates: { buy: { to: 'pay', set: { amount: 5 } }, leave: 'bye' },
    },
    pay: { prompt: { instruct: 'Thank for the money.' }, advanceTo: 'bye' },
    // Nothing leads there.
    refund: { prompt: { say: 'Your money is on its way.' } },
    bye: { prompt: { say: 'Goodbye.' } },
  },
}

const verdictOn = (property: Property) => proveFlow(shop, { properties: { it: property } })[0]

test.each<[Property, string]>([
  [{ whenever: 'refund', then: 'bye' }, 'whenever'],
  [{ never: 'refund', until: 'pay' }, 'never'],
  [{ never: 'pay', after: 'refund' }, 'after'],
  [{ never: 'ask', before: 'refund' }, 'before'],
  [{ atMost: 2, of: { said: 'refund' } }, 'of'],
  [{ always: { data: 'amount', gte: 0 }, after: 'refund' }, 'after'],
  [{ alwaysCan: 'bye', after: 'refund' }, 'after'],
])('a proof of %j is idle', (property, key) => {
  expect(verdictOn(property)).toMatchObject({ verdict: 'proved', idle: true, because: [`What stands under \`${key}\` never happens.`] })
})

test.each<Property>([
  { never: 'refund' },
  { atMost: 0, of: 'refund' },
  { never: 'pay', until: { transition: 'ask.buy' } },
  { atMost: 1, of: 'pay' },
  { whenever: 'pay', then: 'bye', fails: 'never' },
  { eventually: 'bye' },
  // It happens where a call fails, and nowhere else.
  { atMost: 1, of: 'failed', per: 'user', fails: 'any' },
])('a proof of %j says something', (property) => {
  const verdict = verdictOn(property)
  expect([verdict?.idle, verdict?.because]).toEqual([undefined, []])
})

test('the path of data has to be one that the flow fills, where that is known', () => {
  const misspelt: Property = { never: 'pay', until: { data: 'amout', gt: 0 } }
  expect(() => verdictOn(misspelt)).toThrow(
    expect.objectContaining({ code: 'unknown-data', message: expect.stringContaining('Did you mean "amount"?') }),
  )
  const working = { ...shop.states, pay: { prompt: { say: 'Wait.' }, advanceTo: 'bye', invoke: { src: 'pay' } } }
  const asked = () => proveFlow({ ...shop, states: working }, { properties: { it: misspelt } })
  expect(asked).not.toThrow()
})

test.each([
  [{ properties: [] }, 'properties must be an object'],
  [{ properties: 5 }, 'found 5'],
  [{ only: 'it' }, 'only must be a list of names'],
  [{ maxMoments: Number.NaN }, 'maxMoments must be a whole number from 1 on; found NaN'],
  [{ maxMoments: 0 }, 'found 0'],
])('refuses the options %j', (options, message) => {
  expect(() => proveFlow(shop, options as never)).toThrow(
    expect.objectContaining({ code: 'invalid-option', message: expect.stringContaining(message) }),
  )
})

test('what is said over and over in a talk is written once', () => {
  const talk = verdictOn({ atMost: 9, of: 'missed' })?.talk
  const text = talk === null || talk === undefined ? '' : renderTalk(talk, 'too often')
  expect(text.split('\n').map((line) => line.trim())).toEqual([
    'bot   What is it?',
    'user  "hm"   × 9',
    'bot   What is it?   × 9',
    'user  "hm"   ← too often',
    'bot   What is it?',
  ])
})
