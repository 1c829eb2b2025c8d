import { keyword } from 'talkchart'
import { stemmers } from 'talkchart/languages'
import { describe, expect, test } from 'vitest'
import { evaluateCondition } from '../../../src/conditions/evaluate-condition.js'
import type { KeywordOptions } from '../../../src/conditions/index.js'
import { orderCandidates } from '../../../src/conditions/order/transition-order.js'

const found = (word: string, text: string, options: KeywordOptions = {}, language = 'en') =>
  evaluateCondition(keyword([word], options), { text, data: {}, language, stemmers })

describe('regular forms', () => {
  test.each([
    'add added',
    'add adding',
    'exceed exceeds',
    'exceed exceeded',
    'proceed proceeding',
    'experience experienced',
    'experience experiencing',
    'die died',
    'die dying',
    'focus focuses',
    'focus focused',
    'virus viruses',
    'bonus bonuses',
    'err erred',
    'agree agreed',
    'try trying',
  ])('%s', (pair) => {
    const [word = '', form = ''] = pair.split(' ')
    expect(found(word, `it ${form} there`)).toBe(true)
    expect(found(form, `it ${word} there`)).toBe(true)
  })
  test.each(['not notting', 'hop hoping', 'car caring', 'new news', 'see seed', 'be bed'])('not %s', (pair) => {
    const [word = '', other = ''] = pair.split(' ')
    expect(found(word, `it ${other} there`)).toBe(false)
  })
})

describe('numbers are one word', () => {
  test.each([
    ['1', 'version 1.5', false],
    ['1', '1,000 euros', false],
    ['1', 'number 1.', true],
    ['1', '1️⃣', true],
    ['$50', 'it cost $50,000', false],
    ['$50', 'it cost $50.', true],
    ['12/25', 'on 12/25/2026', false],
    ['12/25', 'on 12/25', true],
    ['24/7', 'open 24/7', true],
  ])('%j in %j: %s', (word, text, holds) => expect(found(word, text)).toBe(holds))
})

describe('gap', () => {
  test.each([
    [0, 'change my PIN', false],
    [1, 'change my PIN', true],
    [1, 'change my card PIN', false],
    [2, 'change my card PIN', true],
    [3, 'change, the PIN', false],
    [3, 'change not the PIN', false],
  ])('%s: %j: %s', (gap, text, holds) => expect(found('change pin', text, { gap })).toBe(holds))
})

describe('typos', () => {
  test.each([
    ['refund', 'a refnud', true],
    ['refund', 'a reffund', true],
    ['refund', 'a refud', true],
    ['refund', 'a refumd', true],
    ['refund', 'a befund', false],
    ['refund', 'a rfnd', false],
    ['lost card', 'lost crad', false],
  ])('%j in %j: %s', (word, text, holds) => {
    expect(found(word, text, { typos: true })).toBe(holds)
    expect(found(word, text)).toBe(false)
  })
  test("a sibling's word is no mistake", () => {
    const list = { charge: keyword(['charge'], { typos: true }), change: keyword(['change']) }
    const candidates = Object.entries(list).map(([name, condition]) => ({ name, scope: 'own' as const, condition }))
    const holding = orderCandidates(candidates).filter(
      ({ condition }) => evaluateCondition(condition, { text: 'a change', data: {} }) === true,
    )
    expect(holding.map(({ name }) => name)).toEqual(['change'])
  })
})

test('Turkish folds its own I', () => {
  expect(found('IŞIK', 'ışık', { match: 'word' }, 'tr')).toBe(true)
  expect(found('INFO', 'info', { match: 'word' }, 'tr')).toBe(false)
})
