// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import { all, any, type Condition, type ConversationFlow, context, guard, keyword, llmClassifier, not, regex, select } from 'talkchart'
import { expect, test } from 'vitest'
import { bye, flowOf, gone, hears, type Known, verdictsOn, worded } from './known-verdicts.js'

const [acorn, brick, cloud] = [keyword(['acorn']), keyword(['brick']), keyword(['cloud'])]
const odd = llmClassifier({ prompt: 'Is it odd?', targetClass: 'yes' })
const rude = llmClassifier({ prompt: 'Is it rude?', targetClass: 'yes' })
const own = guard('mayGo')
const open = context(() => true)

/** Two ways, tried in order: the first stays, and the second leads to `bye`. */
function tries(first: Condition, second: Condition, rest: Partial<ConversationFlow> = {}): ConversationFlow {
  return flowOf(
    { ask: { prompt: { say: 'Well?' }, transitions: { first, second }, nextStates: { first: 'ask', second: 'bye' } }, bye },
    rest,
  )
}

/** Three ways, of which the last one leads to `bye`. */
function triesLast(first: Condition, second: Condition, third: Condition): ConversationFlow {
  const ask = { prompt: { say: 'Well?' }, transitions: { first, second, third }, nextStates: { first: 'ask', second: 'ask', third: 'bye' } }
  return flowOf({ ask, bye })
}

const never = { never: 'bye' } as const

const cases: Readonly<Record<string, Known>> = {
  'the same words twice': { flow: tries(acorn, acorn), proved: [never] },
  'one of two words is left': { flow: tries(acorn, any(acorn, brick)), violated: [never] },
  'of two words each is taken': { flow: tries(any(acorn, brick), acorn), proved: [never] },
  'of two words that go together one is left': { flow: tries(all(acorn, brick), acorn), violated: [never] },
  'of two words that go with a third one is left': { flow: tries(all(any(acorn, brick), cloud), acorn), violated: [never] },
  'words that go together are taken by one of them': { flow: tries(acorn, all(acorn, brick)), proved: [never] },
  'a word without another': { flow: tries(brick, all(acorn, not(all(acorn, brick)))), violated: [never] },
  'a word without itself': { flow: tries(brick, all(acorn, not(any(acorn, brick)))), proved: [never] },
  'no word of several': { flow: tries(acorn, not(any(acorn, brick))), violated: [never] },
  'not both of two words': { flow: tries(all(acorn, brick), not(acorn)), violated: [never] },
  'no word, whether it is denied or not': {
    flow: tries(brick, all(not(acorn), not(keyword(['acorn'], { ignoreNegated: true })))),
    violated: [never],
  },
  'a denied word': { flow: tries(keyword(['acorn'], { ignoreNegated: true }), acorn), violated: [never] },
  'a word that yields to a longer one': { flow: tries(acorn, keyword(['acorn pie'])), violated: [never] },
  'a word beside a longer one of its own': { flow: tries(acorn, all(keyword(['acorn pie']), acorn)), proved: [never] },
  'a function of the flow may answer otherwise each time': { flow: tries(own, own), undecided: [never] },
  'a function of the flow may deny itself': { flow: tries(own, not(own)), violated: [never] },
  'no word of several, then one of them': { flow: triesLast(not(any(acorn, brick)), acorn, brick), violated: [never] },
  'no pattern of several, then one of them': {
    flow: triesLast(not(any(regex('^[a-f]+$'), regex('^[0-9]+$'))), regex('^[a-f]+$'), regex('^[0-9]+$')),
    violated: [never],
  },
  'not both of two words, then one of them': { flow: triesLast(all(acorn, brick), not(acorn), acorn), violated: [never] },
  'a function of the flow, its denial, then a word': { flow: triesLast(own, not(own), acorn), undecided: [never] },
  'a function of the flow and its denial': { flow: tries(acorn, all(own, not(own))), undecided: [never] },
  'a function of the flow, or a word': { flow: tries(any(own, acorn), any(own, acorn)), undecided: [never] },
  'a function of the flow with a word': { flow: tries(all(own, acorn), all(own, acorn)), undecided: [never] },
  'a function of the data may answer otherwise each time': {
    flow: tries(open, open),
    undecided: [never],
  },
  'a question to the model is answered once': { flow: tries(odd, odd), proved: [never] },
  'two questions to the model': { flow: tries(odd, rude), violated: [never] },
  'a question to the model, and a word': { flow: tries(all(odd, acorn), acorn), violated: [never] },
  'words are tried when the model has failed': { flow: tries(odd, all(odd, acorn)), proved: [never] },
  'a word after a question, which fails': { flow: tries(all(odd, rude), acorn), violated: [never] },
  'what lies behind words that nobody knows': {
    flow: flowOf({
      ask: {
        prompt: { say: 'Well?' },
        transitions: { odd: all(regex('^[0-9]{300}x{7}open$'), keyword(['open'])), on: acorn },
        nextStates: { odd: 'lost', on: 'bye' },
      },
      lost: hears({ acorn: 'lost' }),
      bye,
    }),
    undecided: [{ never: 'lost' }, { alwaysCan: 'end' }],
    violated: [never],
  },
  'a choice may choose nothing': {
    flow: flowOf({
      ask: {
        prompt: { say: 'Well?' },
        transitions: { first: acorn, second: acorn },
        nextStates: { first: select({ candidates: ['ask', 'gone'], prompt: 'Which?' }), second: 'bye' },
      },
      bye,
      gone,
    }),
    violated: [{ never: 'bye' }, { never: 'gone' }],
  },
  'what no message leaves is no limit, either': {
    flow: tries(acorn, acorn, { maxLoops: 2 }),
    proved: [never, { atMost: 2, of: 'ask' }, { never: { limit: 'maxLoops' }, until: { transition: 'ask.first' } }],
    violated: [{ never: { limit: 'maxLoops' } }],
  },
  'data close what they open': {
    flow: tries(any(acorn, context('level', { equals: 0 })), acorn),
    proved: [never],
  },
  'data open what they close': {
    flow: tries(all(acorn, context('level', { equals: 1 })), acorn),
    violated: [never],
  },
  'a reply and a message that could not be understood': {
    flow: flowOf(
      {
        ask: {
          ...worded,
          transitionsOn: 'reply',
          transitions: { odd, rude },
          nextStates: { odd: 'next', rude: 'bye' },
        },
        next: hears({ acorn: 'ask', brick: 'gone' }),
        bye,
        gone,
      },
      { globalTransitions: { help: llmClassifier({ prompt: 'Is it for help?', targetClass: 'yes' }) }, globalNextStates: { help: 'gone' } },
    ),
    proved: [
      { never: 'next', until: { said: 'ask' } },
      { never: 'bye', until: 'called' },
      { never: 'gone', until: 'user' },
    ],
    violated: [never, { never: 'next' }, { never: { transition: 'global.help' } }, { never: 'bye', after: 'user' }],
    fail: [
      { never: 'next', after: 'failed' },
      { never: { transition: 'ask.odd' }, after: 'failed', until: [{ said: 'ask' }, 'user'] },
      { never: { transition: 'global.help' }, after: 'failed', until: 'user' },
      { never: 'user', until: [{ said: 'ask' }, 'failed'] },
    ],
  },
}

test.each(Object.entries(cases))('%s', (_, known) => {
  const { found, known: wanted } = verdictsOn(known)
  expect(found).toEqual(wanted)
})
