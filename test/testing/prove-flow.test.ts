// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import fc from 'fast-check'
import {
  all,
  type ConversationFlow,
  type ConversationMachine,
  checkFlow,
  context,
  fields,
  flowHash,
  guard,
  keyword,
  llmClassifier,
  regex,
} from 'talkchart'
import { describeProperty, type FlowPath, flowPaths, PathBudgetError, type Property, proveFlow, runPath } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { compileFlow } from '../../src/compile/compile-flow.js'
import { readConfig } from '../../src/machine/read-config.js'
import { firstState, nextState } from '../../src/testing/paths/observed-state.js'
import { automatonOf, readAll } from '../../src/testing/prove/automaton.js'
import { callsIn, happeningsOf } from '../../src/testing/prove/happenings.js'
import { withToldActions } from '../../src/testing/prove/told-actions.js'
import { withScriptedGuards } from '../../src/testing/script/scripted-guards.js'
import { randomFlow } from '../reference/random-flow.js'
import { runsOr } from '../runs.js'
import { readyFlows } from './ready-flows.js'

const support: ConversationFlow = {
  name: 'support',
  initialState: 'greeting',
  globalTransitions: { person: keyword(['human']) },
  globalNextStates: { person: 'desk' },
  states: {
    greeting: {
      prompt: { say: 'What is it about?' },
      transitions: { money: keyword(['refund']), angry: llmClassifier({ prompt: 'Is the user angry?', targetClass: 'yes' }) },
      nextStates: { money: 'confirm', angry: 'desk' },
    },
    confirm: {
      prompt: { say: 'Shall I pay it back?' },
      transitions: { yes: keyword(['yes']), hurry: keyword(['now']), no: keyword(['no']) },
      nextStates: { yes: 'pay', hurry: 'pay', no: 'greeting' },
    },
    pay: { prompt: { instruct: 'Say that the money is on its way.' }, advanceTo: 'bye' },
    desk: { prompt: { say: 'Somebody will call you.' } },
    bye: { prompt: { say: 'Goodbye.' } },
  },
}

function verdictOf(property: Property, flow: ConversationFlow = support) {
  const [verdict] = proveFlow(flow, { properties: { it: property } })
  if (verdict === undefined) throw new Error('There is no verdict.')
  if (verdict.talk !== null) {
    expect(verdict.talk.path.steps).toHaveLength(verdict.talk.at)
    runPath(flow, verdict.talk.path)
  }
  return verdict
}

test.each<Property>([
  { never: 'pay', until: 'confirm' },
  { never: 'pay', until: ['confirm', 'desk'], again: true },
  { never: { transition: 'confirm.yes' }, until: { transition: 'greeting.money' } },
  { never: 'greeting', after: { transition: 'global.person' } },
  { never: 'greeting', after: 'confirm', until: { transition: 'confirm.no' } },
  { never: 'desk', before: 'bye' },
  { atMost: 1, of: 'end' },
  { atMost: 1, of: 'missed', per: 'user' },
  { atMost: 0, of: { limit: 'maxTurns' } },
  { whenever: 'desk', then: { end: 'completed' } },
  { whenever: { transition: 'person' }, then: 'desk', within: 0 },
  { whenever: { end: 'desk' }, then: { end: true } },
  { eventually: { end: ['desk', 'bye'] } },
  { whenever: 'pay', then: 'bye', within: 0, fails: 'never' },
])('proves %j', (property) => {
  expect(verdictOf(property)).toMatchObject({ verdict: 'proved', talk: null })
})

test.each<Property>([
  { never: 'pay', until: { transition: 'confirm.yes' } },
  { never: 'confirm', until: 'desk' },
  { atMost: 2, of: 'confirm' },
  { atMost: 1, of: 'missed' },
  { whenever: 'confirm', then: 'pay' },
  { whenever: 'confirm', then: 'end', within: 1 },
  { eventually: 'pay' },
])('refutes %j by a talk that replays', (property) => {
  const { verdict, calls, talk } = verdictOf(property)
  expect({ verdict, calls, isShown: talk !== null }).toEqual({ verdict: 'violated', calls: undefined, isShown: true })
})

test('the talk that breaks a property is told in words, to the step that breaks it', () => {
  const { talk } = verdictOf({ never: 'pay', until: { transition: 'confirm.yes' } })
  expect(talk?.path.title).toContain('greeting → confirm → pay')
  expect(talk?.happened.at(-1)).toBe('entered pay by hurry from confirm')
})

test.each<[Property, string]>([
  [{ atMost: 1, of: 'said', per: 'user' }, 'said bye'],
  [{ never: { called: 'pay' } }, 'called pay'],
  [{ atMost: 0, of: 'called', per: 'user' }, 'called greeting'],
  [{ never: { said: 'desk' }, after: { transition: 'global.person' } }, 'said desk'],
])('looks at what is said and called: %j', (property, last) => {
  const { verdict, calls, talk } = verdictOf(property)
  expect({ verdict, calls, last: talk?.happened.at(-1) }).toEqual({ verdict: 'violated', calls: undefined, last })
})

test('what happens in a talk is told in the order of the machine’s actions', () => {
  const { talk } = verdictOf({ whenever: { transition: 'confirm.yes' }, then: { end: 'pay' } })
  expect(talk?.happened.slice(-7)).toEqual([
    'user',
    'entered pay by yes from confirm',
    'called pay',
    'said pay',
    'entered bye from pay',
    'said bye',
    'end completed in bye',
  ])
})

const bank: ConversationFlow = {
  name: 'bank',
  initialState: 'menu',
  initialContext: { tries: 0 },
  events: { 'money.sent': {} },
  states: {
    menu: {
      prompt: { say: 'What is it?' },
      transitions: { send: keyword(['send']), lost: keyword(['lost']) },
      nextStates: { send: { to: 'verify', set: { tries: 1 } }, lost: { call: 'identity' } },
    },
    verify: { call: 'identity', nextStates: { known: { to: 'wait', set: { tries: 2 } }, unknown: 'bye' } },
    wait: { prompt: { say: 'Wait.' }, transitionsOn: 'event', on: { 'money.sent': 'bye' } },
    bye: { prompt: { say: 'Goodbye.' } },
  },
  flows: {
    identity: {
      states: {
        pin: {
          prompt: { say: 'Your PIN?' },
          transitions: { right: keyword(['1234']) },
          nextStates: { right: 'known' },
          noMatch: { max: 1, to: 'unknown' },
        },
        known: { prompt: { say: 'I know you.' } },
        unknown: {},
      },
    },
  },
}

test('a global transition is told from an outcome of the same name that the state names', () => {
  const flow: ConversationFlow = {
    ...bank,
    globalTransitions: { unknown: keyword(['nobody']) },
    globalNextStates: { unknown: 'bye' },
    states: {
      ...bank.states,
      menu: {
        ...bank.states['menu'],
        prompt: { say: 'What is it?' },
        nextStates: { send: 'verify', lost: { call: 'identity', nextStates: { unknown: 'bye' } } },
      },
    },
  }
  const fromMenu = (transition: string) => verdictOf({ never: { transition }, after: 'menu', until: ['identity/pin', 'verify'] }, flow)
  expect(fromMenu('global.unknown').talk?.happened.at(-1)).toBe('entered bye by unknown from menu')
  expect(fromMenu('menu.unknown').verdict).toBe('proved')
  expect(verdictOf({ never: { transition: 'menu.unknown' } }, flow).talk?.happened.at(-1)).toBe(
    'entered bye by unknown from identity/unknown',
  )
})

test.each<[Property, string]>([
  [{ atMost: 1, of: { said: 'identity/pin' } }, 'said identity/pin'],
  [{ never: { transition: 'verify.known', to: 'wait' } }, 'entered wait by known from identity/known'],
  [{ never: 'identity/pin', until: { transition: 'menu.send' } }, 'entered identity/pin by lost from menu'],
  [{ never: { event: 'money.sent' } }, 'event money.sent'],
  [{ never: { data: 'tries', gt: 1 } }, 'entered wait by known from identity/known'],
  [{ always: { data: 'tries', equals: 0 }, after: 'verify' }, 'entered identity/pin from verify'],
  [{ always: { data: 'tries', equals: 0 } }, 'entered verify by send from menu'],
])('looks into called flows, events and the data: %j', (property, last) => {
  const { verdict, talk } = verdictOf(property, bank)
  expect({ verdict, last: talk?.happened.at(-1) }).toEqual({ verdict: 'violated', last })
})

test('properties in a flow are checked with it, and change neither the machine nor its hash', () => {
  const stated = { ...support, properties: { it: { never: 'pay', until: { transition: 'confirm.yes' } } }, prove: ['must-finish'] } as const
  expect(flowHash(stated)).toBe(flowHash(support))
  expect(JSON.stringify(compileFlow(stated).config)).toBe(JSON.stringify(compileFlow(support).config))
  expect(checkFlow({ ...support, properties: { it: { never: { transition: 'confirm.yess' } } } })).toContainEqual(
    expect.objectContaining({ code: 'unknown-transition', path: ['properties', 'it', 'never', 'transition'], severity: 'error' }),
  )
  const misspelt = JSON.parse(JSON.stringify({ ...stated, prove: ['must-finnish'] }))
  expect(checkFlow(misspelt)).toContainEqual(
    expect.objectContaining({ code: 'unknown-property', path: ['prove', 0], suggestion: 'Did you mean "must-finish"?' }),
  )
})

test('a flow is asked its own properties and those that it lists, and without any of its own those of every flow', () => {
  const asked = (flow: ConversationFlow, only?: readonly string[]) =>
    proveFlow(flow, only === undefined ? {} : { only }).map(({ name, severity, known }) => [name, severity, known === true].join(' '))
  const stated: ConversationFlow = { ...support, properties: { once: { atMost: 1, of: 'end' } }, metadata: { allow: ['property:once'] } }
  expect(asked(stated)).toEqual(['once error true'])
  expect(asked({ ...stated, prove: ['one-line-at-a-time'] })).toEqual(['once error true', 'one-line-at-a-time error false'])
  const states = Object.keys(support.states).map((state) => `never-entered: ${state} info false`)
  expect(asked(support)).toEqual(['can-always-finish info false', 'must-finish info false', 'one-line-at-a-time info false', ...states])
  expect(asked(support, ['never-entered'])).toEqual(states)
  expect(asked(stated, ['must-finish', 'once'])).toEqual(['must-finish info false', 'once error true'])
  expect(() => asked(support, ['must-finnish'])).toThrow('Did you mean "must-finish"?')
})

test('what breaks only where a call fails is marked, counts when it is asked for, and not when it is left out', () => {
  const broken: Property = { whenever: 'pay', then: 'bye', within: 0 }
  expect(verdictOf(broken)).toMatchObject({ verdict: 'violated', calls: 'fail' })
  expect(verdictOf({ ...broken, fails: 'any' })).not.toHaveProperty('calls')
  expect(verdictOf({ ...broken, fails: 'never' }).verdict).toBe('proved')
})

test('what only a limit ensures is proved by counting it, and the talk that reaches it is shown', () => {
  const limited = { ...support, maxTurns: 3 }
  expect(verdictOf({ atMost: 4, of: 'user', fails: 'any' }, limited)).toMatchObject({
    verdict: 'proved',
    counted: ['messages of the user'],
  })
  expect(verdictOf({ atMost: 3, of: 'user' }, limited).verdict).toBe('violated')
  const visited = {
    ...support,
    states: { ...support.states, confirm: { ...support.states.confirm, prompt: { say: 'Shall I?' }, maxLoops: 2 } },
  }
  expect(verdictOf({ atMost: 2, of: 'confirm' }, visited)).toMatchObject({ verdict: 'proved', counted: ['visits of confirm'] })
  expect(verdictOf({ atMost: 1, of: 'confirm' }, visited).verdict).toBe('violated')
})

test('a talk that goes round for ever breaks what must come, unless a limit ends it', () => {
  const must: Property = { eventually: { end: true }, must: true }
  const { verdict, talk } = verdictOf(must)
  expect([verdict, talk?.round]).toEqual(['violated', 2])
  expect(verdictOf(must, { ...support, maxTurns: 5 })).toMatchObject({ verdict: 'proved', counted: ['messages of the user'] })
  const away = (name: 'greeting' | 'confirm') => ({ ...support.states[name], prompt: { say: 'Well?' }, noMatch: { to: 'desk', max: 1 } })
  const missing = { ...support, states: { ...support.states, greeting: away('greeting'), confirm: away('confirm') } }
  expect(verdictOf(must, missing).talk?.round).toBe(2)
  expect(verdictOf(must, { ...missing, maxLoops: 2 }).verdict).toBe('proved')
  expect(verdictOf({ whenever: 'confirm', then: ['pay', 'end'], must: true }, missing).verdict).toBe('violated')
})

test('from every moment something can be said that leads on, or a talk leads to where nothing does', () => {
  expect(verdictOf({ alwaysCan: { end: true } }).verdict).toBe('proved')
  const desk = { prompt: { say: 'Somebody will call you.' }, transitions: { no: keyword(['no']) }, nextStates: { no: 'desk' } }
  const stuck = { ...support, states: { ...support.states, desk } }
  const { verdict, talk } = verdictOf({ alwaysCan: { end: true } }, stuck)
  expect([verdict, talk?.path.steps.at(-1)?.expected.state]).toEqual(['violated', 'desk'])
  expect(verdictOf({ alwaysCan: ['desk', 'bye'] }, stuck).verdict).toBe('proved')
  // Only the flow's own function leads on, and nobody knows how it answers.
  const asked = { ...desk, transitions: { no: guard('mayGo') }, nextStates: { no: 'bye' } }
  const { verdict: open, because } = verdictOf({ alwaysCan: { end: true } }, { ...support, states: { ...support.states, desk: asked } })
  expect([open, because.join()]).toEqual(['undecided', expect.stringMatching(/^Nothing is known to be said that surely leads on from /)])
})

test('a transition that another one takes all messages from is never taken, nor is its limit', () => {
  const twin = {
    ...support.states.greeting,
    prompt: { say: 'Well?' },
    transitions: { money: keyword(['refund']), twin: keyword(['refund']) },
  }
  const states = { ...support.states, greeting: { ...twin, nextStates: { money: 'confirm', twin: 'pay' } } }
  expect(verdictOf({ never: { transition: 'greeting.twin' } }, { ...support, states }).verdict).toBe('proved')
})

test('a verdict names the ways to look at, whatever its states are called', () => {
  const odd = all(regex('^[0-9]{300}x{7}open$'), keyword(['open']))
  const flow: ConversationFlow = {
    name: 'names',
    initialState: 'say→hello',
    states: {
      'say→hello': {
        prompt: { say: 'Hello.' },
        transitions: { odd, 'go-on': keyword(['next']) },
        nextStates: { odd: 'the(secret)', 'go-on': 'the-end' },
      },
      'the(secret)': { prompt: { say: 'Secret.' } },
      'the-end': { prompt: { say: 'Bye.' } },
    },
  }
  expect(verdictOf({ never: 'the-end' }, flow).ways).toEqual([{ from: 'say→hello', transition: 'go-on', to: 'the-end' }])
  const { verdict, ways } = verdictOf({ never: 'the(secret)' }, flow)
  expect([verdict, ways]).toEqual(['undecided', [{ from: 'say→hello', transition: 'odd', to: 'the(secret)' }]])
  expect(verdictOf({ atMost: 1, of: 'the-end' }, flow).ways).toEqual([])
  expect(verdictOf({ never: 'say→hello' }, flow).ways).toEqual([])
})

test('each reason, and each way, of which nothing is known is told once', () => {
  const never: ConversationFlow = {
    name: 'never',
    initialState: 'order',
    fields: fields({
      drink: { ask: { say: 'What?' }, from: { choices: { tea: ['tea'] } } },
      cups: { ask: { say: 'How many?' }, from: 'number', schema: { type: 'integer', minimum: 5, maximum: 2 } },
    }),
    states: {
      order: { collect: ['drink', 'cups'], transitions: { wait: keyword(['wait']) }, nextStates: { collected: 'pay', wait: 'order' } },
      pay: { prompt: { say: 'Pay.' } },
    },
  }
  const { verdict, because, ways } = verdictOf({ never: 'pay' }, never)
  expect([verdict, because.length, ways.length]).toEqual([
    'undecided',
    new Set(because).size,
    new Set(ways.map((way) => JSON.stringify(way))).size,
  ])
})

test('what the model does not know is never proved, and is named', () => {
  const entering = (onEnter: 'log' | (() => void)): ConversationFlow => {
    return { ...support, states: { ...support.states, greeting: { ...support.states.greeting, prompt: { say: 'Hello.' }, onEnter } } }
  }
  const { verdict, because } = verdictOf({ never: 'pay', until: 'confirm' }, entering('log'))
  expect(verdict).toBe('undecided')
  expect(because.join()).toContain('Nothing is known here of the action "log"')
  // A function that stands in the flow is shown the conversation, and can change nothing of it.
  expect(
    verdictOf(
      { never: 'pay', until: 'confirm' },
      entering(() => undefined),
    ).verdict,
  ).toBe('proved')
})

test.each<[unknown, string, string]>([
  [{ never: 'payy' }, 'unknown-state', 'The property "it": `never` is "payy", which the flow "support" does not have.'],
  [{ never: { transition: 'confirm.yess' } }, 'unknown-transition', 'Did you mean "confirm.yes"?'],
  [{ never: { limit: 'maxTurn' } }, 'unknown-limit', 'Did you mean "maxTurns"?'],
  [{ never: { sad: 'pay' } }, 'unsupported-atom', '"sad", which can not be looked at. Did you mean "said"?'],
  [{ never: { said: 'payy' } }, 'unknown-state', 'Did you mean "pay"?'],
  [{ never: { event: 'paid' } }, 'unknown-event', '`never.event` is "paid"'],
  [{ never: [{ asked: 'amount' }] }, 'unknown-field', '`never.asked` is "amount"'],
  [{ never: { data: 'amount' } }, 'empty-property', '`never` tests nothing'],
  [{ never: { data: 'amount', gtt: 5 } }, 'invalid-property', 'Did you mean "gt"?'],
  [{ atMost: 1, of: { data: 'amount', gt: 5 } }, 'invalid-property', 'nothing that can be counted'],
  [{ always: 'pay' }, 'invalid-property', 'Write a test of the data'],
  [{ never: [] }, 'empty-property', '`never` names nothing'],
  [{}, 'empty-property', 'Exactly one of'],
  [{ alwaysCan: 'end', never: 'pay' }, 'empty-property', 'it has "alwaysCan" and "never"'],
  [{ whenever: 'pay', then: 'end', must: false }, 'invalid-property', '`must` is false'],
  [{ never: 'pay', must: true }, 'unsupported-property', '"must" can not stand beside `never`'],
  [{ never: 'pay', before: 'bye', after: 'desk' }, 'unsupported-property', 'Write two properties.'],
  [{ atMost: -1, of: 'pay' }, 'invalid-property', 'Write a whole number.'],
  [{ atMost: 1 }, 'invalid-property', '`of` is nothing'],
  [{ never: 'pay', until: 'confirm.yes' }, 'unknown-state', 'Write { transition: "confirm.yes" }.'],
  [{ never: 'pay', util: 'confirm' }, 'unsupported-property', 'Did you mean "until"?'],
  [{ eventually: { end: 'complete' } }, 'unknown-state', 'Did you mean "completed"?'],
])('refuses %j with %s', (property, code, message) => {
  const prove = () => proveFlow(support, { properties: { it: property as Property } })
  expect(prove).toThrow(expect.objectContaining({ code, property: 'it', message: expect.stringContaining(message) }))
})

test('a word that is a state too has to say which is meant', () => {
  const flow = { ...support, states: { ...support.states, end: { prompt: { say: 'The end.' } } } }
  expect(() => verdictOf({ never: 'end' }, flow)).toThrow(expect.objectContaining({ code: 'ambiguous-atom' }))
  expect(verdictOf({ never: { state: 'end' } }, flow).verdict).toBe('proved')
})

test('an end that is a state and an outcome has to say which is meant, and a state may be called global', () => {
  const named = (name: string): ConversationFlow => ({
    ...support,
    states: { ...support.states, [name]: { ...support.states['greeting'] } },
  })
  const prove = (name: string) => () => verdictOf({ never: { end: name } }, named(name)).verdict
  expect(prove('completed')).toThrow('Write { state: "completed" } for the state, or { end: true } for any end.')
  expect(prove('limit')).toThrow(expect.objectContaining({ code: 'ambiguous-atom' }))
  expect(prove('cancelled')()).toBe('proved')
  expect(verdictOf({ never: [{ transition: 'global.money' }] }, named('global')).verdict).toBe('proved')
})

test('what is said of a state, a transition or an event of a called flow by its own name names it in full', () => {
  const prove = (property: unknown) => () => verdictOf(property as Property, bank)
  expect(prove({ never: { said: 'pin' } })).toThrow('Did you mean "identity/pin"?')
  expect(prove({ never: { transition: 'pin.right' } })).toThrow('Did you mean "identity/pin.right"?')
  expect(prove({ never: 'money.sent' })).toThrow('Write { event: "money.sent" }.')
})

test('a flow with a state that is called like a word is asked all that its name does not make ambiguous', () => {
  const named = (name: string): ConversationFlow => ({ ...support, states: { ...support.states, [name]: { prompt: { say: 'Hi.' } } } })
  const isAsked = (flow: ConversationFlow) => proveFlow(flow).some(({ name }) => name === 'one-line-at-a-time')
  expect(['end', 'missed', 'said', 'user'].map((name) => isAsked(named(name)))).toEqual([true, true, false, false])
})

test('who asks about data of which a part is tested elsewhere is told that alone', () => {
  const greeting = { prompt: { say: 'Hi.' }, transitions: { big: context('order.total', { gt: 2 }) }, nextStates: { big: 'bye' } }
  const flow: ConversationFlow = { ...support, initialContext: { order: { total: 3 } }, states: { ...support.states, greeting } }
  const { verdict, because, ways } = verdictOf({ always: { data: 'order', exists: true } }, flow)
  expect([verdict, ways]).toEqual(['undecided', []])
  expect(because).toEqual([
    'Nothing is known here of the data at "order", of which a part is tested, too.',
    'In the model it breaks, and no talk was found that goes there.',
  ])
})

test('how soon something has to come is told in words', () => {
  const soon = [0, 1, 2].map((within) => describeProperty({ eventually: 'pay', within }))
  expect(soon).toEqual(['eventually pay in the same turn', 'eventually pay within 1 message', 'eventually pay within 2 messages'])
})

/** Properties of each pair of states, and of what happens anywhere. */
function propertiesOf(flow: ConversationFlow): Readonly<Record<string, Property>> {
  const states = Object.keys(flow.states).slice(0, 3)
  const pairs = states.flatMap((state) => states.map((other): readonly [string, string] => [state, other]))
  const listed: readonly Property[] = [
    { atMost: 1, of: 'missed', per: 'user' },
    { atMost: 0, of: 'missed' },
    { atMost: 1, of: 'failed' },
    { eventually: states.map((state) => ({ state })), within: 1 },
    ...states.map((state): Property => ({ atMost: 1, of: { state } })),
    ...pairs.flatMap(([state, other]): readonly Property[] => [
      { never: { state }, until: { state: other } },
      { never: { state }, after: { state: other } },
      { whenever: { state }, then: [{ state: other }, 'failed'], within: 1 },
    ]),
  ]
  return Object.fromEntries(listed.map((property, position) => [String(position), property]))
}

function happenedIn(machine: ConversationMachine, { data, steps }: FlowPath) {
  const calls = callsIn(readConfig(machine.config))
  let observed = firstState(machine, data)
  const happened = [...happeningsOf(observed, calls)]
  for (const { step } of steps) {
    if (step.type === 'cancel') break
    observed = nextState(machine, observed, step)
    happened.push(...happeningsOf(observed, calls))
  }
  return happened
}

/** Holds every verdict against talks of the machine; returns how many properties were proved. */
function provedSoundly(flow: ConversationFlow, maxSteps: number): number {
  const machine = withToldActions(withScriptedGuards(compileFlow(flow, { onProblem: () => undefined })))
  const talks = flowPaths(flow, { coverage: 'transitions', maxSteps }).paths.map((path) => happenedIn(machine, path))
  const verdicts = proveFlow(flow, { properties: propertiesOf(flow), maxMoments: 200 })
  // Calls fail in these talks, too.
  const proved = verdicts.filter(({ verdict, property }) => verdict === 'proved' && property.fails !== 'never')
  for (const { property } of proved) {
    const automaton = automatonOf(flow, property)
    for (const happened of talks) expect([property, readAll(automaton, automaton.initial, happened)]).not.toContain(undefined)
  }
  for (const { talk } of verdicts) if (talk !== null) runPath(flow, talk.path)
  return proved.length
}

const runs = runsOr(2)

test('no talk in a random flow breaks what was proved of it, and every talk that breaks something replays', () => {
  const proved: number[] = []
  fc.assert(
    fc.property(randomFlow, (flow) => {
      try {
        proved.push(provedSoundly(flow, 800))
      } catch (error) {
        if (!(error instanceof PathBudgetError)) throw error
      }
    }),
    { numRuns: runs, seed: 11 },
  )
  expect(Math.max(...proved)).toBeGreaterThan(3)
}, 600_000)

test('so it is in the ready flows', () => {
  const small = readyFlows.filter(([name]) => ['simple_greeting', 'support_routing', 'dynamic_routing'].includes(name))
  expect(small.map(([, flow]) => provedSoundly(flow, 10_000)).some((proved) => proved > 3)).toBe(true)
}, 60_000)
