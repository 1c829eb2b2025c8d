import { defineFlow, event, keyword, memoryStore, openConversation, parseFlow, safeParseFlow } from 'talkchart'
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

test('a held event that does not fit another version of the flow does not fail the message that takes it up', async () => {
  const store = memoryStore()
  const first = await open(store)
  await first.send('help')
  await first.notify('parcel.found', 'the attic', { id: 'e1' })
  await first.close()
  const events = { 'price.changed': {}, 'parcel.found': event({ payload: { type: 'number' } }) }
  const next = await openConversation({ flow: { ...flow, events }, id: 'a', store })
  const refused: unknown[] = []
  next.on('event.refused', ({ id, reason }) => refused.push([id, reason]))
  expect(await next.send('done')).toMatchObject({ state: 'menu', reply: 'Good.\n\nYes?' })
  expect(refused).toEqual([['e1', 'invalid-payload']])
  expect(next.data).toEqual({})
})

test('the name of a person has an end, and one that is too long breaks nothing', async () => {
  const conversation = await open()
  const error = await failure(conversation.say('Hello.', { name: 'x'.repeat(201) }))
  expect(error).toMatchObject({ code: 'invalid-message', message: "A person's name has at most 200 characters; this one has 201." })
  await expect(conversation.say('Hello.', { name: 'x'.repeat(200) })).resolves.toMatchObject({ reply: 'Hello.' })
})

describe('an event that is declared wrongly', () => {
  const declared = (payload: unknown, handler: unknown) => ({
    name: 'order',
    initialState: 'menu',
    events: { 'price.changed': payload === undefined ? {} : { payload } },
    states: { menu: { prompt: { say: 'Yes?' }, on: { 'price.changed': handler }, timeout: { seconds: 9, to: 'menu' } } },
  })
  const codes = (flow: unknown) => {
    const result = safeParseFlow(flow)
    return result.success ? [] : result.diagnostics.map(({ code, path }) => `${code} at ${path.join('/')}`)
  }

  test.each([{ $ref: '#/nowhere' }, { pattern: '(' }, { enum: 5 }, { allOf: [{ $ref: '#' }] }])(
    'has a schema by which nothing can be checked: %j',
    (schema) => {
      expect(codes(declared(schema, { saveAs: 'price' }))).toEqual(['invalid-schema at events/price.changed/payload'])
      expect(codes(declared({ enum: [5] }, { saveAs: 'price' }))).toEqual([])
    },
  )

  test.each([
    { type: 'banana' },
    { type: ['string', 'banana'] },
    { type: 'object', properties: { amount: { type: 'banana' } } },
    { anyOf: [{ type: 'null' }, { items: { type: 7 } }] },
  ])('asks for a type that no value has: %j', (schema) => {
    expect(codes(declared(schema, { saveAs: 'price' }))).toEqual(['invalid-schema at events/price.changed/payload'])
  })

  test('may speak of a banana where it means no type', () => {
    const schema = { type: 'object', properties: { type: { const: { type: 'banana' } } }, examples: [{ type: 'banana' }] }
    expect(codes(declared(schema, { saveAs: 'price' }))).toEqual([])
  })

  test('saves where no data can be, or sets what has no place', () => {
    expect(codes(declared(undefined, { saveAs: '__proto__' }))).toEqual(['illegal-name at states/menu/on/price.changed/saveAs'])
    expect(codes(declared(undefined, { saveAs: 'constructor' }))).toEqual(['illegal-name at states/menu/on/price.changed/saveAs'])
    const set = { 'constructor.prototype': 1 }
    expect(codes(declared(undefined, { set }))).toEqual(['unsettable-path at states/menu/on/price.changed/set/constructor.prototype'])
    const setInPayload = { ...declared(undefined, { saveAs: 'price', set: { 'price.seen': true } }), initialContext: { price: 0 } }
    expect(codes(setInPayload)).toEqual([])
  })

  test('a payload that can not be checked is refused', async () => {
    const schema = { properties: { code: { pattern: '(' } } }
    const parsed = parseFlow({ ...declared(schema, { saveAs: 'price' }) })
    const problems: string[] = []
    const conversation = await openConversation({
      flow: parsed,
      store: memoryStore(),
      onProblem: ({ message }) => problems.push(message),
    })
    expect(await failure(conversation.notify('price.changed', { code: 'x' }))).toMatchObject({ code: 'event-refused' })
    expect(conversation.data).toEqual({})
    expect(problems).toContain('The payload of the event "price.changed" can not be checked, so it is refused.')
  })
})
