import type { getShortestPaths } from '@xstate/graph'
import { compileFlow, defineFlow, keyword, openConversation, templateModel } from 'talkchart'
import { assertType, expectTypeOf, test } from 'vitest'
import { type AnyStateMachine, createActor, fromPromise, type SnapshotFrom, waitFor } from 'xstate'

const flow = defineFlow({
  name: 'typed',
  initialState: 'greeting',
  initialContext: { plan: 'free', seats: 1 },
  states: {
    greeting: { prompt: { say: 'Hello.' }, transitions: { go: keyword(['go']) }, nextStates: { go: 'end' } },
    end: { prompt: { say: 'Bye.' } },
  },
})
const machine = compileFlow(flow)

test('a machine is an ordinary XState machine', () => {
  assertType<AnyStateMachine>(machine)
  assertType<Parameters<typeof getShortestPaths>[0]>(machine)
  expectTypeOf(machine.provide({})).toEqualTypeOf<typeof machine>()
  machine.provide({ actors: { respond: fromPromise(async () => ({ text: 'Hi' })) }, guards: { isVip: () => true } })
})

test('its snapshot has literal state names, typed data and typed output', () => {
  type Snapshot = SnapshotFrom<typeof machine>
  expectTypeOf<Snapshot['context']['data']>().toExtend<{ plan: string; seats: number }>()
  const actor = createActor(machine, { input: { conversationId: 'a', data: { seats: 3 } } })
  actor.getSnapshot().matches({ greeting: 'listening' })
  // @ts-expect-error there is no such state
  actor.getSnapshot().matches({ greting: 'listening' })
  // @ts-expect-error there is no such substate
  actor.getSnapshot().matches({ greeting: 'talking' })
  actor.getSnapshot().hasTag('listening')
  expectTypeOf(actor.getSnapshot().output?.outcome).toEqualTypeOf<'completed' | 'limit' | 'cancelled' | undefined>()
  // @ts-expect-error seats is a number
  createActor(machine, { input: { data: { seats: 'three' } } })
  createActor(machine)
})

test('events in and out are typed', () => {
  const actor = createActor(machine)
  actor.send({ type: 'user.message', text: 'go' })
  // @ts-expect-error a message has a text
  actor.send({ type: 'user.message' })
  // @ts-expect-error there is no such event
  actor.send({ type: 'user.shout', text: 'go' })
  actor.on('reply.delta', ({ delta }) => expectTypeOf(delta).toBeString())
  actor.on('assistant.message', ({ message }) => expectTypeOf(message.text).toBeString())
  expectTypeOf(waitFor(actor, (state) => state.hasTag('listening'))).resolves.toExtend<SnapshotFrom<typeof machine>>()
})

test('an open conversation knows its states and data', () => {
  const opening = openConversation({ flow, model: templateModel(), data: { seats: 2 } })
  expectTypeOf(opening).resolves.toHaveProperty('state').toEqualTypeOf<'greeting' | 'end'>()
  expectTypeOf(openConversation({ machine })).resolves.toHaveProperty('state').toEqualTypeOf<'greeting' | 'end'>()
  // @ts-expect-error a flow or a machine, not both
  void openConversation({ flow, machine })
})
