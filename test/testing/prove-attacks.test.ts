import { all, type ConversationFlow, context, extract, keyword, llmClassifier } from 'talkchart'
import { type PathStep, type Property, proveFlow } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { compileFlow } from '../../src/compile/compile-flow.js'
import { unfold } from '../../src/definition/flows/unfold.js'
import { readConfig } from '../../src/machine/read-config.js'
import { firstState, nextState } from '../../src/testing/paths/observed-state.js'
import { automatonOf, readAll } from '../../src/testing/prove/automaton.js'
import { callsIn, happeningsOf } from '../../src/testing/prove/happenings.js'
import { withToldActions } from '../../src/testing/prove/told-actions.js'
import { withScriptedGuards } from '../../src/testing/script/scripted-guards.js'

/** Whether a talk breaks a property on the machine. */
function breaks(written: ConversationFlow, property: Property, steps: readonly PathStep[]): boolean {
  const flow = unfold(written)
  const machine = withToldActions(withScriptedGuards(compileFlow(flow, { onProblem: () => undefined })))
  const calls = callsIn(readConfig(machine.config))
  let observed = firstState(machine)
  const happened = [...happeningsOf(observed, calls)]
  for (const step of steps) {
    observed = nextState(machine, observed, step)
    happened.push(...happeningsOf(observed, calls))
  }
  const automaton = automatonOf(flow, property)
  return readAll(automaton, automaton.initial, happened) === undefined
}

function verdictOf(flow: ConversationFlow, property: Property) {
  return proveFlow(flow, { properties: { it: property } })[0]?.verdict
}

const says: PathStep = { type: 'message', text: 'x' }
const isOdd = llmClassifier({ prompt: 'Is it odd?', targetClass: 'yes' })
const answerKey = (flow: ConversationFlow) =>
  Object.values(readConfig(compileFlow(flow).config).states).flatMap(({ states = {} }) =>
    Object.values(states).flatMap(({ meta }) => (meta?.questions as readonly { key: string }[] | undefined)?.map(({ key }) => key) ?? []),
  )[0] ?? ''

const noted: ConversationFlow = {
  name: 'noted',
  initialState: 'ask',
  initialContext: { amount: 5 },
  states: {
    ask: {
      prompt: { say: 'How much?' },
      extract: extract({
        schema: { '~standard': { version: 1, vendor: 'test', validate: () => ({ value: { amount: null } }) } },
        run: () => ({}),
      }),
      transitions: { x: keyword(['x']) },
      nextStates: { x: 'bye' },
    },
    bye: { prompt: { say: 'Bye.' } },
  },
}

test('what a schema makes of extracted data may be null', () => {
  const property: Property = { always: { data: 'amount', exists: true } }
  const told: PathStep = { type: 'answers', about: 'user', answers: {}, data: { amount: null }, extractedBy: 'run' }
  expect(breaks(noted, property, [says, told])).toBe(true)
  expect(verdictOf(noted, property)).not.toBe('proved')
})

const priced: ConversationFlow = {
  name: 'priced',
  initialState: 'ask',
  events: { 'price.set': {} },
  states: {
    ask: {
      prompt: { say: 'What is it?' },
      on: { 'price.set': { saveAs: 'amount' } },
      transitions: { big: context('amount', { gt: 5 }), odd: all(context('amount', { gt: 5 }), isOdd), other: isOdd },
      nextStates: { big: 'bye', odd: 'secret', other: 'bye' },
    },
    secret: { prompt: { say: 'Hush.' } },
    bye: { prompt: { say: 'Bye.' } },
  },
}

test('a transition is not shadowed by a test of data that may come between a failed call and its retry', () => {
  const talk: readonly PathStep[] = [
    says,
    { type: 'failure', during: 'understand' },
    { type: 'event', event: 'price.set', payload: 9 },
    { type: 'retry' },
    { type: 'answers', about: 'user', answers: { [answerKey(priced)]: 'yes' }, data: {} },
  ]
  expect(breaks(priced, { never: 'secret' }, talk)).toBe(true)
  expect(proveFlow(priced, { properties: { it: { never: 'secret' } } })).toMatchObject([{ verdict: 'violated', calls: 'fail' }])
})

const endless: ConversationFlow = {
  name: 'endless',
  initialState: 'ask',
  initialContext: { amount: 5 },
  states: {
    ask: {
      prompt: { say: 'What is it?' },
      transitions: { any: context('amount', { lt: Number.POSITIVE_INFINITY }) },
      nextStates: { any: 'secret' },
    },
    secret: { prompt: { say: 'Hush.' } },
  },
}

test('each number is less than an infinite one', () => {
  const property: Property = { never: { data: 'amount', gt: 3 } }
  expect(breaks(endless, property, [])).toBe(true)
  expect(verdictOf(endless, property)).toBe('violated')
})

const held: ConversationFlow = {
  name: 'held',
  initialState: 'desk',
  events: { 'price.set': {} },
  on: { 'price.set': 'secret' },
  flows: {
    pin: {
      initialState: 'ask',
      states: { ask: { prompt: { say: 'PIN?' }, transitions: { ok: keyword(['ok']) }, nextStates: { ok: 'done' } }, done: {} },
    },
  },
  states: {
    desk: {
      prompt: { say: 'Desk.' },
      on: { 'price.set': 'bye' },
      transitions: { help: keyword(['x']) },
      nextStates: { help: { call: 'pin' } },
    },
    secret: { prompt: { say: 'Hush.' } },
    bye: { prompt: { say: 'Bye.' } },
  },
}

test('an event that waits for a called flow to end finds no room where a hundred wait', () => {
  const property: Property = { never: { state: 'secret' } }
  const events = Array.from({ length: 101 }, (): PathStep => ({ type: 'event', event: 'price.set' }))
  expect(breaks(held, property, [says, ...events.slice(1)])).toBe(false)
  expect(breaks(held, property, [says, ...events])).toBe(true)
  expect(verdictOf(held, property)).toBe('undecided')
})

test('a talk of thousands of steps is walked', () => {
  const flow: ConversationFlow = {
    name: 'round',
    initialState: 'told',
    events: { 'round.gone': {} },
    states: { told: { transitionsOn: 'event', on: { 'round.gone': 'told' } } },
  }
  const { verdict, talk } = proveFlow(flow, { properties: { it: { atMost: 4000, of: { event: 'round.gone' } } } })[0] ?? {}
  expect([verdict, talk?.path.steps.length]).toEqual(['violated', 4001])
})

const cyclic: Record<string, unknown> = {}
cyclic.self = cyclic

test.each([
  { data: 'amount', equals: cyclic },
  { data: 'amount', equals: Symbol('x') },
  { data: 'amount', in: [cyclic] },
  { data: 'amount', lt: Number.POSITIVE_INFINITY },
])('a value is held against JSON alone: %o', (atom) => {
  expect(() => proveFlow(noted, { properties: { it: { never: atom } as never } })).toThrow(/which no value is held against/)
})
