import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateCondition } from '../../src/conditions/evaluate-condition.js'
import { any, keyword, regex, sentiment } from '../../src/conditions/index.js'
import { evaluateKeyword } from '../../src/conditions/kinds/keyword/evaluate-keyword.js'
import { stemmers } from '../../src/conditions/languages.js'
import { cpuTime } from '../cpu-time.js'
import { runsOr } from '../runs.js'

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
)

test('no text and no keyword makes evaluation throw, in any language', () => {
  const language = fc.constantFrom(...Object.keys(stemmers), 'ja', '', '__proto__', 'not a language')
  const match = fc.constantFrom('stem', 'word', 'prefix', 'substring')
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 3 }), match, fc.boolean(), language, (message, words, how, flag, tag) => {
      const except = words.map((word) => ({ word, match: how, caseSensitive: flag }))
      const params = { words, match: how, caseSensitive: flag, ignoreNegated: flag, language: tag, except }
      expect(typeof evaluateKeyword(params, message, stemmers)).toBe('boolean')
    }),
    { numRuns: runsOr(150) },
  )
})

test('words are found where they stand whole, substrings anywhere', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '的'), minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), word, (words, keyword) => {
      const message = words.join(', ')
      const spaced = !`${message}${keyword}`.includes('的')
      expect(evaluateKeyword({ words: [keyword], match: 'substring' }, message)).toBe(message.includes(keyword))
      if (spaced) expect(evaluateKeyword({ words: [keyword], match: 'word' }, message)).toBe(words.includes(keyword))
      if (spaced)
        expect(evaluateKeyword({ words: [keyword], match: 'prefix' }, message)).toBe(words.some((said) => said.startsWith(keyword)))
    }),
  )
})

test('no text makes a tree of conditions throw', () => {
  const tree = any(regex('\\b[a-z]+\\b$', { flags: 'i' }), sentiment('negative'), keyword(['crash', 'c++', '👍']))
  fc.assert(fc.property(text, (message) => typeof evaluateCondition(tree, { text: message, data: {} }) === 'boolean'))
})

describe('a megabyte', () => {
  const params = {
    words: ['crash', 'no budget', 'c++', 'a-'],
    ignoreNegated: true,
    except: [
      { word: 'crash now', match: 'stem', caseSensitive: false },
      { word: 'no no budget', match: 'substring', caseSensitive: false },
    ],
  } as const
  test.each([
    ['distinct words', Array.from({ length: 150_000 }, (_, number) => `w${number}`).join(' ')],
    ['one word', 'a'.repeat(1_000_000)],
    ['negated keywords', 'not crash '.repeat(100_000)],
    ['yielding keywords', 'crash now '.repeat(100_000)],
    ['negations', 'not '.repeat(250_000)],
    ['hyphens', `no${'-'.repeat(1_000_000)}`],
    ['apostrophes', "a'".repeat(500_000)],
    ['spaces', ' '.repeat(1_000_000)],
    ['Chinese', '我要退款'.repeat(50_000)],
    ['Thai', 'สวัสดีครับ'.repeat(30_000)],
    ['ligatures that grow', '\ufdfa'.repeat(100_000)],
  ])('of %s is judged in seconds at most', (_, message) => {
    const before = cpuTime()
    expect(typeof evaluateKeyword(params, message)).toBe('boolean')
    expect(cpuTime() - before).toBeLessThan(5000)
  })
})
