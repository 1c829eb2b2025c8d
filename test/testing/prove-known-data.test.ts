// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import { all, always, type ContextTest, context, extract, type FlowState, keyword } from 'talkchart'
import { expect, test } from 'vitest'
import { bye, flowOf, gone, hears, type Known, verdictsOn, worded } from './known-verdicts.js'

const events = { events: { 'money.paid': {} } }
const work = (to: string, invoke: Partial<NonNullable<FlowState['invoke']>> = {}): FlowState => ({
  prompt: { say: 'Wait.' },
  advanceTo: to,
  invoke: { src: 'work', ...invoke },
})

/** Leads to `yes` where the data pass a test, and else to `no`. */
function decides(path: string, is: ContextTest, yes: string, no: string): FlowState {
  return { transitionsOn: 'entry', transitions: { yes: context(path, is), no: always() }, nextStates: { yes, no } }
}

const cases: Readonly<Record<string, Known>> = {
  'what a transition sets is so': {
    flow: flowOf({
      ask: hears({ acorn: { to: 'check', set: { level: 2 } }, brick: 'check' }),
      check: decides('level', { equals: 2 }, 'bye', 'gone'),
      bye,
      gone,
    }),
    proved: [
      { never: 'bye', until: { transition: 'ask.acorn' } },
      { never: 'gone', until: { transition: 'ask.brick' } },
      { always: { data: 'level', in: [0, 2] } },
    ],
    violated: [{ never: 'bye' }, { never: 'gone' }, { always: { data: 'level', equals: 0 } }],
  },
  'what a state sets is so after it is entered': {
    flow: flowOf({
      ask: hears({ acorn: 'check' }),
      check: { ...decides('level', { equals: 2 }, 'bye', 'gone'), set: { level: 2 } },
      bye,
      gone,
    }),
    proved: [{ never: 'gone' }, { never: { data: 'level', equals: 2 }, until: 'check' }],
    violated: [{ never: 'bye' }, { always: { data: 'level', equals: 0 } }],
  },
  'null takes away': {
    flow: flowOf({
      ask: hears({ acorn: { to: 'check', set: { level: null } } }),
      check: decides('level', { exists: true }, 'gone', 'bye'),
      bye,
      gone,
    }),
    proved: [{ never: 'gone' }],
    violated: [{ always: { data: 'level', exists: true } }],
  },
  'what is reset has its first value': {
    flow: flowOf(
      {
        ask: hears({ acorn: { to: 'next', set: { level: 2, other: 1 } } }),
        next: hears({ brick: { to: 'check', reset: ['level'] }, cloud: { to: 'check', reset: true }, lamp: 'check' }),
        check: decides('level', { equals: 1 }, 'more', 'gone'),
        more: decides('other', { exists: true }, 'bye', 'done'),
        bye,
        done: bye,
        gone,
      },
      { initialContext: { level: 1 } },
    ),
    proved: [
      { never: 'gone', until: { transition: 'next.lamp' } },
      { never: 'done', until: { transition: 'next.cloud' } },
      { never: 'bye', until: { transition: 'next.brick' } },
    ],
    violated: [{ never: 'gone' }, { never: 'bye' }, { never: 'done' }],
  },
  'what is reset and set is set': {
    flow: flowOf({
      ask: hears({ acorn: { to: 'check', reset: true, set: { level: 2 } } }),
      check: decides('level', { equals: 2 }, 'bye', 'gone'),
      bye,
      gone,
    }),
    proved: [{ never: 'gone' }],
    violated: [{ never: 'bye' }],
  },
  'what a template gives may be anything': {
    flow: flowOf(
      {
        ask: hears({ acorn: { to: 'check', set: { level: '{{other}}' } } }),
        check: decides('level', { equals: 2 }, 'bye', 'gone'),
        bye,
        gone,
      },
      { initialContext: { level: 0, other: 2 } },
    ),
    violated: [{ never: 'bye' }],
    undecided: [{ never: 'gone' }],
  },
  'what is put inside makes what holds it': {
    flow: flowOf({ ask: hears({ acorn: { to: 'next', set: { 'order.id': 1 } } }), next: bye }),
    proved: [{ never: { data: 'order', exists: true }, until: 'next' }],
    violated: [{ never: { data: 'order', exists: true } }],
  },
  'what a template puts inside makes what holds it': {
    flow: flowOf({ ask: hears({ acorn: { to: 'next', set: { 'order.id': '{{level}}' } } }), next: bye }),
    violated: [{ never: { data: 'order', exists: true } }],
  },
  'what holds it is put, and with it what is inside': {
    flow: flowOf({
      ask: hears({ acorn: { to: 'check', set: { order: { id: 5 } } }, brick: 'check' }),
      check: decides('order.id', { gt: 3 }, 'bye', 'gone'),
      bye,
      gone,
    }),
    proved: [
      { never: 'bye', until: { transition: 'ask.acorn' } },
      { never: 'gone', until: { transition: 'ask.brick' } },
    ],
    violated: [{ never: 'bye' }],
  },
  'what stands in the way of a path keeps it': {
    flow: flowOf({
      work: work('ask', { saveAs: 'order' }),
      ask: hears({ acorn: { to: 'check', set: { 'order.id': 5 } } }),
      check: decides('order.id', { gt: 3 }, 'bye', 'gone'),
      bye,
      gone,
    }),
    violated: [{ never: 'bye' }],
    undecided: [{ never: 'gone' }],
  },
  'a part that is tested as well as the whole': {
    flow: flowOf(
      { ask: hears({ acorn: 'check' }), check: decides('order.id', { gt: 3 }, 'bye', 'gone'), bye, gone },
      { initialContext: { order: {} } },
    ),
    undecided: [{ never: 'end', until: { data: 'order', exists: true } }],
  },
  'what an actor gives is in the data': {
    flow: flowOf({ work: work('check'), check: decides('level', { gte: 3 }, 'bye', 'gone'), bye, gone }),
    proved: [
      { never: 'end', until: { worked: 'work' } },
      { atMost: 1, of: 'worked' },
    ],
    violated: [{ never: 'bye' }, { never: 'gone' }, { never: { worked: 'work' } }, { always: { data: 'level', equals: 0 } }],
    fail: [{ atMost: 0, of: { failed: 'work' } }],
  },
  'what an actor gives is kept under its key alone': {
    flow: flowOf({ work: work('check', { saveAs: 'order' }), check: decides('level', { gte: 3 }, 'bye', 'gone'), bye, gone }),
    proved: [{ never: 'bye' }, { always: { data: 'level', equals: 0 } }],
    violated: [{ never: { data: 'order', gt: 3 } }, { never: { data: 'order', in: ['x', 'y'] } }, { never: { data: 'order', lt: -5 } }],
  },
  'what went wrong with an actor is kept until it goes well': {
    flow: flowOf({
      work: work('check', { saveAs: 'order', saveErrorAs: 'wrong', onError: 'check' }),
      check: decides('wrong', { exists: true }, 'again', 'bye'),
      again: hears({ acorn: 'work' }),
      bye,
    }),
    proved: [{ never: 'again', after: { worked: 'work' }, until: 'failed' }],
    violated: [{ never: 'bye' }],
    fail: [{ never: 'again' }, { never: { data: 'wrong', exists: true } }],
  },
  'what an event brings is kept': {
    flow: flowOf(
      {
        ask: hears({ acorn: 'check' }, { on: { 'money.paid': { saveAs: 'level' } } }),
        check: decides('level', { gt: 3 }, 'bye', 'gone'),
        bye,
        gone,
      },
      events,
    ),
    proved: [
      { never: 'bye', until: { event: 'money.paid' } },
      { never: { data: 'level', gt: 0 }, until: { event: 'money.paid' } },
    ],
    violated: [{ never: 'bye' }, { always: { data: 'level', exists: true } }],
  },
  'what an event brings is there where it leads': {
    flow: flowOf(
      {
        ask: hears({ acorn: 'ask' }, { on: { 'money.paid': { to: 'check', saveAs: 'level' } } }),
        check: decides('level', { gt: 3 }, 'bye', 'gone'),
        bye,
        gone,
      },
      events,
    ),
    proved: [{ never: 'end', until: { event: 'money.paid' } }],
    violated: [{ never: 'bye' }, { never: 'gone' }],
  },
  'what a model finds is there at once, and later': {
    flow: flowOf({
      ask: {
        prompt: { say: 'How much?' },
        extract: extract({ fields: { level: { type: 'number' } } }),
        transitions: { high: context('level', { gt: 5 }), on: keyword(['acorn']) },
        nextStates: { high: 'bye', on: 'check' },
      },
      check: decides('level', { lt: 0 }, 'low', 'gone'),
      low: gone,
      bye,
      gone,
    }),
    proved: [{ never: 'end', until: 'called', fails: 'never' }, { always: { data: 'level', exists: true } }],
    violated: [{ never: 'bye' }, { never: 'low' }, { never: 'gone' }, { always: { data: 'level', lt: 1 } }],
  },
  'what a model finds is there for the message that told it': {
    flow: flowOf({
      ask: {
        prompt: { say: 'How much?' },
        extract: extract({ fields: { level: { type: 'number' } } }),
        transitions: { high: context('level', { gt: 5 }) },
        nextStates: { high: 'bye' },
        noMatch: { max: 0, to: 'gone' },
      },
      bye,
      gone,
    }),
    proved: [{ never: 'gone', after: { data: 'level', gt: 5 } }],
    violated: [{ never: 'bye' }, { never: 'gone' }],
  },
  'a model that finds something may find other words': {
    flow: flowOf(
      {
        ask: hears({ acorn: 'ask' }, { extract: extract({ fields: { mood: { type: 'string' } } }) }),
      },
      { initialContext: { mood: 'good' } },
    ),
    violated: [{ always: { data: 'mood', equals: 'good' } }],
  },
  'what a model finds in a reply is there after it': {
    flow: flowOf({
      ask: hears({ acorn: 'check' }, { ...worded, extract: extract({ from: 'reply', fields: { level: { type: 'number' } } }) }),
      check: decides('level', { gt: 5 }, 'bye', 'gone'),
      bye,
      gone,
    }),
    proved: [{ never: { data: 'level', gt: 5 }, until: { said: 'ask' } }],
    violated: [{ never: 'bye' }, { never: 'gone' }, { never: { data: 'level', gt: 5 }, until: 'user' }],
    fail: [{ never: 'user', until: 'called' }],
  },
  'a function of the flow may find more than its fields': {
    flow: flowOf(
      { ask: hears({ acorn: 'ask' }, { extract: extract({ fields: { mood: { type: 'string' } }, run: () => ({}) }) }) },
      { initialContext: { mood: 'good', level: 0 } },
    ),
    violated: [{ always: { data: 'level', equals: 0 } }],
  },
  'between two bounds there are numbers': {
    flow: flowOf({ work: work('ask', { saveAs: 'level' }), ask: hears({ acorn: 'ask' }) }),
    violated: [
      { never: { data: 'level', gt: 1, lt: 3 } },
      { never: { data: 'level', gt: 7 } },
      { never: { data: 'level', gte: 7 } },
      { never: { data: 'level', lt: -7 } },
      { never: { data: 'level', lte: -7 } },
      { never: { data: 'level', in: [7, 'seven'] } },
      { never: { data: 'level', exists: false } },
      { always: { data: 'level', in: [0, 1, 2] } },
      { always: { data: 'level', exists: true } },
    ],
  },
  'more data than are told apart': {
    flow: flowOf(
      {
        work: work('one'),
        one: decides('a', { equals: 1 }, 'two', 'gone'),
        two: decides('b', { in: [1, 2, 3] }, 'three', 'gone'),
        three: decides('c', { gt: 5 }, 'four', 'gone'),
        four: decides('d', { exists: true }, 'five', 'gone'),
        five: decides('e', { lt: 5 }, 'six', 'gone'),
        six: decides('f', { gt: 5 }, 'bye', 'gone'),
        bye,
        gone,
      },
      { initialContext: { a: 0, b: 0, c: 0, e: 9, f: 0, wanted: 0 } },
    ),
    proved: [{ never: 'bye', until: 'six' }],
    undecided: [{ never: 'bye' }],
    violated: [{ never: 'gone' }, { never: { data: 'wanted', gt: 5 } }, { always: { data: 'wanted', exists: true } }],
  },
  'data that come between two ways': {
    flow: flowOf({
      ask: {
        prompt: { say: 'Well?' },
        transitions: { low: all(keyword(['acorn']), context('level', { lt: 1 })), high: keyword(['acorn']), turn: keyword(['brick']) },
        nextStates: { low: 'bye', high: 'gone', turn: { to: 'ask', set: { level: 5 } } },
      },
      bye,
      gone,
    }),
    proved: [
      { never: 'gone', until: { transition: 'ask.turn' } },
      { never: 'bye', after: { transition: 'ask.turn' } },
    ],
    violated: [{ never: 'bye' }, { never: 'gone' }],
  },
}

test.each(Object.entries(cases))('%s', (_, known) => {
  const { found, known: wanted } = verdictsOn(known)
  expect(found).toEqual(wanted)
})
