import fc from 'fast-check'
import {
  affirm,
  type ConversationFlow,
  compileFlow,
  custom,
  deny,
  event,
  extract,
  fields,
  fromDate,
  fromRegex,
  guard,
  InvalidFlowError,
  keyword,
  memoryStore,
  openConversation,
  select,
  templateModel,
} from 'talkchart'
import { toMachineSource, toMermaid } from 'talkchart/analysis'
import { stemmers } from 'talkchart/languages'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createActor } from 'xstate'
import { flow as interview } from '../../../machines/interview.js'
import { flow as greeting } from '../../../machines/simple_greeting.js'
import type { LeafCondition } from '../../../src/conditions/condition.js'
import { asConversationMachine } from '../../../src/runtime/index.js'
import { leaves } from '../../reference/random-condition.js'
import { randomFlowWithFields, said } from '../../reference/random-fields.js'
import { flowWith, randomFlow } from '../../reference/random-flow.js'
import { runsOr } from '../../runs.js'
import { readyPaths } from '../../testing/ready-paths.js'
import { dependableModel, lookUpNoting, observeTalk, talk, talkOf, userGuards } from '../random-talk.js'
import { readyFlows } from '../ready-flows.js'
import { checkGenerated } from './check-generated.js'
import { walkGenerated } from './generated-driver.js'
import { runGenerated } from './generated-machine.js'
import { withoutFunctions } from './without-functions.js'

/** A flow with each kind of thing that can not be printed. */
const withFunctions: ConversationFlow = {
  name: 'with_functions',
  initialState: 'start',
  language: 'de',
  states: {
    start: {
      prompt: { say: 'Hallo' },
      onEnter: () => undefined,
      onExit: ['logExit'],
      extract: extract({ schema: v.object({ amount: v.number() }), run: () => ({ amount: 1 }) }),
      transitions: {
        even: custom(({ text }) => text.length % 2 === 0),
        rich: { type: 'context', fn: ({ amount }) => amount === 1 },
        loyal: { type: 'all', conditions: [guard('isLoyal', { years: 2 }), keyword(['Kunde'])] },
        known: guard('isKnown'),
        route: keyword(['weiter']),
      },
      nextStates: {
        even: 'end',
        rich: 'end',
        loyal: 'end',
        known: 'end',
        route: select({ candidates: ['end', 'start'], choose: () => 'end' }),
      },
    },
    end: { prompt: { say: 'Tschüss' }, invoke: { src: 'book', onError: 'start' } },
  },
}

/** A flow that changes its data, calls a flow, and hears events. */
const withConstructs: ConversationFlow = {
  name: 'with_constructs',
  initialState: 'start',
  initialContext: { round: 'one' },
  events: { 'payment.completed': event({ payload: { type: 'object', required: ['amount'] } }), 'shop.closed': {} },
  flows: { hours: { states: { told: { prompt: { say: 'Nine to five.' } } } } },
  states: {
    start: {
      prompt: { say: 'Round {{round}}.' },
      transitions: { hours: keyword(['hours']), again: keyword(['again']) },
      nextStates: { hours: { call: 'hours' }, again: { to: 'start', set: { round: 'two' } } },
      on: { 'payment.completed': { to: 'paid', saveAs: 'payment' } },
    },
    paid: { prompt: { say: 'Thank you for {{payment.amount}}.' } },
  },
}

/** A flow that collects fields by every source, corrects them, calls a flow, and hears events. */
const withFields: ConversationFlow = {
  name: 'with_fields',
  initialState: 'details',
  timeZone: 'Europe/Vienna',
  events: { 'rental.cancelled': {} },
  flows: { hours: { states: { told: { prompt: { say: 'Nine to five.' } } } } },
  fields: fields({
    recipient: { ask: { instruct: 'Ask to whom.' }, schema: { type: 'string', description: "a person's name" } },
    size: {
      ask: { say: 'Which size?' },
      from: { choices: { small: ['small'], large: ['large', 'big'] } },
      suggestions: ['Small', 'Large'],
    },
    count: {
      ask: { say: 'How many?' },
      from: 'number',
      schema: { minimum: 1, maximum: 10 },
      invalid: { say: '{{value}}: {{reason}}. {{ask}}' },
    },
    coupon: { from: fromRegex('AB-([0-9]{4})', { group: 1, flags: 'i' }), optional: true },
    day: { ask: { say: 'When?' }, from: fromDate() },
    note: { ask: { say: 'Any wishes?' }, from: 'text' },
  }),
  states: {
    details: {
      collect: ['size', 'count', 'coupon', 'day', 'recipient', 'note'],
      nextStates: { collected: 'confirm' },
      on: { 'rental.cancelled': { to: 'over', saveAs: 'cancelled' } },
    },
    confirm: {
      prompt: { say: '{{count}} {{size}} on {{day}} for {{recipient}} ({{note}}). Right?' },
      correct: ['size', 'count', 'recipient'],
      transitions: { right: affirm(), wrong: deny() },
      nextStates: { right: 'over', wrong: { to: 'details', reset: ['size', 'count', 'note'] }, corrected: 'confirm' },
    },
    over: { prompt: { say: 'Bye.' } },
  },
  globalTransitions: { hours: keyword(['hours']) },
  globalNextStates: { hours: { call: 'hours' } },
}

/** A flow that asks its questions word for word and calls no actor. */
const verbatimFields: ConversationFlow = {
  name: 'verbatim_fields',
  initialState: 'details',
  fields: fields({
    size: { ask: { say: 'Which size?' }, from: { choices: { small: ['small'], large: ['large'] } } },
    count: { ask: { say: 'How many?' }, from: 'number', schema: { maximum: 9 }, invalid: { say: '{{value}}: {{reason}}.' } },
  }),
  states: { details: { collect: ['size', 'count'], nextStates: { collected: 'done' } }, done: { prompt: { say: '{{count}} {{size}}.' } } },
}

/** Starts a generated machine as anyone would. */
const STARTED = `
import { createActor } from 'xstate'
import { machine, machineWith } from './simple_greeting.js'
createActor(machine).start()
createActor(machineWith({})).start()
createActor(machine, { input: { conversationId: 'c' } }).start()
// @ts-expect-error an id is a text
createActor(machine, { input: { conversationId: 1 } }).start()
`

test('type-checks, for every ready flow and whatever a flow may hold', () => {
  const ready = readyFlows.map(([name, flow]) => [name, toMachineSource(flow)])
  const ofEachType = Object.entries(leaves).map(([type, { arbitrary }]) => [
    `with_${type}`,
    toMachineSource(flowWith(fc.sample<LeafCondition>(arbitrary, { numRuns: 10, seed: 1 }))),
  ])
  const own = [
    ['with_functions', toMachineSource(withFunctions, { stemmers })],
    ['with_constructs', toMachineSource(withConstructs)],
    ['with_fields', toMachineSource(withFields)],
    ['verbatim_fields', toMachineSource(verbatimFields)],
    ['started', STARTED],
  ]
  const sources = Object.fromEntries([...ready, ...ofEachType, ...own])
  expect(checkGenerated(sources)).toBe('')
}, 120_000)

test('is readable: what is said, what guards each transition, and the chart', () => {
  expect(toMachineSource(greeting)).toMatchSnapshot()
})

test('a flow of keywords imports nothing but XState and the small parts', () => {
  const transitions = { continue: keyword(['yes', 'sure']) }
  const words = { ...greeting, states: { ...greeting.states, greeting: { ...greeting.states.greeting, transitions } } }
  const modules = [...toMachineSource(words).matchAll(/ from '(.*)'/g)].map(([, module]) => module)
  expect(modules).toEqual(['talkchart/runtime', 'xstate'])
})

test('what changes of data, flows and events add is there in a flow that has them', async () => {
  const { machine } = runGenerated(toMachineSource(withConstructs))
  const conversation = await openConversation({ machine: asConversationMachine(machine), id: 'constructs', store: memoryStore() })
  const said = async (text: string) => (await conversation.send(text)).replies.map((reply) => reply.text)
  expect(await said('what are your hours?')).toEqual(['Nine to five.', 'Round one.'])
  expect(await said('again')).toEqual(['Round two.'])
  await expect(conversation.notify('payment.completed', { sum: 5 })).rejects.toMatchObject({ code: 'event-refused' })
  const { replies } = await conversation.notify('payment.completed', { amount: 5 })
  expect(replies.map(({ text }) => text)).toEqual(['Thank you for 5.'])
})

describe('a flow with fields', () => {
  const importedBy = (source: string) =>
    Object.fromEntries(
      [...source.matchAll(/import \{([^}]*)\} from '(.*)'/g)].map(([, names = '', module]) => [
        module,
        names
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '' && !name.startsWith('type ')),
      ]),
    )

  test('brings the engines of its sources, and nothing of others', () => {
    expect(importedBy(toMachineSource(withFields)).talkchart).toEqual(['affirm', 'deny', 'fromDate', 'fromRegex'])
    const { 'talkchart/runtime': runtime, talkchart } = importedBy(toMachineSource(verbatimFields))
    expect([runtime, talkchart]).toEqual([['allOf', 'fieldParts', 'given', 'verbatimParts'], undefined])
    expect(importedBy(toMachineSource(greeting))['talkchart/runtime']).not.toContain('fieldParts')
  })

  test('that says its question in a refusal takes the parts that know it', () => {
    const { count, ...others } = verbatimFields.fields ?? {}
    const asking = { ...verbatimFields, fields: fields({ ...others, count: { ...count, invalid: { say: '{{value}}? {{ask}}' } } }) }
    expect(importedBy(toMachineSource(asking))['talkchart/runtime']).toContain('speakingParts')
  })

  test('carries a conversation without a model where it needs none', async () => {
    const { machine } = runGenerated(toMachineSource(verbatimFields))
    const conversation = await openConversation({ machine: asConversationMachine(machine), id: 'fields', store: memoryStore() })
    const said = async (text: string) => (await conversation.send(text)).replies.map((reply) => reply.text)
    expect(await said('a large one')).toEqual(['How many?'])
    expect(await said('12')).toEqual(['12: at most 9.'])
    expect(await said('3')).toEqual(['3 large.'])
  })
})

test('imports from another package where that is wanted', () => {
  expect(toMachineSource(greeting, { importFrom: '@acme/talkchart' })).toContain("from '@acme/talkchart/runtime'")
})

test('refuses a flow that can not be compiled', () => {
  expect(() => toMachineSource({ ...greeting, initialState: 'nowhere' })).toThrow(InvalidFlowError)
})

test('nothing in a flow can break out of the text that it stands in', () => {
  const hostile = '*/ \' " ` \\ \n </script> \u2028 \ud800'
  const flow: ConversationFlow = {
    name: 'hostile',
    description: hostile,
    initialState: 'start',
    initialContext: { "it's": 1, 'a-b': hostile },
    states: {
      start: { prompt: { say: hostile }, transitions: { [hostile]: keyword([hostile, 'plain']) }, nextStates: { [hostile]: "it's" } },
      "it's": { prompt: { say: 'Bye' } },
    },
  }
  const { machine } = runGenerated(toMachineSource(flow))
  const same = compileFlow(flow)
  expect(JSON.stringify(machine.config.meta)).toBe(JSON.stringify(same.config.meta))
  const actor = createActor(machine, { input: { conversationId: 'c' } }).start()
  actor.send({ type: 'user.message', text: 'plain' })
  expect(actor.getSnapshot().context.messages.map(({ text }: { text: string }) => text)).toEqual([hostile, 'plain', 'Bye'])
})

describe('what can not be printed', () => {
  test('has a place in the file, and says so when it is reached', async () => {
    const { machine } = runGenerated(toMachineSource(withFunctions, { stemmers }))
    const errors: unknown[] = []
    const report = vi.spyOn(console, 'error').mockImplementation((message) => errors.push(message))
    const actor = createActor(machine, { input: { conversationId: 'c' } }).start()
    actor.send({ type: 'user.message', text: 'weiter' })
    await vi.waitFor(() => expect(actor.getSnapshot().hasTag('failed')).toBe(true))
    report.mockRestore()
    const { error } = actor.getSnapshot().context
    expect(error.name).toBe('NotWrittenError')
    expect(error.message).toBe(
      'This machine was made from a flow with the extraction "start/user.run", which can not be printed. Write it where the file calls notWritten.',
    )
    expect(errors).toHaveLength(1)
  })
})

describe('the machine of a generated file', () => {
  test('is drawn like the compiled one', () => {
    const { machine } = runGenerated(toMachineSource(greeting))
    expect(toMermaid(asConversationMachine(machine))).toBe(toMermaid(greeting))
  })

  test('carries a conversation that is kept', async () => {
    const { machineWith } = runGenerated(toMachineSource(greeting))
    const machine = machineWith?.({ model: templateModel() })
    if (machine === undefined) throw new Error('The file has no machineWith')
    const conversation = await openConversation({ machine: asConversationMachine(machine), id: 'generated' })
    const turn = await conversation.send('yes please')
    expect([turn.transition, turn.state, conversation.outcome]).toEqual(['continue', 'help', 'completed'])
  })

  test('goes on with what the compiled one has kept', async () => {
    const { machineWith } = runGenerated(toMachineSource(interview))
    const machine = machineWith?.({})
    if (machine === undefined) throw new Error('The file has no machineWith')
    const store = memoryStore()
    const begun = await openConversation({ flow: interview, model: templateModel(), store, id: 'both' })
    await begun.send('yes')
    const { state, messages } = begun
    await begun.close()
    const resumed = await openConversation({ machine: asConversationMachine(machine), store, id: 'both' })
    expect([resumed.state, resumed.messages]).toEqual([state, messages])
    await resumed.send('skip')
    expect(resumed.state).toBe('question_2')
  })

  test('makes a small bundle without the compiler and the engines', async () => {
    const { build } = await import('esbuild')
    const { metafile } = await build({
      stdin: { contents: toMachineSource(greeting), loader: 'ts', resolveDir: process.cwd() },
      alias: { 'talkchart/runtime': `${process.cwd()}/src/runtime/index.ts` },
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
    })
    const files = Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
    )
    expect(files.filter((file) => /src\/compile\/|re2js|vader|valibot/.test(file))).toEqual([])
  })
})

test.each(readyFlows)(
  '%s: every path of the flow leads on the generated machine where it should',
  async (name, flow) => {
    const { machineWith } = runGenerated(toMachineSource(flow))
    if (machineWith === undefined) throw new Error('The file has no machineWith')
    // XState alone moves no clock, and nobody outside cuts a reply off.
    const isOutside = (type: string) => type !== 'timeout' && type !== 'interrupt'
    const paths = readyPaths(name).paths.filter(({ steps }) => steps.every(({ step }) => isOutside(step.type)))
    const walked = await Promise.all(paths.map((path) => walkGenerated(machineWith, path)))
    expect(walked.length).toBeGreaterThan(0)
    expect(walked).not.toContain(false)
  },
  60_000,
)

describe('behaves like the compiled machine', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  const models = { model: dependableModel, models: { careful: dependableModel } }

  async function expectSame(flow: ConversationFlow, steps: Parameters<typeof observeTalk>[1]) {
    const compiledInputs: unknown[] = []
    const generatedInputs: unknown[] = []
    const compiled = compileFlow(flow, { ...models, actors: { lookUp: lookUpNoting(compiledInputs) } }).provide({ guards: userGuards })
    const { machine, machineWith } = runGenerated(
      toMachineSource(flow).replaceAll(/guardNotWritten\('(\w+)'\)/g, "require('guards')['$1']"),
    )
    const generated = (machineWith?.(models) ?? machine).provide({ actors: { lookUp: lookUpNoting(generatedInputs) } })
    vi.setSystemTime(0)
    const expected = await observeTalk(compiled, steps)
    vi.setSystemTime(0)
    expect(await observeTalk(generated, steps)).toEqual(expected)
    expect(generatedInputs).toEqual(compiledInputs)
    return compiledInputs
  }

  test('where states whose actors fail lead to each other without end', async () => {
    const failing = (onError: 'a' | 'b') => ({ invoke: { src: 'lookUp', onError }, prompt: { say: 'Found.' } })
    const ask = { prompt: { say: 'Which one?' }, transitions: { go: keyword(['go']) }, nextStates: { go: 'a' } }
    const flow: ConversationFlow = { name: 'round', initialState: 'ask', states: { ask, a: failing('b'), b: failing('a') } }
    expect((await expectSame(flow, [{ say: 'go 5' }])).length).toBeGreaterThan(100)
  })

  test('its actor is given the whole input, with the id of the request', async () => {
    const flow: ConversationFlow = {
      name: 'orders',
      initialState: 'ask',
      initialContext: { order: 7 },
      states: {
        ask: { prompt: { say: 'Which order?' }, transitions: { look: keyword(['order']) }, nextStates: { look: 'look' } },
        look: {
          prompt: { say: 'Here it is.' },
          invoke: { src: 'lookUp', saveAs: 'found' },
          transitions: { again: keyword(['order']) },
          nextStates: { again: 'look' },
        },
      },
    }
    const inputs = await expectSame(flow, [{ say: 'my order' }, { say: 'another order' }])
    expect(inputs).toEqual([
      { requestId: 'c/2/look/1/invoke', conversationId: 'c', state: 'look', data: { order: 7 }, text: 'my order' },
      expect.objectContaining({ requestId: 'c/4/look/2/invoke', text: 'another order' }),
    ])
  })

  test.each(readyFlows)('%s, whatever is said', async (_name, flow) => {
    const words = JSON.stringify(flow.states).match(/[a-z' ]{2,20}(?=")/gi) ?? []
    const message = fc.oneof(fc.constantFrom(...words), fc.constantFrom('yes', 'no', 'hello')).map((say) => ({ say }))
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 8 }), async (steps) => void (await expectSame(flow, steps))),
      { numRuns: runsOr(2) },
    )
  })

  test.each(Object.entries(leaves))('with %s conditions, whatever is said', async (_type, { arbitrary }) => {
    const conditions = fc.array<LeafCondition>(arbitrary, { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(conditions, talk, async (list, steps) => void (await expectSame(withoutFunctions(flowWith(list)), steps))),
      { numRuns: runsOr(3) },
    )
  })

  test('a flow that collects by every source, corrects, and hears events', async () => {
    const steps = talkOf(
      fc.oneof(said, fc.constantFrom('AB-1234', 'on friday', 'tomorrow', 'to Anna', 'hours', 'no, 4', 'yes', 'ring twice')),
    )
    await fc.assert(
      fc.asyncProperty(steps, async (list) => void (await expectSame(withFields, list))),
      { numRuns: runsOr(5) },
    )
  })

  test('any flow that collects or corrects fields', async () => {
    await fc.assert(
      fc.asyncProperty(randomFlowWithFields, talkOf(said), async (random, steps) => {
        await expectSame(withoutFunctions(random), steps)
      }),
      { numRuns: runsOr(6) },
    )
  })

  test('any flow without functions', async () => {
    await fc.assert(
      fc.asyncProperty(randomFlow, talk, async (random, steps) => void (await expectSame(withoutFunctions(random), steps))),
      { numRuns: runsOr(6) },
    )
  })
})
