import { all, any, type ConversationFlow, context, type FlowState, keyword, llmClassifier, not } from 'talkchart'
import { type Property, proveFlow } from 'talkchart/testing'
import { expect, test } from 'vitest'

const end = { prompt: { say: 'Goodbye.' } }

function flowOf(states: Readonly<Record<string, FlowState>>, rest: Partial<ConversationFlow> = {}): ConversationFlow {
  return { name: 'decided', initialState: Object.keys(states)[0] ?? '', initialContext: { level: 0 }, states, ...rest }
}

function verdictOn(property: Property, flow: ConversationFlow): string {
  const [found] = proveFlow(flow, { properties: { it: property } })
  return found?.calls ?? found?.verdict ?? ''
}

test('a keyword that a part of another condition has taken is not heard again, though it has rivals', () => {
  const ask: FlowState = {
    prompt: { say: 'Well?' },
    transitions: { go: all(keyword(['apple', 'brick']), not(context('level', { gte: 2 }))), turn: keyword(['apple']) },
    nextStates: { go: 'ask', turn: 'bye' },
  }
  const flow = flowOf({ ask, bye: end }, { globalTransitions: { away: keyword(['apple']) }, globalNextStates: { away: 'ask' } })
  expect(verdictOn({ never: 'bye' }, flow)).toBe('proved')
  expect(verdictOn({ alwaysCan: 'bye' }, flow)).toBe('violated')
})

test('an event that comes while an actor has failed is part of a talk', () => {
  const look: FlowState = { prompt: { say: 'Wait.' }, advanceTo: 'found', invoke: { src: 'look' } }
  const flow = flowOf({ look, found: end, paid: end }, { events: { 'money.paid': {} }, on: { 'money.paid': 'paid' } })
  expect(verdictOn({ never: 'paid' }, flow)).toBe('fail')
})

test('a person who speaks in the flow’s place again and again is no round of the flow', () => {
  const ask: FlowState = {
    prompt: { say: 'Well?' },
    transitions: { go: keyword(['apple']) },
    nextStates: { go: 'bye' },
    timeout: { seconds: 30, max: 2, prompts: [{ say: 'Still there?' }] },
  }
  expect(verdictOn({ eventually: 'end', must: true }, flowOf({ ask, bye: end }, { maxTurns: 2 }))).toBe('proved')
})

test('what leads on is said, and answered by the model, in one', () => {
  const ask: FlowState = {
    prompt: { say: 'Well?' },
    transitions: { odd: llmClassifier({ prompt: 'Is it odd?', targetClass: 'yes' }), go: keyword(['apple']) },
    nextStates: { odd: 'ask', go: 'bye' },
  }
  expect(verdictOn({ alwaysCan: 'bye' }, flowOf({ ask, bye: end }))).toBe('proved')
})

test('limits on the way to a moment, and on the ways out of it, tell whether something leads on', () => {
  const once = { maxLoops: 1 }
  const ask: FlowState = {
    prompt: { say: 'Well?' },
    transitions: { go: keyword(['apple']) },
    nextStates: { go: 'ask' },
    noMatch: { to: 'next', max: 1 },
  }
  const twice = flowOf({ ask, next: { prompt: { say: 'So.' }, advanceTo: 'next' } }, { ...once, onLimit: 'ask' })
  expect(verdictOn({ alwaysCan: 'next' }, twice)).toBe('proved')
  const first: FlowState = { prompt: { say: 'Hm?' }, transitions: { go: keyword(['apple']) }, nextStates: { go: 'then' } }
  const then: FlowState = { prompt: { say: 'And?' }, transitions: { go: keyword(['apple']) }, nextStates: { go: 'last' } }
  const last: FlowState = { ...first, ...once, nextStates: { go: 'first' } }
  expect(verdictOn({ alwaysCan: 'end' }, flowOf({ first, then, last }))).toBe('proved')
  expect(verdictOn({ alwaysCan: 'last' }, flowOf({ first, then, last }))).toBe('violated')
})

test('it is asked where a talk waits for the user, not while a model is asked about a goodbye', () => {
  const ask: FlowState = {
    prompt: { say: 'Well?' },
    transitions: { odd: llmClassifier({ prompt: 'Is it odd?', targetClass: 'yes' }), go: keyword(['apple']), leave: keyword(['brick']) },
    nextStates: { odd: 'ask', go: 'desk', leave: 'bye' },
  }
  expect(verdictOn({ alwaysCan: 'desk' }, flowOf({ ask, desk: end, bye: end }))).toBe('proved')
  // What the model answers is one thing, and what the words say is another: the user can not take them back.
  const hasty = { ...ask, nextStates: { odd: 'bye', go: 'desk', leave: 'bye' } }
  expect(verdictOn({ alwaysCan: 'desk' }, flowOf({ ask: hasty, desk: end, bye: end }))).toBe('proved')
})

test('what an actor gives is chosen, and a dead end is looked for with what it can give', () => {
  const work: FlowState = { prompt: { say: 'Wait.' }, advanceTo: 'ask', invoke: { src: 'work' } }
  const ask: FlowState = {
    prompt: { say: 'Well?' },
    transitions: { go: all(keyword(['apple']), context('level', { gte: 3 })), again: keyword(['brick']) },
    nextStates: { go: 'bye', again: 'work' },
  }
  expect(verdictOn({ alwaysCan: 'end' }, flowOf({ work, ask, bye: end }))).toBe('proved')
  const stuck = { ...ask, nextStates: { go: 'bye', again: 'ask' } }
  expect(verdictOn({ alwaysCan: 'end' }, flowOf({ work, ask: stuck, bye: end }))).toBe('violated')
})

test('two keywords in one message show a way that neither takes alone', () => {
  const ask: FlowState = {
    prompt: { say: 'Well?' },
    transitions: { go: keyword(['drum']), turn: all(keyword(['drum']), context('level', { equals: 0 })), leave: keyword(['brick']) },
    nextStates: { go: 'ask', turn: 'bye', leave: 'ask' },
  }
  expect(verdictOn({ never: { transition: 'ask.turn' } }, flowOf({ ask, bye: end }))).toBe('violated')
})

test('two keywords in one message lead on where neither does alone', () => {
  const ask: FlowState = {
    prompt: { say: 'Well?' },
    transitions: { go: keyword(['drum']), turn: all(keyword(['drum']), context('level', { gte: 0 })), leave: keyword(['brick']) },
    nextStates: { go: 'ask', turn: 'bye', leave: 'ask' },
  }
  expect(verdictOn({ alwaysCan: 'bye' }, flowOf({ ask, bye: end }))).toBe('proved')
})

test('of two keywords in one message the longer form has it, so that what stands between them is heard', () => {
  const ask: FlowState = {
    prompt: { say: 'Well?' },
    transitions: { go: keyword(['brick']), turn: any(keyword(['brick']), context('level', { equals: 1 })), leave: keyword(['drum']) },
    nextStates: { go: 'ask', turn: 'bye', leave: 'ask' },
  }
  expect(verdictOn({ never: 'bye' }, flowOf({ ask, bye: end }))).toBe('violated')
  expect(verdictOn({ alwaysCan: 'bye' }, flowOf({ ask, bye: end }))).toBe('proved')
})

test('a way that others take all words from is closed wherever the data do not open it', () => {
  const ask: FlowState = {
    prompt: { say: 'Well?' },
    transitions: { go: keyword(['drum']), turn: keyword(['brick']), leave: any(keyword(['drum']), context('level', { equals: 2 })) },
    nextStates: { go: 'ask', turn: 'ask', leave: 'bye' },
  }
  const flow = flowOf({ ask, bye: end })
  expect(verdictOn({ never: 'bye' }, flow)).toBe('proved')
  expect(verdictOn({ alwaysCan: 'bye' }, flow)).toBe('violated')
  expect(verdictOn({ never: 'bye' }, { ...flow, initialContext: { level: 2 } })).toBe('violated')
})

test('a later transition with the same keyword takes no message from an earlier one', () => {
  const ask: FlowState = {
    prompt: { say: 'Well?' },
    transitions: { go: keyword(['cloud']), turn: all(keyword(['cloud']), not(context('level', { gte: 1 }))), leave: keyword(['cloud']) },
    nextStates: { go: 'ask', turn: 'bye', leave: 'ask' },
  }
  expect(verdictOn({ never: 'bye' }, flowOf({ ask, bye: end }))).toBe('proved')
  const longer = { ...ask, transitions: { ...ask.transitions, leave: keyword(['cloud', 'cloud nine']) } }
  expect(verdictOn({ never: 'bye' }, flowOf({ ask: longer, bye: end }))).toBe('violated')
})

test('what takes the words has to be tried together with what it takes them from', () => {
  const isOdd = llmClassifier({ prompt: 'Is it odd?', targetClass: 'yes' })
  const ask: FlowState = {
    prompt: { say: 'Well?' },
    on: { 'level.set': { saveAs: 'level' } },
    transitions: { open: all(keyword(['drum']), context('level', { equals: 0 })), odd: isOdd, leave: keyword(['drum']) },
    nextStates: { open: 'ask', odd: 'ask', leave: 'bye' },
  }
  const flow = flowOf({ ask, bye: end }, { events: { 'level.set': {} }, initialContext: { level: 1 } })
  expect(verdictOn({ never: 'bye' }, flow)).toBe('violated')
  // The message is understood while the level is 1; then it is 0, and nothing tries the first way again.
  const later = {
    ...ask,
    transitions: { open: ask.transitions?.['open'] ?? isOdd, odd: isOdd, leave: all(keyword(['drum']), context('level', { equals: 0 })) },
  }
  expect(verdictOn({ never: 'bye' }, { ...flow, states: { ask: later, bye: end } })).toBe('fail')
})

test('what takes the words before a model is asked leaves none of them to what is tried when it has failed', () => {
  const isOdd = llmClassifier({ prompt: 'Is it odd?', targetClass: 'yes' })
  const first = all(keyword(['drum']), context('level', { equals: 0 }))
  const ask: FlowState = {
    prompt: { say: 'Well?' },
    on: { 'level.set': { saveAs: 'level' } },
    transitions: { go: first, odd: isOdd, leave: keyword(['drum']) },
    nextStates: { go: 'ask', odd: 'ask', leave: 'bye' },
  }
  const unset = { ...ask, on: {} }
  const flow = flowOf({ ask: unset, bye: end })
  expect(verdictOn({ never: 'bye' }, flow)).toBe('proved')
  const events = { events: { 'level.set': {} } }
  expect(verdictOn({ never: 'bye' }, flowOf({ ask, bye: end }, events))).toBe('violated')
  const asked = { ...unset, transitions: { odd: isOdd, go: first, leave: keyword(['drum']) } }
  expect(verdictOn({ never: 'bye' }, flowOf({ ask: asked, bye: end }))).toBe('fail')
})

test('what an actor gives can take the place of what is there', () => {
  const work: FlowState = { prompt: { say: 'Wait.' }, advanceTo: 'ask', invoke: { src: 'work' } }
  const ask: FlowState = {
    prompt: { say: 'Well?' },
    transitions: { high: context('level', { gte: 1 }), low: keyword(['drum']) },
    nextStates: { high: 'seen', low: 'bye' },
  }
  const seen: FlowState = { prompt: { say: 'So?' }, transitions: { go: keyword(['drum']) }, nextStates: { go: 'work' } }
  expect(verdictOn({ never: 'bye', after: 'seen' }, flowOf({ work, ask, seen, bye: end }))).toBe('violated')
})
