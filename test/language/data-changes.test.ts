import fc from 'fast-check'
import { type ConversationFlow, compileFlow, keyword, memoryStore, openConversation, parseFlow, safeParseFlow } from 'talkchart'
import { describe, expect, test } from 'vitest'
import { createActor } from 'xstate'
import { runsOr } from '../runs.js'
import { flowOf, on, said, talk } from './talk.js'

const asking = (next: unknown, rest: object = {}) =>
  flowOf({
    ask: { prompt: { say: 'How much?' }, transitions: { short: said('50'), go: on }, nextStates: { short: next, go: 'ask' } },
    other: { prompt: { say: 'x' }, ...rest },
  })

describe('set and reset on a transition', () => {
  test('give values by path, and take the first value again', async () => {
    const flow = {
      ...asking({ to: 'other', set: { previous: '{{amount}}', note: 'said {{text}}', 'order.size': 'large' }, reset: ['amount'] }),
      initialContext: { amount: 7 },
    }
    const { data } = await talk(flow, ['50 please'], { data: { amount: 90 } })
    expect(data).toEqual({ previous: 90, note: 'said 50 please', order: { size: 'large' }, amount: 7 })
  })

  test('keep the type of a template that is one name, and remove by null and by a name that is not there', async () => {
    const flow = asking({ to: 'other', set: { list: '{{ items }}', gone: '{{missing}}', also: null, kept: 'a{{missing}}b', number: 3 } })
    const { data } = await talk(flow, ['50'], { data: { items: [1, { a: 2 }], gone: 1, also: 2 } })
    expect(data).toEqual({ items: [1, { a: 2 }], list: [1, { a: 2 }], kept: 'ab', number: 3 })
  })

  test('set an item of a list that is there, and tell of what can not be set', async () => {
    const problems: string[] = []
    const flow = asking({ to: 'other', set: { 'items.1': 'b', 'items.9': 'z', 'name.first': 'x' } })
    const { data } = await talk(flow, ['50'], {
      data: { items: ['a', 'a'], name: 'Ann' },
      onProblem: ({ message }) => problems.push(message),
    })
    expect(data).toEqual({ items: ['a', 'b'], name: 'Ann' })
    expect(problems).toEqual([
      'The data has no place at "items.9", so nothing was set there.',
      'The data has no place at "name.first", so nothing was set there.',
    ])
  })

  test('never make the data deeper than a record holds', async () => {
    const problems: string[] = []
    const flow = asking({ to: 'ask', set: { 'box.inner': '{{box}}' } })
    const options = { data: { box: {} }, onProblem: ({ message }: { message: string }) => problems.push(message) }
    const { data } = await talk(flow, Array(250).fill('50'), options)
    const depth = (value: unknown): number => 1 + Math.max(0, ...Object.values(Object(value)).map(depth))
    expect(depth(data)).toBeLessThanOrEqual(192)
    expect(new Set(problems)).toEqual(new Set(['What was to be set at "box.inner" is too deep or too large, so nothing was set there.']))
  })

  test('never make the data larger with each turn for ever', async () => {
    const problems: string[] = []
    const flow = asking({ to: 'ask', set: { 'tree.left': '{{tree}}', 'tree.right': '{{tree}}' } })
    const options = {
      data: { tree: { leaf: 'x'.repeat(6_000_000) } },
      onProblem: ({ message }: { message: string }) => problems.push(message),
    }
    const { data } = await talk(flow, Array(3).fill('50'), options)
    expect(JSON.stringify(data).length).toBeLessThan(100_000_000)
    expect(problems.length).toBeGreaterThan(0)
  })

  test('reset: true gives what the conversation began with', async () => {
    const flow = { ...asking({ to: 'ask', set: { seen: true }, reset: true }), initialContext: { plan: 'basic' } }
    const { context } = await talk(flow, ['hello', '50'], { data: { name: 'Ann', plan: 'pro' } })
    expect(context).toMatchObject({ data: { name: 'Ann', plan: 'pro', seen: true }, visits: { ask: 3 }, turn: 2 })
    expect(context.startData).toEqual({ name: 'Ann', plan: 'pro' })
  })

  test('reset: true gives the first data of the flow to a conversation that has not kept its own', async () => {
    const machine = compileFlow(parseFlow({ ...asking({ to: 'other', reset: true }), initialContext: { plan: 'basic' } }))
    const old = createActor(machine, { input: { data: { plan: 'pro', x: 1 } } }).start()
    const { startData: _startData, ...context } = old.getSnapshot().context
    const actor = createActor(machine, { snapshot: machine.resolveState({ value: old.getSnapshot().value, context }), input: {} }).start()
    actor.send({ type: 'user.message', text: '50' })
    expect(actor.getSnapshot().context.data).toEqual({ plan: 'basic' })
  })

  test('are discarded by a limit', async () => {
    const flow = flowOf(
      {
        ask: {
          prompt: { say: 'a' },
          transitions: { go: on },
          nextStates: { go: { to: 'ask', set: { count: '{{visits}}' } } },
          maxLoops: 2,
        },
        end: { prompt: { say: 'b' }, set: { over: true } },
      },
      { onLimit: 'end' },
    )
    expect(await talk(flow, ['x', 'y'])).toMatchObject({ state: 'end', data: { count: 1, over: true } })
  })
})

describe('set and reset on a state', () => {
  test('are done on every entry, before onEnter, and after the change on the way', async () => {
    const seen: unknown[] = []
    const flow = parseFlow(
      flowOf(
        {
          ask: {
            reset: ['size'],
            set: { at: '{{state}}' },
            prompt: { say: '{{size}} {{at}}' },
            transitions: { go: on },
            nextStates: { go: { to: 'next', set: { at: 'the way', size: 'L' } } },
          },
          next: { set: { was: '{{at}}' }, prompt: { say: '{{was}}' }, transitions: { go: on }, nextStates: { go: 'ask' } },
        },
        { initialContext: { size: 'M' } },
      ),
    )
    const { next, ...states } = flow.states
    const hooked = { ...flow, states: { ...states, next: { ...next, onEnter: ({ data }: { data: object }) => seen.push(data) } } }
    const actor = createActor(compileFlow(hooked as never), { input: {} }).start()
    actor.send({ type: 'user.message', text: 'x' })
    expect(seen).toEqual([{ size: 'L', at: 'the way', was: 'the way' }])
    actor.send({ type: 'user.message', text: 'y' })
    expect(
      actor
        .getSnapshot()
        .context.messages.filter(({ role }) => role === 'assistant')
        .map(({ text }) => text),
    ).toEqual(['M ask', 'the way', 'M ask'])
  })

  test('of the first state are done at the start', async () => {
    expect((await talk(flowOf({ end: { set: { begun: true } } }))).data).toEqual({ begun: true })
  })
})

test('data stays what JSON can hold, and frozen, whatever is set', () => {
  const key = fc.constantFrom('a', 'b', '0', 'length')
  const path = fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => keys.join('.'))
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('{{a}}', '{{a.b}}', '{{text}} {{b}}'))
  fc.assert(
    fc.property(fc.dictionary(key, fc.jsonValue({ maxDepth: 2 })), fc.dictionary(path, value), fc.array(path), (data, set, reset) => {
      const flow = { ...asking({ to: 'other', set, reset }) }
      const result = safeParseFlow(flow)
      fc.pre(result.success && !JSON.stringify([data, set]).includes('__proto__'))
      const actor = createActor(compileFlow(parseFlow(flow), { onProblem: () => undefined }), {
        input: { data: JSON.parse(JSON.stringify(data)) },
      }).start()
      actor.send({ type: 'user.message', text: '50' })
      const after = actor.getSnapshot().context.data
      expect(JSON.parse(JSON.stringify(after))).toEqual(after)
      expect(Object.isFrozen(after)).toBe(true)
    }),
    { numRuns: runsOr(60), examples: [[{}, { a: { '': -0 } }, []]] },
  )
})

test.each([
  [{ set: { '__proto__.polluted': 1 } }, 'would reach what every object inherits'],
  [{ set: { 'a..b': 1 } }, 'a part of the path is empty'],
  [{ reset: ['constructor.x'] }, '"constructor" would reach'],
  [{ set: { 'amount.value': 1 } }, '"amount" holds 7, which has no parts'],
  [{ set: { 'list.5': 1 } }, 'the list at "list" has no item "5"'],
  [{ set: { order: 1, 'order.size': 2 } }, '"order", of which it is a part, is set beside it'],
])('unsettable-path: %j', (change, words) => {
  const flow = { ...asking({ to: 'other', ...change }), initialContext: { amount: 7, list: [1] } }
  expect(() => parseFlow(flow)).toThrow('error unsettable-path at states.ask.nextStates.short.')
  expect(() => parseFlow(flow)).toThrow(words)
})

test('a next state of the wrong shape names the choices', () => {
  const result = safeParseFlow(asking({ too: 'other' }))
  expect(result).toMatchObject({ success: false })
  expect(JSON.stringify(result)).toContain('No such key is known here: \\"too\\"')
  expect(JSON.stringify(safeParseFlow(asking({ to: 'other', reset: 'amount' })))).toContain('wrong-type')
})

test('what a flow has removed from the data stays removed when the conversation is opened again', async () => {
  const forgetful: ConversationFlow = {
    name: 'forgetful',
    initialState: 'ask',
    initialContext: { amount: 7 },
    states: {
      ask: {
        prompt: { say: 'Well?' },
        transitions: { forget: keyword(['forget']) },
        nextStates: { forget: { to: 'ask', set: { amount: null } } },
      },
    },
  }
  const store = memoryStore()
  const first = await openConversation({ flow: forgetful, id: 'a', store })
  await first.send('forget')
  expect(first.data).toEqual({})
  await first.close()
  expect((await openConversation({ flow: forgetful, id: 'a', store })).data).toEqual({})
})
