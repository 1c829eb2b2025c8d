import { describe, expect, test } from 'vitest'
import type { KeywordCondition } from '../../../src/conditions/condition.js'
import { keyword } from '../../../src/conditions/index.js'
import { evaluateKeyword, keywordOccurrences } from '../../../src/conditions/kinds/keyword/evaluate-keyword.js'
import { hasWords } from '../../../src/conditions/kinds/keyword/keyword-pattern.js'
import { stemmers } from '../../../src/conditions/languages.js'

const holds = (condition: KeywordCondition, text: string) => evaluateKeyword(condition, text)

describe('phrases', () => {
  test.each([
    ['no budget', 'we have no budget', true],
    ['no budget', 'No, budget is fine', false],
    ['no budget', 'no. budget', false],
    ['follow-up', 'a follow up, please', true],
    ['follow up', 'a follow-up', true],
    ['not working', 'it is not "working"', true],
    ['yes/no', 'yes/no', true],
    ['log in', 'logging in', true],
    ["can't log in", 'I can’t  log in', true],
    ["can't log in", 'I can’t log\nin', false],
    ['no budget', 'No - budget is fine', false],
    ["didn't work", 'it does not work', true],
    ["didn't work", 'it didnt work', true],
    ['not working', "it isn't working", true],
    ["it's", 'it is', true],
    ['opt out', 'opt me out', false],
  ])('%j in %j: %j', (phrase, text, expected) => expect(holds(keyword([phrase]), text)).toBe(expected))
})

describe('symbols are compared as they are written, at the edges of words', () => {
  test.each([
    ['c++', 'I write C++ daily', true],
    ['c++', 'abc++', false],
    ['24/7', 'open 24/7?', true],
    ['24/7', 'the 124/75 line', false],
    ['$50', 'it costs $50', true],
    ['$50', 'it costs $500', false],
    ['👍', 'fine👍', true],
    ['❤️', 'I ❤ it', true],
    ['how much?', 'how much is it', false],
  ])('%j in %j: %j', (literal, text, expected) => expect(holds(keyword([literal]), text)).toBe(expected))
})

describe('ways to match', () => {
  test.each([
    ['stem', 'work', 'it is working', true],
    ['word', 'work', 'it is working', false],
    ['word', 'work', 'Work!', true],
    ['prefix', 'refund', 'it is refundable', true],
    ['prefix', 'fund', 'it is refundable', false],
    ['prefix', 'not work', 'it is not workable', true],
    ['substring', 'fund', 'it is refundable', true],
    ['substring', 'no  budget', 'casino budgets', true],
  ] as const)('%s: %j in %j: %j', (match, word, text, expected) => expect(holds(keyword([word], { match }), text)).toBe(expected))

  test('a contraction is its words', () => expect(holds(keyword(['it'], { match: 'word' }), "it's")).toBe(true))
  test('"shell" is not "she will"', () => expect(holds(keyword(['she will']), 'a shell')).toBe(false))
  test('typographic quotes are plain quotes', () => expect(holds(keyword(["isn't"]), 'it isn’t')).toBe(true))
  test('compatibility forms are plain letters', () => expect(holds(keyword(['refund']), 'ｒｅｆｕｎｄ')).toBe(true))
  test('soft hyphens are not there', () => expect(holds(keyword(['refund']), 're\u00adfund')).toBe(true))
  test('"i" is not the dotted capital I of another word', () => expect(holds(keyword(['istanbul']), 'İSTANBUL')).toBe(true))
  test('a keyword ".*" is a catch-all', () => expect(holds(keyword(['never said', '.*']), '')).toBe(true))
  test('nothing to compare never occurs', () => expect(holds(keyword(['', ' ', '""']), ' "" ')).toBe(false))
})

describe('case', () => {
  test.each([
    ['IT', 'the IT crowd', true],
    ['IT', 'fix it', false],
    ['Apple', 'two Apples', true],
    ['Apple', 'two apples', false],
    ['Apple', 'APPLES', false],
  ])('with caseSensitive %j in %j: %j', (word, text, expected) => {
    expect(holds(keyword([word], { caseSensitive: true }), text)).toBe(expected)
  })
})

describe('ignoreNegated', () => {
  const fixed = keyword(['fixed', 'working', 'resolved'], { ignoreNegated: true })
  test.each([
    ['it is fixed', true],
    ['it is not fixed', false],
    ["it isn't really working", false],
    ['it isn’t working', false],
    ['not yet fixed', false],
    ['it is not quite working', false],
    ["it still hasn't been fixed", false],
    ['it never worked', false],
    ['it is hardly working', false],
    ['it cannot get resolved', false],
    ['no longer working', false],
    ['No, it is fixed now', true],
    ['no, fixed', true],
    ["It wasn't working, now it is working", true],
    ['not sure that it is fixed', true],
  ])('%j: %j', (text, expected) => expect(holds(fixed, text)).toBe(expected))

  test('a negation of its own is no negation before it', () => {
    expect(holds(keyword(['not working'], { ignoreNegated: true }), "it's not working")).toBe(true)
  })
  test('in other languages nothing is known to negate', () => {
    expect(evaluateKeyword({ words: ['fixed'], ignoreNegated: true, language: 'de' }, 'not fixed')).toBe(true)
  })
})

describe('languages', () => {
  test.each([
    ['de', 'Rechnung', 'zwei Rechnungen', true],
    ['de-CH', 'Rechnung', 'zwei Rechnungen', true],
    ['fr', 'erreur', "c'est l’erreur", true],
    ['fr', 'commande', 'mes commandes', true],
    ['fr', "aujourd'hui", 'pas aujourd’hui', true],
    ['es', 'factura', 'las facturas', true],
    ['xx', 'word', 'words', false],
    ['ja', '注文', '私の注文はどこですか', true],
    ['zh', '退款', '我要退款', true],
    ['th', 'สวัสดี', 'สวัสดีครับ', true],
  ])('%s: %j in %j: %j', (language, word, text, expected) => {
    expect(evaluateKeyword({ words: [word], language }, text, stemmers)).toBe(expected)
  })
  test('a language without its stemmer compares whole words', () => {
    expect(evaluateKeyword({ words: ['Rechnung'], language: 'de' }, 'Rechnungen')).toBe(false)
    expect(evaluateKeyword({ words: ['Rechnung'], language: 'de' }, 'die Rechnung')).toBe(true)
  })
})

describe('occurrences', () => {
  test('tell which keyword stands where', () => {
    expect(keywordOccurrences(keyword(['crash', 'not working']), 'It crashes; not  working')).toEqual([
      { word: 'crash', start: 3, end: 10 },
      { word: 'not working', start: 12, end: 23 },
    ])
  })
  test('within a longer excepted keyword do not count', () => {
    const params = { words: ['budget'], except: [{ word: 'no budget', match: 'stem', caseSensitive: false } as const] }
    expect(evaluateKeyword(params, 'we have no budget')).toBe(false)
    expect(evaluateKeyword(params, 'no budget for ads, but a budget for mail')).toBe(true)
  })
})

test.each([
  ['refund', true],
  ['👍', true],
  ['+', true],
  ['', false],
  [' "" ', false],
])('hasWords(%j) is %j', (word, expected) => expect(hasWords(word)).toBe(expected))
