// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import {
  always,
  type ContextTest,
  type ConversationFlow,
  context,
  type Field,
  type FlowState,
  fields,
  fromDate,
  fromRegex,
  keyword,
} from 'talkchart'
import { expect, test } from 'vitest'
import { bye, flowOf, gone, hears, type Known, verdictsOn } from './known-verdicts.js'

const size = { ask: { say: 'Which size?' }, from: { choices: { small: ['small'], large: ['large'] } } } as const
const party = { ask: { say: 'How many?' }, from: 'number', schema: { type: 'integer', maximum: 8 } } as const
const choice = (word: string) => ({ ask: { say: `Which ${word}?` }, from: { choices: { one: [`${word} one`], two: [`${word} two`] } } })
const colour = { ask: { say: 'Which colour?' } } as const

function decides(path: string, is: ContextTest, yes: string, no: string): FlowState {
  return { transitionsOn: 'entry', transitions: { yes: context(path, is), no: always() }, nextStates: { yes, no } }
}

const cases: Readonly<Record<string, Known>> = {
  'fields are asked for in order, until each is told': {
    flow: flowOf(
      { ask: { collect: ['size', 'party'], nextStates: { collected: 'bye' } }, bye },
      { fields: fields({ size, party }), initialContext: {} },
    ),
    proved: [
      { never: 'bye', until: { data: 'size', exists: true } },
      { never: 'bye', until: { data: 'party', exists: true } },
      { never: { asked: 'size' }, after: { data: 'size', exists: true } },
    ],
    violated: [
      { never: 'bye' },
      { never: { asked: 'party' } },
      { atMost: 1, of: { asked: 'size' } },
      { whenever: 'ask', then: 'bye', within: 2 },
      { eventually: 'bye', must: true },
    ],
  },
  'what tells nothing of a field is a miss': {
    flow: flowOf(
      { ask: { collect: ['party'], nextStates: { collected: 'bye' }, noMatch: { max: 1, to: 'gone' } }, bye, gone },
      { fields: fields({ party }), initialContext: {} },
    ),
    proved: [
      { atMost: 2, of: { missed: 'ask' } },
      { never: 'bye', after: 'gone' },
      { never: 'gone', until: { missed: 'ask' } },
      { atMost: 2, of: { asked: 'party' }, fails: 'never' },
    ],
    violated: [{ never: 'gone' }, { atMost: 1, of: { missed: 'ask' } }, { never: 'bye' }, { never: 'bye', after: { missed: 'ask' } }],
  },
  'what tells something has misses begin anew': {
    flow: flowOf(
      { ask: { collect: ['size', 'party'], nextStates: { collected: 'bye' }, noMatch: { max: 1, to: 'gone' } }, bye, gone },
      { fields: fields({ size, party }), initialContext: {} },
    ),
    proved: [{ never: 'bye', until: { data: 'size', exists: true } }],
    violated: [{ atMost: 2, of: { missed: 'ask' } }],
  },
  'what is told where nothing is asked for': {
    flow: flowOf(
      {
        ask: { collect: ['size', 'party'], transitions: { stop: keyword(['stop']) }, nextStates: { collected: 'bye', stop: 'check' } },
        check: decides('party', { exists: true }, 'gone', 'bye'),
        bye,
        gone,
      },
      { fields: fields({ size, party }), initialContext: {} },
    ),
    violated: [{ never: 'bye', until: { data: 'size', exists: true } }],
    proved: [{ never: 'gone', until: { data: 'party', exists: true } }],
  },
  'what leads to the fields is read for them': {
    flow: flowOf(
      {
        ask: hears({ acorn: 'details', brick: 'details' }),
        details: { collect: ['size', 'party'], nextStates: { collected: 'bye' } },
        bye,
      },
      { fields: fields({ size, party }), initialContext: {} },
    ),
    proved: [{ never: 'bye', until: 'details' }],
    violated: [{ never: 'bye' }, { never: 'bye', until: { asked: 'size' } }],
  },
  'a field that is taken away is asked for again': {
    flow: flowOf(
      {
        ask: { collect: ['size', 'party'], nextStates: { collected: 'check' } },
        check: hears({ acorn: { to: 'ask', reset: ['size'] }, brick: 'bye' }),
        bye,
      },
      { fields: fields({ size, party }), initialContext: {} },
    ),
    proved: [{ never: 'bye', until: { data: 'size', exists: true } }],
    violated: [
      { atMost: 1, of: 'ask' },
      { never: { asked: 'size' }, after: 'check' },
    ],
  },
  'a model reads a field': {
    flow: flowOf(
      { ask: { collect: ['colour'], nextStates: { collected: 'bye' } }, bye },
      { fields: fields({ colour }), initialContext: {} },
    ),
    proved: [
      { never: 'bye', until: { data: 'colour', exists: true } },
      { never: 'bye', until: 'called' },
      { atMost: 1, of: 'called', per: 'user' },
    ],
    violated: [{ never: 'bye' }, { never: { missed: 'ask' } }, { atMost: 1, of: 'called' }],
    fail: [{ never: 'failed' }],
  },
  'a model reads what leads to the fields': {
    flow: flowOf(
      { ask: hears({ acorn: 'details' }), details: { collect: ['colour'], nextStates: { collected: 'bye' } }, bye },
      { fields: fields({ colour }), initialContext: {}, budget: { modelCalls: 2 } },
    ),
    proved: [
      { atMost: 2, of: 'called' },
      { never: 'called', until: 'details' },
      { never: { asked: 'colour' }, until: 'called' },
    ],
    violated: [{ never: 'bye', until: { asked: 'colour' } }, { atMost: 1, of: 'called' }, { never: { limit: 'budget' } }],
    // Once that has failed, the next message is read as an answer.
    fail: [{ never: { missed: 'details' }, until: { asked: 'colour' } }],
  },
  'a choice is never one that does not fit': {
    flow: flowOf(
      { ask: { collect: ['size'], nextStates: { collected: 'bye' }, noMatch: { max: 1, to: 'gone' } }, bye, gone },
      { fields: fields({ size }), initialContext: {} },
    ),
    proved: [
      { atMost: 2, of: { missed: 'ask' } },
      { atMost: 1, of: { missed: 'ask' }, per: 'user' },
      { never: 'bye', after: 'gone' },
    ],
    violated: [{ atMost: 1, of: { missed: 'ask' } }, { never: 'gone' }, { never: 'bye' }],
  },
  'a choice that does not fit': {
    flow: flowOf(
      { ask: { collect: ['size'], nextStates: { collected: 'bye' }, noMatch: { max: 1, to: 'gone' } }, bye, gone },
      { fields: fields({ size: { ...size, schema: { type: 'string', enum: ['small'] } } }), initialContext: {} },
    ),
    violated: [{ atMost: 1, of: { missed: 'ask' } }, { never: 'gone' }],
  },
  'six fields, of which each is filled or not': {
    flow: flowOf(
      { ask: { collect: ['a', 'b', 'c', 'd', 'e', 'f'], nextStates: { collected: 'bye' } }, bye },
      {
        fields: fields({ a: choice('a'), b: choice('b'), c: choice('c'), d: choice('d'), e: choice('e'), f: choice('f') }),
        initialContext: {},
      },
    ),
    violated: [{ whenever: 'ask', then: 'bye', within: 2 }, { never: 'bye' }, { never: { asked: 'b' } }],
  },
  'what does not fit is told of, and too often leads away': {
    flow: flowOf(
      {
        ask: {
          collect: ['party'],
          transitions: { else: always() },
          nextStates: { collected: 'bye', else: 'ask' },
          noMatch: { max: 1, to: 'gone' },
        },
        bye,
        gone,
      },
      { fields: fields({ party }), initialContext: {} },
    ),
    proved: [
      { atMost: 2, of: 'missed', per: 'ask' },
      { never: 'gone', until: 'missed' },
    ],
    violated: [{ atMost: 1, of: 'missed', per: 'ask' }, { never: 'gone' }],
  },
  'what was asked for last is asked for again': {
    flow: flowOf(
      { ask: { collect: ['size', 'party'], nextStates: { collected: 'bye' } }, bye },
      { fields: fields({ size, party }), initialContext: {} },
    ),
    proved: [{ never: { asked: 'size' }, after: { asked: 'party' }, until: { data: 'party', exists: true } }],
  },
  'words that correct do not lead on': {
    flow: flowOf(
      {
        confirm: hears(
          { large: 'bye' },
          { correct: ['size'], nextStates: { large: 'bye', corrected: { to: 'confirm', set: { size: 'small' } } } },
        ),
        bye,
      },
      { fields: fields({ size }), initialContext: { size: 'small' } },
    ),
    undecided: [{ alwaysCan: 'end' }],
  },
  'what is corrected is so': {
    flow: flowOf(
      {
        ask: { collect: ['size'], nextStates: { collected: 'confirm' } },
        confirm: hears({ acorn: 'check' }, { correct: ['size'], nextStates: { acorn: 'check', corrected: 'confirm' } }),
        check: decides('size', { equals: 'large' }, 'bye', 'gone'),
        bye,
        gone,
      },
      { fields: fields({ size }), initialContext: {} },
    ),
    proved: [{ never: 'end', until: { data: 'size', exists: true } }],
    violated: [
      { never: 'bye' },
      { never: 'gone' },
      { never: { transition: 'confirm.corrected' } },
      { never: { data: 'size', equals: 'large' }, after: { data: 'size', equals: 'small' } },
    ],
  },
  'a digression comes back to the field that is asked for': {
    flow: flowOf(
      { ask: { collect: ['size', 'party'], nextStates: { collected: 'bye' }, noMatch: { max: 1, to: 'gone' } }, bye, gone },
      {
        fields: fields({ size, party }),
        initialContext: {},
        globalTransitions: { help: keyword(['help']) },
        globalNextStates: { help: { call: 'tip' } },
        flows: { tip: { initialState: 'told', states: { told: { prompt: { say: 'So it is.' } } } } },
      },
    ),
    proved: [{ never: 'bye', until: { data: 'party', exists: true } }],
    violated: [
      { atMost: 4, of: { missed: 'ask' } },
      { never: { asked: 'size' }, after: 'tip/told' },
    ],
  },
}

/** Asks for one field, and misses nothing: a catch-all takes what tells nothing. */
function asksFor(field: Field): ConversationFlow {
  const ask: FlowState = { collect: ['it'], transitions: { else: always() }, nextStates: { collected: 'bye', else: 'ask' } }
  return flowOf({ ask, bye }, { fields: fields({ it: field }), initialContext: {} })
}

test.each<[string, Field]>([
  ['a number', party],
  ['what a model reads', { ...colour, schema: { type: 'string', maxLength: 5 } }],
  ['a text', { ask: { say: 'Who?' }, from: 'text', schema: { type: 'string', minLength: 2 } }],
  ['a pattern', { ask: { say: 'Which code?' }, from: fromRegex('[a-z]{4}'), schema: { type: 'string', maxLength: 3 } }],
  ['a choice', { ...size, schema: { type: 'string', enum: ['small'] } }],
])('what does not fit a schema is refused: %s', (_, field) => {
  const flow = asksFor(field)
  expect(verdictsOn({ flow, violated: [{ never: 'missed' }] }).found).toMatchObject([{ verdict: 'violated' }])
})

test.each<[string, Field]>([
  ['a choice', size],
  ['a choice of a list', { ...size, schema: { type: 'string', enum: ['large', 'small'] } }],
  ['a text', { ask: { say: 'Who?' }, from: 'text' }],
  ['a pattern', { ask: { say: 'Which code?' }, from: fromRegex('[a-z]{4}') }],
  ['a day', { ask: { say: 'When?' }, from: fromDate() }],
])('what fits always is never refused: %s', (_, field) => {
  const flow = asksFor(field)
  expect(verdictsOn({ flow, proved: [{ never: 'missed' }] }).found).toMatchObject([{ verdict: 'proved' }])
})

test.each(Object.entries(cases))('%s', (_, known) => {
  const { found, known: wanted } = verdictsOn(known)
  expect(found).toEqual(wanted)
})
