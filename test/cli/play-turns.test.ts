import { type ConversationFlow, fields, keyword, memoryStore, openConversation } from 'talkchart'
import { expect, test } from 'vitest'
import { storedTurns } from '../../src/cli/play/stored-turns.js'
import { eventId } from '../../src/cli/play/stored-ways.js'

const flow: ConversationFlow = {
  name: 'desk',
  initialState: 'hello',
  events: { 'handoff.ended': {}, 'note.made': {} },
  on: { 'handoff.ended': 'back', 'note.made': { saveAs: 'note' } },
  states: {
    hello: { prompt: { say: 'Hi!' }, transitions: { go: keyword(['go']) }, nextStates: { go: 'desk' } },
    desk: {
      prompt: { say: 'Wait.' },
      transitions: { on: keyword(['on']) },
      nextStates: { on: 'hello' },
      timeout: { seconds: 1, to: 'late' },
    },
    late: { prompt: { say: 'Sorry.' }, transitions: { on: keyword(['on']) }, nextStates: { on: 'hello' } },
    back: { prompt: { say: 'I am back.' }, advanceTo: 'hello' },
  },
}

async function ways(store: ReturnType<typeof memoryStore>) {
  const { ways, happened } = await storedTurns(store, 'talk', flow)
  const lines = ways.map(({ turn, kind, what, from, state }) => `${turn} ${kind} ${what}: ${from} → ${state}`)
  return { lines, happened: happened.map(({ type }) => type).toReversed() }
}

test('each event and each silence has a way of its own, whatever was taken back', async () => {
  const store = memoryStore()
  const conversation = await openConversation({ flow, store, id: 'talk' })
  const notify = (name: string) => conversation.notify(name, undefined, { id: eventId(name) })
  await conversation.send('go')
  const late = new Promise<void>((resolve) => void conversation.on('state.entered', ({ state }) => state === 'late' && resolve()))
  await notify('note.made')
  await late
  await conversation.notify('handoff.ended')
  await conversation.send('what?')
  await conversation.say('Hello, this is Ann.', { name: 'Ann' })
  await notify('handoff.ended')
  const until = [
    '1 fired go: hello → desk',
    '1 event note.made: desk → desk',
    '1 silence : desk → late',
    '1 event : late → hello',
    '2 missed nothing held: hello → hello',
  ]
  expect(await ways(store)).toEqual({
    lines: [...until, '2 event handoff.ended: hello → hello'],
    happened: [
      ...['said', 'heard', 'fired', 'said', 'event', 'silence', 'said', 'event', 'said', 'said'],
      ...['heard', 'missed', 'said', 'said', 'event', 'said', 'said'],
    ],
  })
  await conversation.rewind(1)
  await conversation.send('what?')
  expect((await ways(store)).lines).toEqual(until)
  await conversation.close()
})

test('a message whose value does not fit says which field it was for', async () => {
  const till: ConversationFlow = {
    name: 'till',
    initialState: 'order',
    fields: fields({
      size: { ask: { say: 'Small or big?' }, from: { choices: { small: ['small'], big: ['big'] } } },
      days: { ask: { say: 'For how many days?' }, from: 'number', schema: { type: 'integer', minimum: 1, maximum: 30 } },
    }),
    states: { order: { collect: ['size', 'days'], nextStates: { collected: 'bye' } }, bye: { prompt: { say: 'Bye.' } } },
  }
  const store = memoryStore()
  const conversation = await openConversation({ flow: till, store, id: 'talk' })
  for (const text of ['a small one for 99 days', '98 days', 'hm', '3 days']) await conversation.send(text)
  const { ways } = await storedTurns(store, 'talk', till)
  expect(ways.map(({ kind, what, read }) => [kind, what, read])).toEqual([
    ['read', '', 'size "small", days does not fit'],
    ['missed', 'days does not fit', ''],
    ['missed', 'nothing held', ''],
    ['fired', 'collected', 'days 3'],
  ])
  await conversation.close()
})
