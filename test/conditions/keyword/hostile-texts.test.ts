import { expect, test } from 'vitest'
import { keyword } from '../../../src/conditions/index.js'
import { evaluateKeyword } from '../../../src/conditions/kinds/keyword/evaluate-keyword.js'
import { normaliseText } from '../../../src/conditions/text/normalise-text.js'
import { hostileKeywords, hostileTexts } from '../../bench/hostile-texts.js'
import { cpuTime } from '../../cpu-time.js'

/** Returns the least CPU time that some work takes, of two tries. */
function leastTime(work: () => void): number {
  const times = Array.from({ length: 2 }, () => {
    const before = cpuTime()
    work()
    return cpuTime() - before
  })
  return Math.min(...times)
}

test.each(['stem', 'word', 'prefix', 'substring'] as const)(
  '10,000 characters of anything are soon held against 100 keywords, compared by %s',
  (match) => {
    const params = hostileKeywords(match)
    evaluateKeyword(params, 'What is made ready once.')
    for (const [name, text] of Object.entries(hostileTexts(10_000))) {
      // 10 ms and less on an idle machine; what grows faster than the text takes far more than this bound in another row.
      const time = leastTime(() => {
        evaluateKeyword(params, 'another text')
        evaluateKeyword(params, text)
      })
      expect(time, name).toBeLessThan(50)
    }
  },
)

test('work grows as the text does: a text ten times as long takes no hundred times as long', () => {
  const params = hostileKeywords('stem')
  for (const [name, text] of Object.entries(hostileTexts(400_000))) {
    expect(
      leastTime(() => evaluateKeyword(params, text)),
      name,
    ).toBeLessThan(2500)
  }
})

test('10,000 prefixes are soon held against a megabyte', () => {
  const words = Array.from({ length: 10_000 }, (_, index) => `keyword${index}`)
  const text = Array.from({ length: 150_000 }, (_, index) => `w${index}`).join(' ')
  const params = keyword([...words], { match: 'prefix' })
  expect(leastTime(() => evaluateKeyword(params, text))).toBeLessThan(3000)
  expect(evaluateKeyword(params, `${text} keyword9999s`)).toBe(true)
})

test('a keyword is found after any number of characters without spaces', () => {
  const params = { words: ['退款'], match: 'word' } as const
  expect(evaluateKeyword(params, `${'一'.repeat(280_000)}。退款`)).toBe(true)
})

test('a word holds with as many marks as any script writes, and runs of marks end', () => {
  expect(evaluateKeyword({ words: ['e\u0301te\u0301'] }, 'été')).toBe(true)
  const marks = (count: number) => `a${'\u0316'.repeat(count)}`
  expect(normaliseText(marks(30))).toBe(marks(30))
  expect(normaliseText(marks(5000))).toBe(marks(30))
})

test('a ligature is read as its words, and a text of nothing else grows no further than by half', () => {
  expect(evaluateKeyword({ words: ['وسلم'] }, '\ufdfa')).toBe(true)
  expect(normaliseText('\ufdfa'.repeat(10_000)).length).toBeLessThanOrEqual(15_100)
})
