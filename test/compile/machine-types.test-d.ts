import type { getShortestPaths } from '@xstate/graph'
import {
  all,
  type ConversationMachine,
  compileFlow,
  defineFlow,
  guard,
  keyword,
  openConversation,
  parseFlow,
  templateModel,
} from 'talkchart'
import { assertType, expectTypeOf, test } from 'vitest'
import {
  type ActorRefFrom,
  type AnyStateMachine,
  and,
  assign,
  createActor,
  fromPromise,
  type InputFrom,
  type SnapshotFrom,
  waitFor,
} from 'xstate'

const flow = defineFlow({
  name: 'typed',
  initialState: 'greeting',
  initialContext: { plan: 'free', seats: 1 },
  states: {
    greeting: {
      prompt: { say: 'Hello.' },
      transitions: { go: keyword(['go']), vip: all(guard('isVip', { tier: 1 }), guard('isOpen')) },
      nextStates: { go: 'end', vip: 'end' },
    },
    end: { prompt: { say: 'Bye.' }, invoke: { src: 'lookUp' } },
  },
})
const machine = compileFlow(flow)

test('a machine is an ordinary XState machine', () => {
  assertType<AnyStateMachine>(machine)
  assertType<Parameters<typeof getShortestPaths>[0]>(machine)
  expectTypeOf(machine.provide({})).toEqualTypeOf<typeof machine>()
  expectTypeOf<ActorRefFrom<typeof machine>>().toHaveProperty('send')
  expectTypeOf<InputFrom<typeof machine>>().extract<{ data?: unknown }>().toHaveProperty('data')
})

test('every machine fits a machine whose names are any', () => {
  assertType<ConversationMachine>(machine)
  assertType<ConversationMachine<'greeting' | 'end'>>(machine)
  // @ts-expect-error a machine of other states
  assertType<ConversationMachine<'greeting'>>(machine)
})

const lookUp = fromPromise(async () => ({ plan: 'free' }))

test('implementations go by the names of the flow', () => {
  machine.provide({
    actors: { respond: fromPromise(async () => ({ text: 'Hi' })), lookUp },
    actions: { anything: ({ context }) => void context.data.seats },
  })
  machine.provide({ guards: { isVip: ({ context }, params) => params.tier > context.data.seats, isOpen: and([() => true]) } })
  machine.provide({ actions: { anything: assign({ noMatches: ({ context }) => context.data.seats }) } })
  const asked = defineFlow({
    name: 'asked',
    initialState: 'a',
    states: {
      a: {
        prompt: { say: 'Yes?' },
        transitions: { gold: guard('isAtLeast', { tier: 2 }), any: guard('isAtLeast') },
        nextStates: { gold: 'a', any: 'a' },
      },
    },
  })
  compileFlow(asked).provide({
    guards: {
      isAtLeast: (_, params) => {
        expectTypeOf(params).toEqualTypeOf<{ tier: number } | undefined>()
        return (params?.tier ?? 0) > 1
      },
    },
  })
  // @ts-expect-error a misspelt guard
  machine.provide({ guards: { isVpi: () => true } })
  // @ts-expect-error a param that the flow does not give
  machine.provide({ guards: { isVip: (_, params) => params.teir > 1 } })
  // @ts-expect-error a misspelt actor
  machine.provide({ actors: { lokUp: lookUp } })
  compileFlow(flow, { actors: { lookUp } })
  // @ts-expect-error a misspelt actor
  compileFlow(flow, { actors: { lokUp: lookUp } })
  // @ts-expect-error a misspelt actor
  void openConversation({ flow, actors: { lokUp: lookUp } })
})

test('the names of a flow that is data are any', () => {
  const untyped = compileFlow(parseFlow({}), { actors: { anything: lookUp } })
  untyped.provide({ guards: { anything: () => true }, actors: { anything: lookUp } })
  expectTypeOf(createActor(untyped).getSnapshot().context.state).toEqualTypeOf<string>()
})

test('its snapshot has literal state names, typed data and typed output', () => {
  type Snapshot = SnapshotFrom<typeof machine>
  expectTypeOf<Snapshot['context']['state']>().toEqualTypeOf<'greeting' | 'end'>()
  expectTypeOf<keyof Snapshot['context']['visits']>().toEqualTypeOf<'greeting' | 'end'>()
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
  actor.on('state.entered', ({ state, from, transition }) => {
    expectTypeOf(state).toEqualTypeOf<'greeting' | 'end'>()
    expectTypeOf(from).toEqualTypeOf<'greeting' | 'end' | null>()
    expectTypeOf(transition).toEqualTypeOf<'go' | 'vip' | null>()
  })
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
