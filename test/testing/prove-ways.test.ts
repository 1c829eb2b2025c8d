import {
  all,
  type ConversationFlow,
  context,
  event,
  extract,
  type FlowState,
  fields,
  guard,
  keyword,
  llmClassifier,
  regex,
} from 'talkchart'
import { type Property, proveFlow } from 'talkchart/testing'
import { expect, test } from 'vitest'

const bye: FlowState = { prompt: { say: 'Goodbye.' } }
const paid: FlowState = { prompt: { say: 'Thank you.' } }

/** Hears the word "on", which leads on, and the word "again". */
function ask(on: string, again: string, rest: Partial<FlowState> = {}): FlowState {
  const asking = { prompt: { say: 'Well?' }, transitions: { on: keyword(['on']), again: keyword(['again']) }, nextStates: { on, again } }
  return { ...asking, ...rest }
}

/** Hears the word "again" alone. */
function stuck(state: string, rest: Partial<FlowState> = {}): FlowState {
  return { prompt: { say: 'Well?' }, transitions: { again: keyword(['again']) }, nextStates: { again: state }, ...rest }
}

/** The same, with a way on that no data open. */
function shut(state: string, on: string, rest: Partial<FlowState> = {}): FlowState {
  const transitions = { again: keyword(['again']), on: all(keyword(['on']), context('level', { equals: 9 })) }
  return { prompt: { say: 'Well?' }, transitions, nextStates: { again: state, on }, ...rest }
}

function flowOf(states: Readonly<Record<string, FlowState>>, rest: Partial<ConversationFlow> = {}): ConversationFlow {
  return { name: 'ways', initialState: Object.keys(states)[0] ?? '', initialContext: { level: 0 }, states, ...rest }
}

const help = (states: Readonly<Record<string, FlowState>>) => ({ flows: { help: { initialState: Object.keys(states)[0] ?? '', states } } })
const helping = { globalTransitions: { help: keyword(['help']) }, globalNextStates: { help: { call: 'help' } } }
const person = { globalTransitions: { person: keyword(['person']) }, globalNextStates: { person: 'bye' } }
const events = { events: { 'money.paid': {} } }
const end: Property = { alwaysCan: 'end' }
const size = { ask: { say: 'Which size?' }, from: { choices: { small: ['small'], large: ['large'] } } } as const
const isOdd = llmClassifier({ prompt: 'Is it odd?', targetClass: 'yes' })

interface Case {
  readonly flow: ConversationFlow
  readonly property: Property
  readonly verdict: 'proved' | 'violated' | 'fail' | 'undecided'
}

const cases: Readonly<Record<string, Case>> = {
  'a digression comes back, and what was on goes on': {
    flow: flowOf({ ask: ask('bye', 'ask'), bye }, { ...help({ tip: ask('done', 'tip'), done: {} }), ...helping }),
    property: end,
    verdict: 'proved',
  },
  'a called flow that never ends keeps the talk': {
    flow: flowOf({ ask: ask('bye', 'ask'), bye }, { ...help({ tip: stuck('tip'), done: {} }), ...helping }),
    property: end,
    verdict: 'violated',
  },
  'out of a called flow leads what is heard everywhere': {
    flow: flowOf(
      { ask: { call: 'help', nextStates: { done: 'bye' } }, bye },
      { ...help({ tip: shut('tip', 'done'), done: {} }), ...person },
    ),
    property: end,
    verdict: 'proved',
  },
  'a state of a called flow may decline what is heard everywhere': {
    flow: flowOf(
      { ask: { call: 'help', nextStates: { done: 'bye' } }, bye },
      { ...help({ tip: shut('tip', 'done', { globals: false }), done: {} }), ...person },
    ),
    property: end,
    verdict: 'violated',
  },
  'a flow that is active is not called again, and can be once it has ended': {
    flow: flowOf({ ask: ask('ask', 'ask') }, { ...help({ tip: ask('more', 'more'), more: ask('done', 'more'), done: {} }), ...helping }),
    property: { alwaysCan: 'help/tip' },
    verdict: 'proved',
  },
  'a flow that is active and never ends is not called again': {
    flow: flowOf({ ask: ask('ask', 'ask') }, { ...help({ tip: ask('more', 'more'), more: stuck('more'), done: {} }), ...helping }),
    property: { alwaysCan: 'help/tip' },
    verdict: 'violated',
  },
  'an outcome leads where who called says': {
    flow: flowOf(
      { ask: { call: 'help', nextStates: { done: 'lost', gone: 'bye' } }, lost: stuck('lost'), bye },
      help({ tip: ask('gone', 'tip'), done: {}, gone: {} }),
    ),
    property: end,
    verdict: 'proved',
  },
  'the one outcome that can come leads to where nothing does': {
    flow: flowOf(
      { ask: { call: 'help', nextStates: { done: 'lost', gone: 'bye' } }, lost: stuck('lost'), bye },
      help({ tip: ask('done', 'tip'), never: ask('gone', 'tip'), done: {}, gone: {} }),
    ),
    property: end,
    verdict: 'violated',
  },
  'what a called flow counts begins anew with each call': {
    flow: flowOf(
      { ask: { call: 'help', nextStates: { done: 'ask', over: 'ask' } } },
      help({ tip: ask('tip', 'done', { maxLoops: 2, onLimit: 'over' }), done: {}, over: {} }),
    ),
    property: { alwaysCan: { transition: 'help/tip.on' } },
    verdict: 'proved',
  },
  'an event that a state waits for on the stack is held, and taken later': {
    flow: flowOf(
      { ask: ask('ask', 'ask', { on: { 'money.paid': 'paid' } }), paid },
      { ...help({ tip: ask('done', 'tip'), done: {} }), ...helping, ...events },
    ),
    property: { alwaysCan: 'paid' },
    verdict: 'proved',
  },
  'a state that waits for an event has it come': {
    flow: flowOf(
      { ask: ask('wait', 'ask'), wait: { prompt: { say: 'Wait.' }, transitionsOn: 'event', on: { 'money.paid': 'paid' } }, paid },
      events,
    ),
    property: { alwaysCan: 'paid' },
    verdict: 'proved',
  },
  'an event that only another state takes leads nowhere': {
    flow: flowOf({ ask: ask('lost', 'ask', { on: { 'money.paid': 'paid' } }), lost: stuck('lost'), paid }, events),
    property: { alwaysCan: 'paid' },
    verdict: 'violated',
  },
  'an event brings what leads on': {
    flow: flowOf(
      {
        ask: {
          prompt: { say: 'Well?' },
          on: { 'money.paid': { saveAs: 'level' } },
          transitions: { on: all(keyword(['on']), context('level', { gt: 5 })) },
          nextStates: { on: 'bye' },
        },
        bye,
      },
      events,
    ),
    property: end,
    verdict: 'proved',
  },
  'an event calls a flow, after which the talk goes on': {
    flow: flowOf(
      { ask: ask('bye', 'ask', { on: { 'money.paid': { call: 'help', nextStates: { done: 'paid' } } } }), paid, bye },
      { ...help({ tip: ask('done', 'tip'), done: {} }), ...events },
    ),
    property: { alwaysCan: 'paid' },
    verdict: 'proved',
  },
  'fields are told, one by one': {
    flow: flowOf(
      { ask: { collect: ['name', 'size'], nextStates: { collected: 'bye' } }, bye },
      { fields: fields({ name: { from: 'text', ask: { say: 'Your name?' } }, size }) },
    ),
    property: end,
    verdict: 'proved',
  },
  'fields are told, and what they say leads nowhere': {
    flow: flowOf(
      {
        ask: { collect: ['size'], nextStates: { collected: 'later' } },
        later: {
          prompt: { say: 'Then?' },
          transitions: { on: all(keyword(['on']), context('size', { equals: 'huge' })), again: keyword(['again']) },
          nextStates: { on: 'bye', again: 'later' },
        },
        bye,
      },
      { fields: fields({ size }) },
    ),
    property: end,
    verdict: 'violated',
  },
  'of what a field may be one value leads on': {
    flow: flowOf(
      {
        ask: { collect: ['size'], nextStates: { collected: 'later' } },
        later: {
          prompt: { say: 'Then?' },
          transitions: { on: all(keyword(['on']), context('size', { equals: 'large' })), again: keyword(['again']) },
          nextStates: { on: 'bye', again: { to: 'ask', reset: ['size'] } },
        },
        bye,
      },
      { fields: fields({ size }) },
    ),
    property: end,
    verdict: 'proved',
  },
  'what is misunderstood too often leads away from the fields': {
    flow: flowOf(
      {
        ask: { collect: ['size'], nextStates: { collected: 'more' }, noMatch: { max: 1, to: 'bye' } },
        more: stuck('more', { nextStates: { again: { to: 'ask', reset: ['size'] } } }),
        bye,
      },
      { fields: fields({ size }) },
    ),
    property: { alwaysCan: 'bye' },
    verdict: 'proved',
  },
  'a model finds what leads on': {
    flow: flowOf({
      ask: {
        prompt: { say: 'How much?' },
        extract: extract({ fields: { level: { type: 'number' } } }),
        transitions: { on: context('level', { gt: 5 }) },
        nextStates: { on: 'bye' },
      },
      bye,
    }),
    property: end,
    verdict: 'proved',
  },
  'what a function of the flow answers is not known': {
    flow: flowOf({ ask: { prompt: { say: 'Well?' }, transitions: { on: guard('mayGo') }, nextStates: { on: 'bye' } }, bye }),
    property: end,
    verdict: 'undecided',
  },
  'what a model answers may lead to where nothing leads on': {
    flow: flowOf({
      ask: { prompt: { say: 'Well?' }, transitions: { odd: isOdd, on: keyword(['on']) }, nextStates: { odd: 'lost', on: 'bye' } },
      lost: stuck('lost'),
      bye,
    }),
    property: end,
    verdict: 'violated',
  },
  'words for a pattern are found': {
    flow: flowOf({ ask: { prompt: { say: 'Well?' }, transitions: { on: regex('^[0-9]{4}$') }, nextStates: { on: 'bye' } }, bye }),
    property: end,
    verdict: 'proved',
  },
  'a resumed state has its misses begin anew': {
    flow: flowOf(
      { ask: stuck('ask', { noMatch: { max: 1, to: 'bye' } }), bye },
      { ...help({ tip: ask('done', 'tip'), done: {} }), ...helping },
    ),
    property: end,
    verdict: 'proved',
  },
  'a failed actor waits, and is asked once more': {
    flow: flowOf({ ask: ask('work', 'ask'), work: { prompt: { say: 'Wait.' }, invoke: { src: 'work' }, advanceTo: 'bye' }, bye }),
    property: end,
    verdict: 'proved',
  },
  'a failed actor that leads to where nothing leads on': {
    flow: flowOf({
      ask: ask('work', 'ask'),
      work: { prompt: { say: 'Wait.' }, invoke: { src: 'work', onError: 'lost' }, advanceTo: 'bye' },
      lost: stuck('lost'),
      bye,
    }),
    property: end,
    verdict: 'fail',
  },
  'an event can not bring what its schema forbids': {
    flow: flowOf(
      {
        ask: {
          prompt: { say: 'Well?' },
          on: { 'level.set': { saveAs: 'level' } },
          transitions: { on: all(keyword(['on']), context('level', { gt: 5 })) },
          nextStates: { on: 'bye' },
        },
        bye,
      },
      { events: { 'level.set': event({ payload: { type: 'number', maximum: 3 } }) } },
    ),
    property: end,
    verdict: 'undecided',
  },
  'a model can not find what the schema of a field forbids': {
    flow: flowOf({
      ask: {
        prompt: { say: 'How much?' },
        extract: extract({ fields: { level: { type: 'number', maximum: 3 } } }),
        transitions: { on: context('level', { gt: 5 }) },
        nextStates: { on: 'bye' },
      },
      bye,
    }),
    property: end,
    verdict: 'undecided',
  },
  'a model is told of a field, and the words that led there tell nothing of it': {
    flow: flowOf(
      { ask: ask('tell', 'ask'), tell: { collect: ['colour'], nextStates: { collected: 'bye' } }, bye },
      { fields: fields({ colour: { ask: { say: 'Which colour?' } } }) },
    ),
    property: end,
    verdict: 'proved',
  },
}

test.each(Object.entries(cases))('%s', (_, { flow, property, verdict }) => {
  const [found] = proveFlow(flow, { properties: { it: property } })
  expect([found?.calls ?? found?.verdict, found?.because]).toEqual([verdict, expect.anything()])
})
