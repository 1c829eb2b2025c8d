import fc from 'fast-check'
import {
  affirm,
  all,
  always,
  any,
  type Condition,
  type ConversationFlow,
  compileFlow,
  deny,
  keyword,
  not,
  regex,
  sentiment,
  unsure,
} from 'talkchart'
import { analyzeFlow } from 'talkchart/analysis'
import { expect, test } from 'vitest'
import { createActor, transition } from 'xstate'
import type { ConditionOf, KeywordCondition, LeafType } from '../../src/conditions/condition.js'
import { evaluateCondition } from '../../src/conditions/evaluate-condition.js'
import { orderCandidates } from '../../src/conditions/order/transition-order.js'
import { runsOr } from '../runs.js'

/** How many messages are tried; TALKCHART_RUNS raises it. */
const MESSAGES = runsOr(8000)
const MESSAGES_A_FLOW = 100
const FLOWS = Math.ceil(MESSAGES / MESSAGES_A_FLOW)

const WORDS = [
  'budget',
  'no budget',
  'not',
  'working',
  'not working',
  'work',
  'no',
  'Crash',
  'crash',
  'crashes',
  'c++',
  'no crash at all',
  "isn't",
]
const TOKENS = [...WORDS, 'really', 'works', 'budgets', 'crashing', 'now', 'know', 'at all', 'NO', '-', ',', 'yes']

const words = fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 })
const keywordConditions = fc
  .tuple(words, fc.constantFrom('stem', 'stem', 'word', 'prefix', 'substring'), fc.boolean(), fc.integer({ min: 0, max: 5 }))
  .map(([list, match, ignoreNegated, sensitivity]) => keyword(list, { match, ignoreNegated, caseSensitive: sensitivity === 0 }))
const leaf: fc.Arbitrary<Condition> = fc.oneof(...leavesByText())

/** Conditions that the text alone decides, by type; undefined for a type that hangs on something else. */
function leavesByText() {
  const leaves = {
    keyword: { weight: 16, arbitrary: keywordConditions },
    affirm: { weight: 1, arbitrary: fc.constantFrom(affirm(), affirm({ also: ['crash'] })) },
    deny: { weight: 1, arbitrary: fc.constantFrom(deny(), deny({ also: ['budget'] })) },
    unsure: { weight: 1, arbitrary: fc.constant(unsure()) },
    regex: { weight: 2, arbitrary: fc.constantFrom(regex('work(s|ing)'), regex('^no ')) },
    always: { weight: 1, arbitrary: fc.constant(always()) },
    sentiment: { weight: 1, arbitrary: fc.constantFrom(sentiment('negative'), sentiment('negative', { threshold: 0.7 })) },
    context: undefined,
    guard: undefined,
    custom: undefined,
    llmClassifier: undefined,
  } satisfies { readonly [Type in LeafType]: fc.WeightedArbitrary<ConditionOf<Type>> | undefined }
  return Object.values(leaves).filter((each) => each !== undefined)
}
const condition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 6, arbitrary: leaf },
  { weight: 1, arbitrary: fc.tuple(leaf, leaf).map(([first, second]) => any(first, second)) },
  { weight: 1, arbitrary: fc.tuple(leaf, leaf).map(([first, second]) => all(first, second)) },
  { weight: 1, arbitrary: fc.tuple(leaf, leaf).map(([first, second]) => all(first, not(second))) },
)
const message = fc
  .tuple(fc.array(fc.constantFrom(...TOKENS), { minLength: 1, maxLength: 5 }), fc.constantFrom(' ', ' ', '-', ', '))
  .map(([tokens, joint]) => tokens.join(joint))

const unrelated = fc.array(condition, { minLength: 2, maxLength: 4 })
/** Conditions of which the later ones say a word of the first, so that much is shadowed. */
const related = fc.tuple(keywordConditions, unrelated).map(([first, others]) => [first, ...others.map((other) => withWordOf(first, other))])

function withWordOf(first: KeywordCondition, other: Condition): Condition {
  return other.type === 'keyword' ? { ...other, words: [...new Set([...other.words, ...first.words.slice(0, 1)])] } : other
}

const cases = fc.record({
  conditions: fc.oneof(unrelated, related),
  order: fc.constantFrom('specific', 'declared'),
  messages: fc.array(message, { minLength: MESSAGES_A_FLOW, maxLength: MESSAGES_A_FLOW }),
})

/** A state with these conditions, each leading to an end of its own. */
function flowOf(conditions: readonly Condition[], transitionOrder: 'specific' | 'declared'): ConversationFlow {
  const names = conditions.map((_, position) => `t${position}`)
  return {
    name: 'random',
    initialState: 'start',
    transitionOrder,
    states: {
      start: {
        prompt: { say: 'Go on.' },
        transitions: Object.fromEntries(conditions.map((each, position) => [names[position] ?? '', each])),
        nextStates: Object.fromEntries(names.map((name) => [name, name])),
      },
      ...Object.fromEntries(names.map((name) => [name, { prompt: { say: name } }])),
    },
  }
}

/** The conditions in the order in which they are tried. */
function ordered(conditions: readonly Condition[], order: 'specific' | 'declared') {
  const candidates = conditions.map((each, position) => ({ name: `t${position}`, condition: each, scope: 'own' as const }))
  return orderCandidates(candidates, { order })
}

test('what is called shadowed is never fired by any message', { timeout: MESSAGES * 6 }, () => {
  let shadowed = 0
  fc.assert(
    fc.property(cases, ({ conditions, order, messages }) => {
      const { diagnostics } = analyzeFlow(flowOf(conditions, order))
      const transitions = diagnostics.flatMap(({ code, path }) => (code === 'shadowed-transition' ? [path[3]] : []))
      if (transitions.length === 0) return
      shadowed += transitions.length
      const candidates = ordered(conditions, order)
      const fired = messages.map((text) => candidates.find((each) => evaluateCondition(each.condition, { text, data: {} }) === true)?.name)
      expect(fired.filter((name) => transitions.includes(name))).toEqual([])
    }),
    { numRuns: FLOWS },
  )
  expect(shadowed).toBeGreaterThan(FLOWS / 20)
})

test('what is called shadowed is never fired in the compiled machine', { timeout: MESSAGES * 6 }, () => {
  fc.assert(
    fc.property(cases, ({ conditions, order, messages }) => {
      const flow = flowOf(conditions, order)
      const { diagnostics } = analyzeFlow(flow)
      const transitions = diagnostics.flatMap(({ code, path }) => (code === 'shadowed-transition' ? [path[3]] : []))
      if (transitions.length === 0) return
      const machine = compileFlow(flow)
      const start = createActor(machine).start().getSnapshot()
      const fired = messages.map((text) => transition(machine, start, { type: 'user.message', text, at: 0 })[0].context.state)
      expect(fired.filter((state) => transitions.includes(state))).toEqual([])
    }),
    { numRuns: Math.ceil(FLOWS / 5) },
  )
})

test('a keyword that is called shadowed fires its transition in no message', { timeout: MESSAGES * 6 }, () => {
  let shadowed = 0
  fc.assert(
    fc.property(cases, ({ conditions, order, messages }) => {
      const flow = flowOf(conditions, order)
      const found = analyzeFlow(flow).diagnostics.filter(({ code, path }) => code === 'shadowed-keyword' && path[4] === 'words')
      if (found.length === 0) return
      shadowed += found.length
      const candidates = ordered(conditions, order)
      for (const { path } of found) {
        const keywords = candidates.find(({ name }) => name === path[3])?.condition
        if (keywords?.type !== 'keyword') throw new Error('Only a keyword condition has words.')
        const { among, ...unplaced } = keywords
        const yielding = among === undefined ? unplaced : { ...unplaced, among: { name: among.name, rivals: among.rivals } }
        const says = (text: string, isWanted: boolean) => {
          const words = keywords.words.filter((_, position) => (position === path[5]) === isWanted)
          return words.length > 0 && evaluateCondition({ ...(isWanted ? yielding : unplaced), words }, { text, data: {} }) === true
        }
        // A longer word of its own may have the message, whatever the shadowed one does.
        const saying = messages.filter((text) => says(text, true) && !says(text, false))
        const fired = saying.map((text) => candidates.find((each) => evaluateCondition(each.condition, { text, data: {} }) === true)?.name)
        expect(fired.filter((name) => name === path[3])).toEqual([])
      }
    }),
    { numRuns: FLOWS },
  )
  expect(shadowed).toBeGreaterThan(FLOWS / 20)
})
