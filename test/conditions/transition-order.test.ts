import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Condition, KeywordCondition } from '../../src/conditions/condition.js'
import { evaluateCondition } from '../../src/conditions/evaluate-condition.js'
import { all, always, any, keyword, not, regex } from '../../src/conditions/index.js'
import { longerKeywords } from '../../src/conditions/kinds/keyword/can-occur-within.js'
import { keywordOccurrences } from '../../src/conditions/kinds/keyword/evaluate-keyword.js'
import type { KeywordOccurrence } from '../../src/conditions/kinds/keyword/keyword-params.js'
import { orderCandidates, type TransitionOrderOptions } from '../../src/conditions/order/transition-order.js'
import { runsOr } from '../runs.js'

type Transitions = Readonly<Record<string, Condition>>

function order(own: Transitions, options?: TransitionOrderOptions, global: Transitions = {}) {
  const list = (transitions: Transitions, scope: 'own' | 'global') =>
    Object.entries(transitions).map(([name, condition]) => ({ name, condition, scope, next: name }))
  return orderCandidates([...list(own, 'own'), ...list(global, 'global')], options)
}

function firstToHold(text: string, ...list: Parameters<typeof order>): string | undefined {
  return order(...list).find(({ condition }) => evaluateCondition(condition, { text, data: {} }) === true)?.name
}

describe('which transition fires', () => {
  const support = {
    billing: keyword(['bill', 'charge', 'payment']),
    technical: keyword(['bug', 'error', 'crash']),
    other: always(),
  }
  const troubleshooting = { resolved: keyword(['fixed', 'solved', 'working']), escalate: keyword(['still', 'not working', 'persist']) }
  const sales = {
    has_budget: keyword(['budget', 'yes']),
    no_budget: keyword(['no budget']),
    decision_maker: keyword(['me', 'i decide']),
    not_decision_maker: keyword(['not me', 'my manager']),
  }
  const interview = { next: keyword(['.*']), skip: keyword(['skip']) }

  test.each([
    ['my app keeps crashing', support, 'technical'],
    ['I was charged twice', support, 'billing'],
    ['hello', support, 'other'],
    ["it's still not working", troubleshooting, 'escalate'],
    ["it's not working", troubleshooting, 'escalate'],
    ["it's working", troubleshooting, 'resolved'],
    ['not working before, but working now', troubleshooting, 'escalate'],
    ['working now, the trouble does not persist', troubleshooting, 'resolved'],
    ['it still is no longer working', { resolved: keyword(['working']), escalate: keyword(['still']) }, 'resolved'],
    ['we have no budget', sales, 'no_budget'],
    ['No, budget is fine', sales, 'has_budget'],
    ['not me, my manager', sales, 'not_decision_maker'],
    ['ask me', sales, 'decision_maker'],
    ['please skip this one', interview, 'skip'],
    ['I led a team of five', interview, 'next'],
  ])('%j', (text, transitions, expected) => expect(firstToHold(text, transitions)).toBe(expected))

  test('as declared, a keyword does not yield and a catch-all stays first', () => {
    expect(firstToHold('we have no budget', sales, { order: 'declared' })).toBe('has_budget')
    expect(firstToHold('skip', interview, { order: 'declared' })).toBe('next')
  })
  test('a keyword yields to a global one', () => {
    expect(firstToHold('I want to cancel my plan', { plan: keyword(['plan']) }, {}, { cancel: keyword(['cancel my plan']) })).toBe('cancel')
  })
})

test('own, global, own catch-alls, global catch-alls; what else a candidate holds is kept', () => {
  const ordered = order({ anything: always(), yes: keyword(['yes']) }, {}, { every: keyword(['.*']), stop: regex('^stop$') })
  expect(ordered.map(({ name, next, scope }) => [name, next, scope])).toEqual([
    ['yes', 'yes', 'own'],
    ['stop', 'stop', 'global'],
    ['anything', 'anything', 'own'],
    ['every', 'every', 'global'],
  ])
})

describe('what a keyword yields to', () => {
  const exceptOf = (own: Condition, sibling: Condition) => {
    const condition = order({ own, sibling }).find(({ name }) => name === 'own')?.condition
    const words = condition?.type === 'keyword' ? longerKeywords(condition).map(({ word }) => word) : []
    return words.length === 0 ? undefined : words
  }
  test.each([
    ['a longer phrase', keyword(['budget']), keyword(['no budget', 'cheap']), ['no budget']],
    ['an inflected one', keyword(['crashes']), keyword(['the crash report']), ['the crash report']],
    ['a longer literal', keyword(['c']), keyword(['c++']), ['c++']],
    ['a substring in a word', keyword(['work'], { match: 'substring' }), keyword(['worked']), ['worked']],
  ])('%s', (_, own, sibling, expected) => expect(exceptOf(own, sibling)).toEqual(expected))

  test.each([
    ['a shorter one', keyword(['no budget']), keyword(['budget'])],
    ['letters within another word', keyword(['no']), keyword(['know it'])],
    ['unrelated words', keyword(['budget']), keyword(['my manager'])],
    ['a keyword inside a tree', keyword(['budget']), all(keyword(['no budget']), always())],
    ['a catch-all', keyword(['budget']), keyword(['no budget', '.*'])],
  ])('not %s', (_, own, sibling) => expect(exceptOf(own, sibling)).toBeUndefined())

  test('also where it stands in a tree', () => {
    const own = any(not(keyword(['budget'])), keyword(['money']))
    const sibling = keyword(['no budget'])
    const [first] = order({ own, sibling })
    const rivals = [{ transition: 'sibling', scope: 'own', type: 'keyword', words: ['no budget'], match: 'stem' }] as const
    expect(first?.condition).toEqual(any(not({ ...keyword(['budget']), among: { name: '', rivals } }), keyword(['money'])))
    expect(own).toEqual(any(not(keyword(['budget'])), keyword(['money'])))
  })
})

describe('yielding against a naive reading of the rule', () => {
  const words = fc.uniqueArray(
    fc.constantFrom(
      'budget',
      'no budget',
      'budgets',
      'no',
      'no budget at all',
      'work',
      'not work',
      'working',
      'at',
      'c',
      'c++',
      'c++ work',
      'wo',
      'a/b',
      'b',
    ),
    { minLength: 1, maxLength: 4 },
  )
  const condition = fc
    .record({ words, match: fc.constantFrom('stem', 'word', 'prefix', 'substring'), caseSensitive: fc.boolean() })
    .map(({ words: list, ...options }) => keyword(list, options))
  const saying = fc.array(fc.constantFrom('budget', 'Budgets', 'no', 'not', 'work', 'working', 'at', 'all', 'c', 'c++', 'a/b', 'b,', '-'), {
    maxLength: 8,
  })

  function naive(own: KeywordCondition, siblings: readonly KeywordCondition[], text: string): boolean {
    const longer = siblings.flatMap((sibling) => keywordOccurrences(sibling, text))
    const inside = (inner: KeywordOccurrence, outer: KeywordOccurrence) =>
      outer.start <= inner.start && inner.end <= outer.end && outer.end - outer.start > inner.end - inner.start
    return keywordOccurrences(own, text).some(
      (inner) => !longer.some((outer) => outer.word.length > inner.word.length && inside(inner, outer)),
    )
  }

  test('agrees on every text', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 2, maxLength: 4 }), saying, (conditions, parts) => {
        const text = parts.join(' ')
        const ordered = order(Object.fromEntries(conditions.map((each, position) => [`t${position}`, each])))
        for (const { name, condition: annotated } of ordered) {
          const position = Number(name.slice(1))
          const own = conditions[position]
          const siblings = conditions.filter((_, other) => other !== position)
          if (own !== undefined && annotated.type === 'keyword')
            expect(keywordOccurrences(annotated, text).length > 0).toBe(naive(own, siblings, text))
        }
      }),
      { numRuns: runsOr(500) },
    )
  })
})

test('the rivals are plain JSON, one list for all of them', () => {
  const [first, second] = order({ own: keyword(['budget']), sibling: keyword(['No Budget'], { match: 'word', caseSensitive: true }) })
  const rivals = [
    { transition: 'own', scope: 'own', type: 'keyword', words: ['budget'], match: 'stem' },
    { transition: 'sibling', scope: 'own', type: 'keyword', words: ['No Budget'], match: 'word', caseSensitive: true },
  ]
  expect(JSON.parse(JSON.stringify(first?.condition))).toEqual({
    type: 'keyword',
    words: ['budget'],
    among: { name: '', rivals, place: 0 },
  })
  const lists = [first, second].map((candidate) =>
    candidate?.condition.type === 'keyword' ? candidate.condition.among?.rivals : undefined,
  )
  expect(lists[0]).toBe(lists[1])
})

describe('which of two keywords', () => {
  const cards = { blocked: keyword(['card']), lost: keyword(['stolen', 'lost card']), pin: keyword(['change my PIN']) }
  test.each([
    ['my card was stolen', cards, 'lost'],
    ['my card, and change my pin', cards, 'pin'],
    ['I want a refund', { done: keyword(['refunded']), refund: keyword(['refund']) }, 'refund'],
    ['I was refunded', { refund: keyword(['refund']), done: keyword(['refunded']) }, 'done'],
    ['no, do it tomorrow', { declined: keyword(['no']), later: keyword(['do it']) }, 'declined'],
    ['budget or charge', { charge: keyword(['charge']), budget: keyword(['budget']) }, 'charge'],
  ] as const)('%j', (text, transitions, expected) => expect(firstToHold(text, transitions)).toBe(expected))

  test('a negated keyword is no rival where negation is heeded', () => {
    const rivals = { card: keyword(['card']), transfer: keyword(['transfer'], { ignoreNegated: true }) }
    expect(firstToHold('my card, not a transfer', rivals)).toBe('card')
    expect(firstToHold('my card, and a transfer', rivals)).toBe('transfer')
  })
  test('length decides among the own ones and among the global ones, never across; nesting does', () => {
    const global = { cancel: keyword(['cancel my plan']), human: keyword(['representative']) }
    expect(firstToHold('my plan, a representative', { plan: keyword(['plan']) }, {}, global)).toBe('plan')
    expect(firstToHold('cancel my plan', { plan: keyword(['plan']) }, {}, global)).toBe('cancel')
  })
  test('a winner that may lead nowhere leaves no miss', () => {
    const list = Object.entries({ card: keyword(['card']), payment: keyword(['payment']) })
    const candidates = list.map(([name, condition]) => ({ name, condition, scope: 'own' as const }))
    const ordered = orderCandidates(candidates, {}, { name: 'start/user', mayMiss: ({ name }) => name === 'payment' })
    const holding = ordered.filter(({ condition }) => evaluateCondition(condition, { text: 'a card payment', data: {} }) === true)
    expect(holding.map(({ name }) => name)).toEqual(['card', 'payment'])
  })
  test('as declared, the first one has it', () => {
    expect(firstToHold('my card was stolen', cards, { order: 'declared' })).toBe('blocked')
  })
})
