import { type ConversationFlow, compileFlow, defineFlow, extract, keyword, memoryStore, openConversation, scriptedModel } from 'talkchart'
import { describe, expect, it, test } from 'vitest'
import { createActor, fromPromise } from 'xstate'
import { cpuTime } from '../cpu-time.js'

const nested = (levels: number): unknown => Array.from({ length: levels }).reduce((inner) => ({ inner }), 'deep')
const cyclic = () => {
  const value: Record<string, unknown> = {}
  value.self = value
  return value
}

/** What a record refuses, by what is wrong with it. */
const POISON: Readonly<Record<string, () => unknown>> = {
  'a prototype': () => ({ address: JSON.parse('{"__proto__":{"admin":true}}') }),
  'a prototype behind a constructor': () => ({ address: { constructor: { prototype: {} } } }),
  'many levels': () => ({ address: nested(250) }),
  'just too many levels': () => ({ address: nested(195) }),
  NaN: () => ({ address: { number: Number.NaN } }),
  'an object of a class': () => ({ address: new Map([['a', 1]]) }),
  'a BigInt': () => ({ address: 7n }),
  'a cycle': () => ({ address: cyclic() }),
  'a getter that throws': () => ({
    get address() {
      throw new Error('no address')
    },
  }),
}

const NAMES = Object.keys(POISON)
const poison = (name: string) => POISON[name]?.()

const asking = defineFlow({
  name: 'addresses',
  initialState: 'ask',
  states: {
    ask: {
      prompt: { say: 'Where?' },
      extract: extract({ fields: { address: {} } }),
      transitions: { stop: keyword(['stop']) },
      nextStates: { stop: 'end' },
    },
    end: { prompt: { say: 'Bye.' } },
  },
})

const invoking: ConversationFlow = {
  name: 'orders',
  initialState: 'order',
  states: { order: { invoke: { src: 'find', saveAs: 'found' }, prompt: { say: 'Found.' }, transitions: {}, nextStates: {} } },
}

describe('what a record would refuse is refused where it comes in, and the conversation can be opened again', () => {
  it.each(NAMES)('from a model: %s', async (name) => {
    const store = memoryStore()
    const model = scriptedModel({ understand: [{ extract: poison(name) } as never] })
    const conversation = await openConversation({ flow: asking, model, store, id: 'c' })
    expect(await conversation.send('Main Street')).toMatchObject({ phase: 'failed', error: { code: 'off-schema' } })
    await conversation.close()
    expect(await openConversation({ flow: asking, model, store, id: 'c' })).toMatchObject({ phase: 'failed', turn: 1 })
  })

  it.each(NAMES)('from an extraction of the flow: %s', async (name) => {
    const run = extract({ run: () => poison(name) as Record<string, unknown> })
    const flow = { ...asking, states: { ...asking.states, ask: { ...asking.states.ask, extract: run } } }
    const store = memoryStore()
    const conversation = await openConversation({ flow, store, id: 'c' })
    expect(await conversation.send('Main Street')).toMatchObject({ phase: 'failed', error: { during: 'understand' } })
    await conversation.close()
    expect(await openConversation({ flow, store, id: 'c' })).toMatchObject({ phase: 'failed' })
  })

  it.each(NAMES)('from an actor: %s', async (name) => {
    const store = memoryStore()
    const options = { flow: invoking, store, id: 'c', actors: { find: fromPromise(async () => poison(name)) } }
    const conversation = await openConversation(options)
    expect(conversation).toMatchObject({ phase: 'failed', error: { code: 'not-json' } })
    await conversation.close()
    expect(await openConversation(options)).toMatchObject({ phase: 'failed' })
  })

  it.each(NAMES)('from an understand actor of the developer: %s', async (name) => {
    const store = memoryStore()
    let answer: unknown = { text: 'Main Street', answers: {}, data: poison(name) }
    const machine = compileFlow(asking).provide({ actors: { understand: fromPromise(async () => answer) } })
    const conversation = await openConversation({ machine, store, id: 'c' })
    expect(await conversation.send('Main Street')).toMatchObject({
      phase: 'failed',
      error: {
        during: 'understand',
        about: 'user',
        code: 'not-json',
        message: expect.stringContaining('The understand actor gave an output that a conversation can not keep: '),
      },
    })
    await conversation.close()
    const again = await openConversation({ machine, store, id: 'c' })
    expect(again).toMatchObject({ phase: 'failed', turn: 1 })
    answer = { text: 'Main Street', answers: {}, data: { address: 'Main Street' } }
    expect(await again.retry()).toMatchObject({ phase: 'listening' })
    expect(again.data).toEqual({ address: 'Main Street' })
  })

  it.each(NAMES)('from the caller, by one rejection: %s', async (name) => {
    const opening = openConversation({ flow: asking, model: scriptedModel({}), data: poison(name) as never })
    await expect(opening).rejects.toMatchObject({ code: 'invalid-options' })
  })

  it('the id of a message', async () => {
    const conversation = await openConversation({ flow: asking, model: scriptedModel({}) })
    await expect(conversation.send('hello', { id: 'x'.repeat(200_000) })).rejects.toMatchObject({ code: 'invalid-message' })
    await expect(conversation.send('hello', { id: 5 as never })).rejects.toMatchObject({ code: 'invalid-message' })
  })

  it.each([-1, 1e308, Number.NaN, 0.5])('a usage of %s tokens is counted safely, and told', async (inputTokens) => {
    const told: unknown[] = []
    const model = {
      respond: async () => ({ text: 'Hello.', usage: { inputTokens, outputTokens: inputTokens } }),
      understand: async () => ({ value: null, usage: { inputTokens: 0, outputTokens: 0 } }),
    }
    const flow: ConversationFlow = {
      name: 'greeter',
      initialState: 'greet',
      states: { greet: { prompt: { instruct: 'Greet.' }, transitions: {}, nextStates: {} } },
    }
    const store = memoryStore()
    const options = { flow, model, store, id: 'c', onProblem: (problem: { readonly type: string }) => told.push(problem.type) }
    const conversation = await openConversation(options)
    await conversation.close()
    expect(told).toContain('usage')
    expect((await openConversation(options)).usage.inputTokens).toBeGreaterThanOrEqual(0)
  })

  it('data that a hook is shown can not be changed by it', async () => {
    const told: string[] = []
    const onEnter = ({ data }: { readonly data: object }) =>
      void Reflect.defineProperty(data, 'bad', { value: Number.NaN, enumerable: true })
    const flow = { ...asking, initialContext: { known: { a: 1 } }, states: { ...asking.states, ask: { ...asking.states.ask, onEnter } } }
    const conversation = await openConversation({ flow, model: scriptedModel({}), onProblem: ({ message }) => told.push(message) })
    expect(conversation.data).toEqual({ known: { a: 1 } })
  })
})

describe('a long message', () => {
  it('is refused with an error and an event, before any work on it', async () => {
    const conversation = await openConversation({ flow: asking, model: scriptedModel({ understand: [{ extract: {} }] }) })
    const refused: unknown[] = []
    conversation.on('message.refused', (event) => refused.push(event))
    const text = '\u0316'.repeat(1_000_000)
    const before = cpuTime()
    await expect(conversation.send(text, { id: 'm' })).rejects.toMatchObject({ code: 'message-too-long' })
    // 5 ms at most on an idle machine.
    expect(cpuTime() - before).toBeLessThan(200)
    expect(refused).toEqual([{ type: 'message.refused', reason: 'too-long', id: 'm' }])
    expect(await conversation.send('x'.repeat(10_000))).toMatchObject({ turn: 1 })
  })

  it('may be as long as the flow says', async () => {
    const conversation = await openConversation({ flow: { ...asking, maxMessageLength: 4 }, model: scriptedModel({}) })
    await expect(conversation.send('stopp')).rejects.toThrow('A message may have 4 characters; this one has 5.')
    expect(await conversation.send('stop')).toMatchObject({ state: 'end' })
  })
})

test.each([
  'xstate.error.actor.work',
  'xstate.error.actor.understand',
  'xstate.error.x',
  'xstate.done.actor.respond',
  'xstate.done.state.ask',
  'xstate.stop.x',
])('an event %s sent from outside never ends the actor', (type) => {
  const actor = createActor(compileFlow(asking, { model: scriptedModel({}) })).start()
  actor.subscribe({ error: () => undefined })
  actor.send({ type, error: new Error('sent'), output: cyclic() } as never)
  expect(actor.getSnapshot()).toMatchObject({ status: 'active', value: { ask: 'listening' } })
})

describe("a customer's invalid value", () => {
  const people = (maximum: number) =>
    defineFlow({
      name: 'table',
      initialState: 'ask',
      globalTransitions: { human: keyword(['human']) },
      globalNextStates: { human: 'desk' },
      states: {
        ask: {
          prompt: { say: 'For how many?' },
          extract: extract({ fields: { people: { type: 'integer', maximum }, name: { type: 'string' } } }),
          transitions: { booked: { type: 'always' } },
          nextStates: { booked: 'end' },
          noMatch: { prompt: { say: 'Not that: {{reason}}.' } },
        },
        end: { prompt: { say: 'Booked.' } },
        desk: { prompt: { say: 'A person comes.' } },
      },
    })

  it('is a miss whose prompt knows why; what fits is kept', async () => {
    const model = scriptedModel({ understand: [{ extract: { people: 40, name: 'Ana' } }, { extract: { people: 4 } }] })
    const conversation = await openConversation({ flow: people(8), model })
    const turn = await conversation.send('40 of us, Ana')
    expect(turn).toMatchObject({ phase: 'listening', reply: 'Not that: people is 40, and the schema asks for "maximum": 8.' })
    expect(conversation.data).toEqual({ name: 'Ana' })
    expect(await conversation.send('four then')).toMatchObject({ state: 'end' })
  })

  it('does not stand between a customer and a person', async () => {
    const model = scriptedModel({ understand: [{ extract: { people: 40 } }] })
    const conversation = await openConversation({ flow: people(8), model })
    expect(await conversation.send('a human please, we are 40')).toMatchObject({ state: 'desk' })
  })

  it('nor does a model that is down', async () => {
    const conversation = await openConversation({ flow: people(8), model: scriptedModel({}) })
    expect(await conversation.send('we are four')).toMatchObject({ phase: 'failed' })
    expect(await conversation.send('a human please')).toMatchObject({ state: 'desk' })
  })
})
