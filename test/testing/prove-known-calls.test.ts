// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import { always, context, type FlowState, keyword } from 'talkchart'
import { expect, test } from 'vitest'
import { bye, flowOf, gone, hears, type Known, verdictsOn } from './known-verdicts.js'

const events = { events: { 'money.paid': {} } }
const called = (call: string, nextStates: NonNullable<FlowState['nextStates']>): FlowState => ({ call, nextStates })
const pin = { pin: { initialState: 'ask', states: { ask: hears({ acorn: 'known', brick: 'ask' }), known: {} } } }

const cases: Readonly<Record<string, Known>> = {
  'each call state has its own outcome': {
    flow: flowOf(
      {
        ask: hears({ acorn: 'first', brick: 'second' }),
        first: called('pin', { known: 'bye' }),
        second: called('pin', { known: 'gone' }),
        bye: hears({ cloud: 'ask' }),
        gone: hears({ cloud: 'ask' }),
      },
      { flows: pin },
    ),
    proved: [
      { never: 'bye', after: 'second', until: 'first' },
      { never: 'gone', after: 'first', until: 'second' },
      { never: { transition: 'first.known', to: 'gone' } },
    ],
    violated: [{ never: 'bye' }, { never: 'gone' }, { never: { transition: 'second.known' } }, { never: 'gone', after: 'bye' }],
  },
  'each digression has its own outcome': {
    flow: flowOf(
      {
        ask: hears({
          lamp: { call: 'pin', nextStates: { known: 'own' } },
          drum: { call: 'pin', nextStates: { known: 'other' } },
          cloud: { call: 'pin' },
        }),
        own: hears({ cloud: 'ask' }),
        other: hears({ cloud: 'ask' }),
        paid: hears({ cloud: 'ask' }),
        away: hears({ cloud: 'ask' }),
      },
      {
        flows: pin,
        ...events,
        on: { 'money.paid': { call: 'pin', nextStates: { known: 'paid' } } },
        globalTransitions: { lost: keyword(['everywhere']) },
        globalNextStates: { lost: { call: 'pin', nextStates: { known: 'away' } } },
      },
    ),
    proved: [
      { never: ['other', 'paid', 'away'], after: { transition: 'ask.lamp' }, until: ['own', { event: 'money.paid' }] },
      { never: ['own', 'paid', 'away'], after: { transition: 'ask.drum' }, until: ['other', { event: 'money.paid' }] },
      { never: ['own', 'other', 'away'], after: { event: 'money.paid' }, until: ['paid', { said: 'ask' }] },
      { never: ['own', 'other', 'paid'], after: { transition: 'global.lost' }, until: ['away', { event: 'money.paid' }] },
      { never: ['own', 'other', 'paid', 'away'], after: { transition: 'ask.cloud' }, until: [{ said: 'ask' }, { event: 'money.paid' }] },
    ],
    violated: [
      { never: 'own' },
      { never: 'other' },
      { never: 'paid' },
      { never: 'away' },
      { never: { said: 'ask' }, after: { transition: 'ask.cloud' } },
      { never: { transition: 'global.known' } },
    ],
  },
  'a flow on the stack is not called again, however deep': {
    flow: flowOf(
      { ask: hears({ acorn: { call: 'pin' }, brick: { call: 'tip' } }) },
      {
        flows: {
          pin: { initialState: 'ask', states: { ask: hears({ brick: { call: 'tip' }, cloud: 'done' }), done: {} } },
          tip: { initialState: 'ask', states: { ask: hears({ acorn: { call: 'pin' }, lamp: 'done' }), done: {} } },
        },
      },
    ),
    proved: [{ never: { transition: 'tip/ask.acorn' }, after: { transition: 'pin/ask.brick' }, until: { said: 'ask' } }],
    violated: [
      { never: 'pin/ask', after: 'tip/ask' },
      { never: { transition: 'tip/ask.acorn' } },
      { never: { said: 'pin/ask' }, after: { transition: 'tip/ask.lamp' }, until: { said: 'ask' } },
    ],
  },
  'a flow that calls one comes back to what called it': {
    flow: flowOf(
      { ask: hears({ acorn: 'login' }), login: called('pin', { known: 'bye', lost: 'gone' }), bye, gone },
      {
        flows: {
          pin: {
            initialState: 'ask',
            states: {
              ask: hears({ acorn: 'check' }),
              check: called('tip', { done: 'then' }),
              then: hears({ acorn: 'known', brick: 'lost' }),
              known: {},
              lost: {},
            },
          },
          tip: { initialState: 'ask', states: { ask: hears({ acorn: 'done' }), done: {} } },
        },
      },
    ),
    proved: [
      { never: 'end', until: 'pin/then' },
      { never: 'bye', until: { transition: 'pin/then.acorn' } },
    ],
    violated: [{ never: 'bye' }, { never: 'gone' }, { never: { transition: 'login.known' } }, { never: { transition: 'pin/check.done' } }],
  },
  'out of a called flow leads what is heard everywhere, and what was called is over': {
    flow: flowOf(
      { ask: hears({ acorn: 'login' }), login: called('pin', { known: 'bye' }), other: hears({ acorn: 'login' }), bye },
      { flows: pin, globalTransitions: { away: keyword(['cloud']) }, globalNextStates: { away: 'other' } },
    ),
    proved: [{ never: 'bye', after: { transition: 'global.away' }, until: 'login' }],
    violated: [
      { never: 'bye', after: { transition: 'global.away' } },
      { never: 'other', after: 'pin/ask' },
    ],
  },
  'a state that comes back has its misses begin anew': {
    flow: flowOf({ ask: hears({ acorn: 'bye', brick: { call: 'pin' } }, { noMatch: { max: 1, to: 'gone' } }), bye, gone }, { flows: pin }),
    proved: [{ atMost: 2, of: { missed: 'ask' }, per: 'pin/known' }],
    violated: [
      { atMost: 2, of: { missed: 'ask' } },
      { atMost: 1, of: { missed: 'ask' }, per: 'pin/known' },
    ],
  },
  'what a called flow counts begins anew when it has ended': {
    flow: flowOf(
      { ask: hears({ cloud: 'login' }), login: called('pin', { known: 'ask', over: 'ask' }) },
      {
        flows: {
          pin: {
            initialState: 'ask',
            states: { ask: hears({ lamp: 'ask', acorn: 'known' }, { maxLoops: 2, onLimit: 'over' }), known: {}, over: {} },
          },
        },
        globalTransitions: { away: keyword(['brick']) },
        globalNextStates: { away: 'ask' },
      },
    ),
    // Who leaves it in another way has it go on counting.
    proved: [
      { atMost: 2, of: 'pin/ask', per: ['pin/known', 'pin/over', 'end'] },
      { never: { limit: 'maxLoops' }, until: 'pin/ask' },
    ],
    violated: [{ atMost: 2, of: 'pin/ask' }, { atMost: 1, of: 'pin/ask' }, { never: 'pin/over' }, { never: { end: 'limit' } }],
  },
  'what a flow counts begins anew when it has come back': {
    flow: flowOf(
      { ask: hears({ cloud: { call: 'pin' } }) },
      { flows: { pin: { initialState: 'ask', states: { ask: hears({ lamp: 'ask', acorn: 'known' }, { maxLoops: 2 }), known: {} } } } },
    ),
    proved: [{ atMost: 2, of: 'pin/ask', per: 'pin/known' }],
    violated: [
      { atMost: 2, of: 'pin/ask' },
      { never: { limit: 'maxLoops' }, after: 'pin/known' },
    ],
  },
  'an event waits for a state further down': {
    flow: flowOf(
      { ask: hears({ acorn: { call: 'pin' } }, { on: { 'money.paid': 'paid' } }), paid: gone },
      {
        flows: {
          ...pin,
          pin: { initialState: 'ask', states: { ask: hears({ brick: { call: 'tip' }, acorn: 'known' }), known: {} } },
          tip: { initialState: 'ask', states: { ask: hears({ acorn: 'done' }), done: {} } },
        },
        ...events,
      },
    ),
    proved: [{ never: 'paid', after: 'tip/ask', until: { said: 'pin/ask' } }],
    violated: [{ never: 'paid', after: 'tip/ask' }],
  },
  'a flow that ends has no other begin anew, though their names begin alike': {
    flow: flowOf(
      { ask: hears({ acorn: 'login' }), login: called('pins', { known: 'bye' }), bye },
      {
        flows: {
          pin: { initialState: 'ask', states: { ask: hears({ acorn: 'done' }), done: {} } },
          pins: {
            initialState: 'ask',
            states: { ask: hears({ acorn: 'known', brick: { call: 'pin' }, cloud: 'ask' }, { maxLoops: 1 }), known: {} },
          },
        },
      },
    ),
    proved: [{ atMost: 1, of: 'pins/ask' }],
    violated: [{ never: { limit: 'maxLoops' }, after: 'pin/done' }],
  },
  'an event waits for the state that takes it': {
    flow: flowOf(
      { ask: hears({ acorn: { call: 'pin' }, brick: 'bye' }, { on: { 'money.paid': 'paid' } }), bye, paid: gone },
      { flows: pin, ...events },
    ),
    proved: [
      { never: 'paid', after: 'bye' },
      { never: 'end', after: 'pin/ask', until: { said: 'ask' } },
    ],
    violated: [{ never: 'paid' }, { never: { event: 'money.paid' }, after: 'pin/known' }],
  },
  'an event that the flow takes is taken in what it calls': {
    flow: flowOf(
      { ask: hears({ acorn: 'login' }), login: called('pin', { known: 'bye' }), bye, paid: gone },
      { flows: pin, ...events, on: { 'money.paid': 'paid' } },
    ),
    violated: [{ never: 'paid', after: 'pin/ask' }],
    proved: [{ never: 'bye', until: 'pin/known' }],
  },
  'an outcome is entered with the data of the flow that ends': {
    flow: flowOf(
      {
        login: called('pin', { known: 'check' }),
        check: {
          transitionsOn: 'entry',
          transitions: { high: context('level', { gte: 1 }), else: always() },
          nextStates: { high: 'bye', else: 'gone' },
        },
        bye,
        gone,
      },
      { flows: { pin: { initialState: 'ask', states: { ask: hears({ acorn: { to: 'known', set: { level: 1 } } }), known: {} } } } },
    ),
    proved: [{ never: 'gone' }],
    violated: [{ never: 'bye' }],
  },
}

test.each(Object.entries(cases))('%s', (_, known) => {
  const { found, known: wanted } = verdictsOn(known)
  expect(found).toEqual(wanted)
})
