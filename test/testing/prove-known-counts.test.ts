// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import { type FlowState, llmClassifier } from 'talkchart'
import { type Property, proveFlow } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { bye, flowOf, gone, hears, type Known, verdictsOn, worded } from './known-verdicts.js'

const events = { events: { 'money.paid': {} } }
const kept = { on: { 'money.paid': { saveAs: 'paid' } } }
const silent = (to: string, max = 1): Partial<FlowState> => ({ timeout: { seconds: 30, max, prompts: [{ say: 'Still there?' }], to } })
const missing = (to: string, max: number): Partial<FlowState> => ({ noMatch: { max, to } })
const odd = llmClassifier({ prompt: 'Is it odd?', targetClass: 'yes' })
const rude = llmClassifier({ prompt: 'Is it rude?', targetClass: 'yes', model: 'other' })

const cases: Readonly<Record<string, Known>> = {
  'misses in a row': {
    flow: flowOf({ ask: hears({ acorn: 'bye', brick: 'ask' }, missing('gone', 2)), bye, gone }),
    proved: [{ atMost: 3, of: { missed: 'ask' }, per: 'ask' }],
    violated: [
      { atMost: 2, of: { missed: 'ask' }, per: 'ask' },
      { atMost: 3, of: { missed: 'ask' } },
      { whenever: { missed: 'ask' }, then: 'gone', within: 1 },
    ],
  },
  'no miss that is answered': {
    flow: flowOf({ ask: hears({ acorn: 'bye' }, missing('gone', 0)), bye, gone }),
    proved: [{ whenever: { missed: 'ask' }, then: 'gone', within: 0 }],
    violated: [{ never: 'gone' }],
  },
  'misses begin anew where a miss leads': {
    flow: flowOf({ ask: hears({ acorn: 'bye' }, missing('next', 0)), next: hears({ acorn: 'bye' }, missing('gone', 1)), bye, gone }),
    proved: [{ atMost: 2, of: { missed: 'next' } }],
    violated: [{ atMost: 1, of: { missed: 'next' } }],
  },
  'silences in a row': {
    flow: flowOf({ ask: hears({ acorn: 'bye' }, { ...silent('gone', 2), ...missing('gone', 0) }), bye, gone }),
    proved: [{ atMost: 3, of: { said: 'ask' } }],
    violated: [
      { atMost: 2, of: { said: 'ask' } },
      { never: 'gone', until: 'user' },
    ],
  },
  'silences begin anew with a message': {
    flow: flowOf({ ask: hears({ acorn: 'bye' }, { ...silent('gone'), ...missing('gone', 1) }), bye, gone }),
    proved: [{ atMost: 4, of: { said: 'ask' } }],
    violated: [{ atMost: 3, of: { said: 'ask' } }],
  },
  'silences begin anew where a silence leads': {
    flow: flowOf({
      ask: hears({ acorn: 'bye' }, { ...silent('next'), ...missing('bye', 0) }),
      next: hears({ acorn: 'bye' }, { ...silent('gone'), ...missing('gone', 0) }),
      bye,
      gone,
    }),
    proved: [{ atMost: 2, of: { said: 'next' } }],
    violated: [{ atMost: 1, of: { said: 'next' } }],
  },
  'silences begin anew with an event that is kept': {
    flow: flowOf({ ask: hears({ acorn: 'bye' }, { ...silent('gone'), ...missing('gone', 0), ...kept }), bye, gone }, events),
    violated: [{ atMost: 2, of: { said: 'ask' } }],
  },
  'silences begin anew with a person’s message, which nobody plays': {
    flow: flowOf({ ask: hears({ acorn: 'bye' }, { ...silent('gone'), ...missing('gone', 0) }), bye, gone }, events),
    proved: [{ atMost: 9, of: 'user' }],
    undecided: [{ atMost: 2, of: { said: 'ask' } }],
  },
  'an error is over where an event leads': {
    flow: flowOf(
      {
        ask: hears({ acorn: 'bye' }, { ...worded, on: { 'money.paid': 'next' }, ...missing('bye', 0) }),
        next: hears({ acorn: 'bye' }, { ...silent('gone'), ...missing('gone', 0), ...kept }),
        bye,
        gone,
      },
      events,
    ),
    violated: [{ atMost: 2, of: { said: 'next' } }],
    fail: [{ never: 'next', until: { said: 'ask' } }],
  },
  'what starts over has misses begin anew': {
    flow: flowOf({ ask: hears({ acorn: 'bye' }, { ...missing('gone', 1), on: { 'money.paid': { reset: true } } }), bye, gone }, events),
    proved: [{ atMost: 2, of: { missed: 'ask' }, per: { event: 'money.paid' } }],
    violated: [{ atMost: 2, of: { missed: 'ask' } }],
  },
  'what starts over where a call has failed has misses go on': {
    flow: flowOf(
      { ask: hears({ acorn: 'bye' }, { ...worded, ...missing('gone', 1), on: { 'money.paid': { reset: true } } }), bye, gone },
      events,
    ),
    fail: [{ never: 'gone', after: { event: 'money.paid' }, until: [{ said: 'ask' }, 'failed'] }],
  },
  'what gets its first value again has misses go on': {
    flow: flowOf(
      { ask: hears({ acorn: 'bye' }, { ...missing('gone', 1), on: { 'money.paid': { reset: ['level'] } } }), bye, gone },
      events,
    ),
    proved: [{ atMost: 2, of: { missed: 'ask' } }],
    violated: [{ atMost: 1, of: { missed: 'ask' } }],
  },
  'messages that are judged': {
    flow: flowOf({ ask: hears({ acorn: 'ask' }), bye }, { maxTurns: 2 }),
    proved: [{ atMost: 3, of: 'user' }],
    violated: [{ atMost: 2, of: 'user' }, { never: { limit: 'maxTurns' } }],
  },
  'messages to a state that waits for an event are not judged': {
    flow: flowOf(
      { ask: { prompt: { say: 'Wait.' }, transitionsOn: 'event', on: { 'money.paid': 'next' } }, next: hears({ acorn: 'next' }) },
      {
        ...events,
        maxTurns: 1,
      },
    ),
    proved: [{ whenever: 'next', then: 'end', within: 2 }],
    violated: [
      { atMost: 9, of: 'user' },
      { whenever: 'next', then: 'end', within: 1 },
    ],
  },
  'visits of a state': {
    flow: flowOf({ ask: hears({ acorn: 'next', brick: 'ask' }), next: hears({ acorn: 'ask' }, { maxLoops: 2, onLimit: 'gone' }), gone }),
    proved: [
      { atMost: 2, of: 'next' },
      { never: 'gone', until: { limit: 'maxLoops' } },
    ],
    violated: [{ atMost: 1, of: 'next' }, { never: 'gone' }, { never: 'gone', until: { transition: 'ask.brick' } }],
  },
  'the initial state is visited as others are': {
    flow: flowOf({ ask: hears({ acorn: 'ask' }, { maxLoops: 2, onLimit: 'gone' }), gone }),
    proved: [{ atMost: 2, of: 'ask' }],
    violated: [{ atMost: 1, of: 'ask' }, { never: 'gone' }],
  },
  'model calls for words': {
    flow: flowOf({ ask: hears({ acorn: 'ask', brick: 'bye' }, worded), bye }, { budget: { modelCalls: 2 } }),
    proved: [
      { atMost: 2, of: 'called' },
      { never: { limit: 'budget' }, until: 'user' },
    ],
    violated: [{ atMost: 1, of: 'called' }, { never: { limit: 'budget' } }, { atMost: 1, of: { said: 'ask' } }],
    // A reply that is cut off has been paid for, too.
    fail: [
      { never: { limit: 'budget' }, until: 'called' },
      { never: 'user', until: [{ said: 'ask' }, 'failed'] },
    ],
  },
  'model calls for understanding': {
    flow: flowOf({ ask: { prompt: { say: 'Well?' }, transitions: { odd }, nextStates: { odd: 'ask' } } }, { budget: { modelCalls: 2 } }),
    proved: [
      { atMost: 2, of: 'called' },
      { atMost: 2, of: { transition: 'ask.odd' } },
    ],
    violated: [{ atMost: 1, of: 'called' }, { never: { limit: 'budget' } }, { atMost: 1, of: { transition: 'ask.odd' } }],
    fail: [{ atMost: 3, of: 'user' }],
  },
  'model calls for understanding, right before a model is to word the next': {
    flow: flowOf(
      {
        ask: { prompt: { say: 'Well?' }, transitions: { odd }, nextStates: { odd: 'next' } },
        next: hears({ acorn: 'bye' }, worded),
        bye,
      },
      { budget: { modelCalls: 1 } },
    ),
    proved: [{ never: 'next' }, { atMost: 1, of: 'called' }],
    violated: [{ never: { limit: 'budget' } }],
  },
  'a call that is counted is counted once': {
    flow: flowOf(
      {
        ask: { prompt: { say: 'Well?' }, transitions: { odd }, nextStates: { odd: 'next' }, noMatch: { max: 0, to: 'bye' } },
        next: hears({ acorn: 'last' }, { ...worded, noMatch: { max: 0, to: 'bye' } }),
        last: hears({ acorn: 'bye' }, worded),
        bye,
      },
      { budget: { modelCalls: 2 } },
    ),
    proved: [{ never: 'last', until: 'failed' }],
    violated: [{ never: 'next' }, { never: { limit: 'budget' } }],
    fail: [{ never: 'last' }],
  },
  'a reply that is cut off is paid for, and leads on': {
    flow: flowOf({ ask: { ...worded, advanceTo: 'next' }, next: { ...worded, advanceTo: 'bye' }, bye }, { budget: { modelCalls: 1 } }),
    proved: [{ never: 'next' }, { never: 'bye' }],
    violated: [{ never: { limit: 'budget' } }],
  },
  'a call of each model that is asked': {
    flow: flowOf({
      ask: { prompt: { say: 'Well?' }, transitions: { odd, rude }, nextStates: { odd: 'next', rude: 'bye' } },
      next: bye,
      bye,
    }),
    proved: [
      { atMost: 2, of: 'called', per: 'user' },
      { never: 'bye', until: 'called' },
    ],
    violated: [{ atMost: 1, of: 'called', per: 'user' }],
  },
  'each message costs a call of each model': {
    flow: flowOf(
      { ask: { prompt: { say: 'Well?' }, transitions: { odd, rude }, nextStates: { odd: 'ask', rude: 'ask' } } },
      { budget: { modelCalls: 3 } },
    ),
    proved: [{ atMost: 3, of: 'user', fails: 'never' }],
  },
  'a budget of tokens may be spent at any time': {
    flow: flowOf({ ask: hears({ acorn: 'ask', brick: 'bye' }, worded), bye }, { budget: { tokens: 100 } }),
    proved: [{ never: { limit: 'budget' }, until: 'called', fails: 'never' }],
    violated: [{ never: { limit: 'budget' } }, { atMost: 5, of: 'called' }],
  },
  'a budget of tokens may be spent before that of calls': {
    flow: flowOf(
      {
        ask: hears({ acorn: 'next' }, missing('bye', 0)),
        next: hears({ acorn: 'more' }, { ...worded, ...missing('bye', 0) }),
        more: hears({ acorn: 'bye' }, { ...worded, ...missing('bye', 0) }),
        bye,
      },
      { budget: { modelCalls: 4, tokens: 100 } },
    ),
    violated: [{ never: { limit: 'budget' }, until: 'more' }],
    // Nobody knows that no token is spent yet.
    undecided: [{ never: { limit: 'budget' }, until: 'next' }],
  },
  'a budget of calls and tokens': {
    flow: flowOf(
      { ask: hears({ acorn: 'ask', brick: 'bye' }, { ...worded, ...missing('bye', 0) }), bye },
      { budget: { modelCalls: 4, tokens: 100 } },
    ),
    proved: [{ atMost: 4, of: 'called' }],
    violated: [
      { atMost: 3, of: 'called' },
      { never: { limit: 'budget' }, until: { transition: 'ask.acorn', to: 'ask' } },
    ],
  },
  'a repeated trigger does not begin anew': {
    flow: flowOf({ ask: hears({ acorn: 'bye' }, missing('ask', 0)), bye }),
    violated: [
      { whenever: 'ask', then: 'bye', within: 1 },
      { whenever: 'ask', then: 'bye', within: 3 },
    ],
  },
  'a round in which work fails each time is none': {
    flow: flowOf({ work: { prompt: { say: 'Wait.' }, invoke: { src: 'work' }, advanceTo: 'bye' }, bye }),
    proved: [{ eventually: 'end', must: true }],
  },
  'a round of a person’s messages is none': {
    flow: flowOf({ ask: hears({ acorn: 'bye' }, { ...missing('bye', 0), globals: false }), bye }, events),
    proved: [{ eventually: 'end', must: true }],
  },
  'a round that misses go': {
    flow: flowOf({ ask: hears({ acorn: 'bye' }), bye }),
    violated: [
      { eventually: 'end', must: true },
      { whenever: 'missed', then: 'bye', must: true },
    ],
    proved: [{ whenever: { transition: 'ask.acorn' }, then: 'end', must: true }],
  },
  'what can always be had after something': {
    flow: flowOf({ ask: hears({ acorn: { to: 'held', set: { level: 1 } }, brick: 'bye' }), held: hears({ acorn: 'held' }), bye }),
    proved: [
      { alwaysCan: 'held', after: 'held' },
      { alwaysCan: { data: 'level', equals: 1 }, after: 'held' },
      { alwaysCan: ['bye', 'held'] },
      { alwaysCan: 'bye', after: { transition: 'ask.brick' } },
    ],
    violated: [{ alwaysCan: 'bye' }, { alwaysCan: 'bye', after: 'held' }, { alwaysCan: 'end' }],
  },
  'what is counted begins anew right before what is counted': {
    flow: flowOf({ ask: hears({ acorn: 'next' }), next: hears({ acorn: 'next', brick: 'ask' }, { set: { level: 1 } }) }),
    proved: [{ atMost: 1, of: 'next', per: 'next' }],
    violated: [
      { atMost: 0, of: 'next', per: 'next' },
      { atMost: 1, of: 'next', per: 'ask' },
    ],
  },
}

test.each<Property>([{ never: 'gone' }, { alwaysCan: 'gone' }, { eventually: 'gone', must: true }])(
  'a search that was cut proves nothing: %j',
  (property) => {
    const chain = { ask: hears({ acorn: 'next' }), next: hears({ acorn: 'gone' }), gone: hears({ acorn: 'gone' }) }
    const verdictsWith = (maxMoments: number) =>
      proveFlow(flowOf(chain), { properties: { it: property }, maxMoments }).map(({ verdict }) => verdict)
    expect(verdictsWith(1)).toEqual(['undecided'])
    expect(verdictsWith(1000)).not.toEqual(['undecided'])
  },
)

test.each(Object.entries(cases))('%s', (_, known) => {
  const { found, known: wanted } = verdictsOn(known)
  expect(found).toEqual(wanted)
})
