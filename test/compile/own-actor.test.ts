import { compileFlow, defineFlow, extract, type InvokeInput, keyword, memoryStore, openConversation } from 'talkchart'
import { expect, test } from 'vitest'
import { createActor, fromPromise, waitFor } from 'xstate'

const flow = defineFlow({
  name: 'orders',
  initialState: 'look_up',
  states: {
    look_up: {
      invoke: { src: 'findOrder', saveAs: 'order' },
      prompt: { say: 'Your order {{order.id}} was placed on {{order.placed}}.' },
      transitions: { next: keyword(['next']) },
      nextStates: { next: 'end' },
    },
    end: { prompt: { say: 'Bye.' } },
  },
})

async function settle(findOrder: () => Promise<unknown>) {
  const actor = createActor(compileFlow(flow, { actors: { findOrder: fromPromise(findOrder) } })).start()
  return await waitFor(actor, (state) => state.hasTag('listening') || state.hasTag('failed'))
}

test('an output is kept as JSON', async () => {
  const placed = new Date(Date.UTC(2026, 0, 2))
  const { context } = await settle(async () => ({ id: 7, placed, print: () => 'x' }))
  expect(context.data).toEqual({ order: { id: 7, placed: '2026-01-02T00:00:00.000Z' } })
  expect(context.messages[0]?.text).toBe('Your order 7 was placed on 2026-01-02T00:00:00.000Z.')
})

test.each([
  ['a BigInt', { id: 7n }],
  ['a cycle', cyclic()],
])('an output with %s is a failure', async (_name, output) => {
  const { context } = await settle(async () => output)
  expect(context.error).toMatchObject({ during: 'invoke', code: 'not-json' })
})

test('an extraction with what JSON can not hold is a failure', async () => {
  const machine = compileFlow({
    name: 'notes',
    initialState: 'ask',
    states: {
      ask: {
        prompt: { say: 'Well?' },
        extract: extract({ run: () => ({ amount: 7n }) }),
        transitions: { next: keyword(['next']) },
        nextStates: { next: 'ask' },
      },
    },
  })
  const actor = createActor(machine).start()
  actor.send({ type: 'user.message', text: 'well' })
  const { context } = await waitFor(actor, (state) => state.hasTag('failed'))
  expect(context.error).toMatchObject({ during: 'understand', code: 'not-json' })
})

test('a missing actor fails with what to do', async () => {
  const actor = createActor(compileFlow(flow)).start()
  const { context } = await waitFor(actor, (state) => state.hasTag('failed'))
  expect(context.error).toMatchObject({ code: 'missing-actor', message: expect.stringContaining('machine.provide({ actors })') })
})

function cyclic(): object {
  const order: { self?: object } = {}
  order.self = order
  return order
}

test('an actor is asked under the same id when its call is made again, and under another one for every other call', async () => {
  const asked: InvokeInput[] = []
  let isDown = true
  const findOrder = fromPromise(async ({ input }: { input: InvokeInput }) => {
    asked.push(input)
    if (isDown) throw new Error('down')
    return { id: 7, placed: 'today' }
  })
  const store = memoryStore()
  const loop = defineFlow({
    name: 'orders',
    initialState: 'look_up',
    states: {
      look_up: {
        invoke: { src: 'findOrder', saveAs: 'order' },
        prompt: { say: 'There it is.' },
        transitions: { next: keyword(['next']) },
        nextStates: { next: 'look_up' },
      },
    },
  })
  const options = { flow: loop, actors: { findOrder }, store, id: 'a' }
  const conversation = await openConversation(options)
  isDown = false
  await conversation.retry()
  await conversation.send('next')
  await conversation.rewind(0)
  await conversation.send('next')
  await conversation.close()
  const ids = asked.map(({ requestId }) => requestId)
  expect(ids.map((id) => ids.indexOf(id))).toEqual([0, 0, 2, 3])
  expect(asked[2]).toEqual({
    requestId: ids[2],
    conversationId: 'a',
    state: 'look_up',
    data: { order: { id: 7, placed: 'today' } },
    text: 'next',
  })
})
