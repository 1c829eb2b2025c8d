import fc from 'fast-check'
import {
  affirm,
  all,
  always,
  any,
  type Condition,
  type ConversationFlow,
  context,
  deny,
  keyword,
  llmClassifier,
  not,
  regex,
} from 'talkchart'
import { mutateFlow } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'
import { mutantsOf } from '../../src/testing/mutation/mutants-of.js'
import { runsOr } from '../runs.js'
import { naiveTalk } from './naive-talk.js'

type Conditions = Readonly<Record<string, Condition>>
type Asking = Partial<Pick<ConversationFlow, 'transitionOrder' | 'globalTransitions' | 'typos'>>

/** A state in which each transition leads to a state of its own, and one that is its like in all flows. */
function asking(transitions: Conditions, { globalTransitions = {}, ...more }: Asking = {}): ConversationFlow {
  const names = [...Object.keys(transitions), ...Object.keys(globalTransitions)]
  const led = (of: Conditions) => Object.fromEntries(Object.keys(of).map((name) => [name, `${name}_said`]))
  const ends = names.map((name) => [`${name}_said`, { prompt: { say: `You said ${name}.` } }] as const)
  return {
    name: 'asking',
    initialState: 'ask',
    states: { ask: { prompt: { say: 'What is it?' }, transitions, nextStates: led(transitions) }, ...Object.fromEntries(ends) },
    ...(Object.keys(globalTransitions).length === 0 ? {} : { globalTransitions, globalNextStates: led(globalTransitions) }),
    ...more,
  }
}

/** Whether each change that is described so is called equivalent. With no paths, nothing is killed first. */
function isEquivalent(flow: ConversationFlow, description: string, state: string | null = 'ask'): boolean {
  const operators = [...mutantsOf(flow)].flatMap((each) =>
    each.state === state && each.description === description ? [each.operator] : [],
  )
  const { mutants } = mutateFlow(flow, { paths: [], operators, ...(state === null ? {} : { only: state }) })
  const verdicts = mutants.filter((mutant) => mutant.state === state && mutant.description === description).map(({ verdict }) => verdict)
  expect(verdicts).not.toEqual([])
  return verdicts.every((verdict) => verdict === 'equivalent')
}

const declared = { transitionOrder: 'declared' } as const

describe('both conditions hold for the same messages', () => {
  test.each([
    [
      'a keyword that another one holds',
      { a: any(keyword(['refund', 'refund please']), regex('x')) },
      'a: keyword "refund please" dropped',
      true,
    ],
    ['one that no other holds', { a: any(keyword(['refund', 'please']), regex('x')) }, 'a: keyword "please" dropped', false],
    ['a list of one', { a: all(keyword(['refund'])) }, 'a: any in place of all', true],
    ['a list of two', { a: all(keyword(['refund']), keyword(['card'])) }, 'a: any in place of all', false],
  ] as const)('%s', (_, transitions, description, expected) => {
    expect(isEquivalent(asking({ ...transitions, other: keyword(['other']) }), description)).toBe(expected)
  })
})

describe('a dropped transition takes nothing', () => {
  const first = regex('refund')
  test.each([
    ['as one before it takes all of it', { a: first, b: all(first, keyword(['card'])) }, 'b dropped', true],
    ['but takes what the other leaves', { a: all(first, keyword(['card'])), b: first }, 'b dropped', false],
    ['as it denies itself', { a: first, b: all(keyword(['card']), not(keyword(['card']))) }, 'b dropped', true],
    ['but is the only one, so that without it the state is an end', { a: all(first, not(first)) }, 'a dropped', false],
    ['but asks the model', { a: first, b: all(first, llmClassifier({ prompt: 'Angry?', targetClass: 'yes' })) }, 'b dropped', false],
    ['as all its keywords are of one before it', { a: keyword(['refund', 'card']), b: keyword(['card']) }, 'b dropped', true],
    ['but one keyword is its own', { a: keyword(['refund', 'card']), b: keyword(['card', 'bill']) }, 'b dropped', false],
    ['but hears what is denied', { a: keyword(['card'], { ignoreNegated: true }), b: keyword(['card']) }, 'b dropped', false],
    [
      'but what is before it asks the model, which may fail',
      { a: any(first, llmClassifier({ prompt: 'Angry?', targetClass: 'yes' })), b: first },
      'b dropped',
      false,
    ],
    [
      'but what is before it looks at data',
      { a: all(first, context('n', { exists: true })), b: all(first, context('n', { exists: true })) },
      'b dropped',
      false,
    ],
  ] as const)('%s', (_, transitions, description, expected) => {
    expect(isEquivalent(asking(transitions, declared), description)).toBe(expected)
    expect(isEquivalent(asking(transitions), description)).toBe(expected)
  })

  test('as a catch-all is tried last, a transition after it is not dead', () => {
    const transitions = { a: always(), b: keyword(['card']) }
    expect(isEquivalent(asking(transitions), 'b dropped')).toBe(false)
  })

  test('where it leads makes no difference, and where a living one leads does', () => {
    const flow = asking({ a: first, b: all(first, keyword(['card'])), c: regex('bill') }, declared)
    expect(isEquivalent(flow, 'b: leads to c_said')).toBe(true)
    expect(isEquivalent(flow, 'c: leads to ask')).toBe(false)
  })
})

describe('a keyword is taken before', () => {
  const plain = { a: keyword(['refund', 'card']), b: keyword(['card', 'bill']) }
  test.each([
    ['and dropped', plain, 'b: keyword "card" dropped', true],
    ['and dropped where it counts', plain, 'a: keyword "card" dropped', false],
    ['and given to who has it', { a: keyword(['card', 'bill']), b: keyword(['card', 'refund']) }, 'keyword "card" of b given to a', true],
    ['and given to who has it, but is tried later', plain, 'keyword "card" of a given to b', false],
    [
      'and the other condition has what holds it',
      { a: keyword(['card']), b: keyword(['card', 'my card', 'bill']) },
      'b: keyword "card" dropped',
      false,
    ],
    [
      'and it holds a shorter one of the other',
      { a: keyword(['card', 'my card']), b: keyword(['my card', 'bill']) },
      'b: keyword "my card" dropped',
      false,
    ],
    [
      'and found in other forms',
      { a: keyword(['card'], { match: 'word' }), b: keyword(['card', 'bill']) },
      'b: keyword "card" dropped',
      false,
    ],
    ['and the other is a yes', { a: keyword(['sure', 'card']), b: keyword(['card', 'bill']) }, 'b: keyword "card" dropped', false],
    [
      'by more than keywords',
      { a: any(keyword(['card']), affirm()), b: any(keyword(['card', 'bill']), deny()) },
      'b: keyword "card" dropped',
      true,
    ],
  ] as const)('%s', (_, transitions, description, expected) => {
    expect(isEquivalent(asking(transitions), description)).toBe(expected)
  })

  test('unless misspelt words are taken for keywords', () => {
    expect(isEquivalent(asking(plain, { typos: true }), 'b: keyword "card" dropped')).toBe(false)
  })

  test('by a global transition in every state, or not at all', () => {
    const flow = asking({ a: keyword(['card']), b: keyword(['bill']) }, { globalTransitions: { help: keyword(['card', 'help']) } })
    expect(isEquivalent(flow, 'help: keyword "card" dropped', null)).toBe(true)
    const more = { prompt: { say: 'More?' }, transitions: { on: keyword(['on']) }, nextStates: { on: 'a_said' } }
    const elsewhere = { ...flow, states: { ...flow.states, b_said: more } }
    expect(isEquivalent(elsewhere, 'help: keyword "card" dropped', null)).toBe(false)
  })
})

describe('a state is never entered', () => {
  const gate = (test_: Condition): ConversationFlow => ({
    ...asking({ open: all(keyword(['open']), test_), other: keyword(['other']) }),
    initialContext: { key: false },
  })

  test.each([
    ['as its only way asks for what is never so', context('key', { equals: true }), true],
    ['but it is, as its way asks for what is so', context('key', { equals: false }), false],
  ])('%s', (_, condition, expected) => {
    const flow = gate(condition)
    const { open_said: hidden, ...states } = flow.states
    const left = { ...hidden, transitions: { on: keyword(['on', 'forward']) }, nextStates: { on: 'other_said' } }
    expect(isEquivalent({ ...flow, states: { ...states, open_said: left } }, 'on: keyword "forward" dropped', 'open_said')).toBe(expected)
  })
})

test('what is called description in the data is no description', () => {
  const flow: ConversationFlow = {
    ...asking({ a: keyword(['card']) }),
    initialContext: { description: 'none' },
  }
  const ask = { ...flow.states['ask'], nextStates: { a: { to: 'a_said', set: { description: 'a card' } } } }
  expect(isEquivalent({ ...flow, states: { ...flow.states, ask } }, 'a: set dropped')).toBe(false)
})

const WORDS = ['budget', 'no budget', 'budgets', 'work', 'working', 'not working', 'crash', 'great crash', 'yes', 'at all']
const words = fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 })
const written = fc.constantFrom({}, {}, { ignoreNegated: true }, { match: 'word' } as const, { match: 'prefix' } as const)
const keywords = fc.tuple(words, written).map(([list, options]) => keyword(list, options))
const part = fc.oneof(
  { weight: 4, arbitrary: keywords },
  { weight: 1, arbitrary: fc.constantFrom(regex('work(s|ing)'), regex('^yes'), affirm(), deny()) },
)
const parts = fc.array(part, { minLength: 1, maxLength: 3 })
const condition = fc.oneof(
  { weight: 5, arbitrary: keywords },
  { weight: 2, arbitrary: parts.map((list) => any(...list)) },
  { weight: 1, arbitrary: parts.map((list) => all(...list)) },
  { weight: 1, arbitrary: fc.tuple(keywords, keywords).map(([one, other]) => all(one, not(other))) },
)
const named = (name: string) => (list: readonly Condition[]) => Object.fromEntries(list.map((each, index) => [`${name}_${index}`, each]))
const flows = fc
  .tuple(
    fc.array(condition, { minLength: 1, maxLength: 4 }),
    fc.array(condition, { maxLength: 2 }),
    fc.constantFrom('specific', 'declared'),
  )
  .map(([own, globals, transitionOrder]) => asking(named('own')(own), { transitionOrder, globalTransitions: named('global')(globals) }))
const text = fc
  .array(fc.constantFrom(...WORDS, 'not', 'no', "isn't", ',', '.', 'works', 'crashes', 'really', '?'), { minLength: 1, maxLength: 5 })
  .map((list) => list.join(' ').replaceAll(/ ([,.])/g, '$1'))

/** Where a message leads by the rules' own interpreter. */
async function ledTo(flow: ConversationFlow, said: string) {
  const happened = await naiveTalk(flow, [{ type: 'say', messages: [{ id: 'first', text: said }] }])
  return happened.flatMap((each) => ('state' in each ? [`${each.type} ${each.state}`] : []))
}

const OF_CONDITIONS = ['transition', 'order', 'keyword', 'keyword-given', 'ignore-negated', 'match', 'not', 'all-any', 'part'] as const

test('no message tells apart by the rules what is called equivalent', async () => {
  let proved = 0
  for (const [seed, flow] of fc.sample(flows, { numRuns: runsOr(8), seed: 12 }).entries()) {
    const mutants = [...mutantsOf(flow)]
    const texts = fc.sample(text, { numRuns: 20, seed })
    for (const { operator, state, description, verdict } of mutateFlow(flow, { paths: [], operators: OF_CONDITIONS }).mutants) {
      const alike = mutants.filter((each) => each.operator === operator && each.state === state && each.description === description)
      const [mutant] = alike
      // Of several changes that are described alike, nobody knows which one is meant.
      if (verdict !== 'equivalent' || mutant === undefined || alike.length > 1) continue
      proved += 1
      for (const said of texts)
        expect([description, said, await ledTo(mutant.flow, said)]).toEqual([description, said, await ledTo(flow, said)])
    }
  }
  expect(proved).toBeGreaterThan(5)
}, 600_000)
