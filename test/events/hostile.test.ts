import { defineFlow, keyword, memoryStore, openConversation } from 'talkchart'
import { describe, expect, test } from 'vitest'
import { failure } from '../stores/fixtures.js'

const flow = defineFlow({
  name: 'order',
  initialState: 'menu',
  events: { 'price.changed': {}, 'parcel.found': {} },
  on: { 'price.changed': { saveAs: 'price' } },
  flows: {
    help: {
      states: {
        asked: { prompt: { say: 'What is it?' }, transitions: { done: keyword(['done']) }, nextStates: { done: 'over' } },
        over: { prompt: { say: 'Good.' } },
      },
    },
  },
  states: {
    menu: {
      prompt: { say: 'Yes?' },
      transitions: { help: keyword(['help']), bye: keyword(['bye']) },
      nextStates: { help: { call: 'help' }, bye: 'end' },
      on: { 'parcel.found': { saveAs: 'place' } },
    },
    end: { prompt: { say: 'Bye.' } },
  },
})

const open = (store = memoryStore()) => openConversation({ flow, id: 'a', store, keepRevisions: 20 })

describe('a payload', () => {
  test('is what it was when it was told, whatever the caller does with it later', async () => {
    const conversation = await open()
    const payload: Record<string, number> = { amount: 1 }
    const told = conversation.notify('price.changed', payload)
    payload.amount = 2
    await told
    expect(conversation.data).toEqual({ price: { amount: 1 } })
  })

  test('is read once: what it says of itself later does not matter', async () => {
    const conversation = await open()
    let readings = 0
    const payload = {
      get amount() {
        readings += 1
        if (readings > 1) throw new Error('read again')
        return 1
      },
    }
    await conversation.notify('price.changed', payload)
    expect(conversation).toMatchObject({ data: { price: { amount: 1 } }, phase: 'listening' })
  })

  test('as deep as any that is taken can be stored and loaded again', async () => {
    const deepest = (levels: number): object => (levels === 0 ? {} : { a: deepest(levels - 1) })
    const store = memoryStore()
    const first = await open(store)
    await first.notify('price.changed', JSON.parse(JSON.stringify(deepest(190))))
    await first.close()
    expect((await open(store)).data).toEqual({ price: deepest(190) })
    expect(await failure(first.notify('price.changed', JSON.parse(JSON.stringify(deepest(191)))))).toBeInstanceOf(Error)
  })
})

test('a held event that a rewind takes back to is taken when its state goes on, and not refused as a repetition', async () => {
  const conversation = await open()
  await conversation.send('help')
  await conversation.notify('parcel.found', 'the attic', { id: 'e1' })
  await conversation.send('done')
  expect(conversation.data).toEqual({ place: 'the attic' })
  await conversation.rewind(1)
  expect(conversation).toMatchObject({ state: 'help/asked', data: {} })
  await conversation.notify('parcel.found', 'elsewhere', { id: 'e1' })
  await conversation.send('done')
  expect(conversation).toMatchObject({ state: 'menu', data: { place: 'the attic' } })
})

test('the name of a person has an end, and one that is too long breaks nothing', async () => {
  const conversation = await open()
  const error = await failure(conversation.say('Hello.', { name: 'x'.repeat(201) }))
  expect(error).toMatchObject({ code: 'invalid-message', message: "A person's name has at most 200 characters; this one has 201." })
  await expect(conversation.say('Hello.', { name: 'x'.repeat(200) })).resolves.toMatchObject({ reply: 'Hello.' })
})
