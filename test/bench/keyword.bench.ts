import { bench, describe } from 'vitest'
import { evaluateCondition } from '../../src/conditions/evaluate-condition.js'
import { keyword } from '../../src/conditions/index.js'
import { byCpuTime } from './cpu-time.js'

const COMMON = 'my app keeps crashing whenever I open the settings page'

/** A guard that finds nothing looks at everything. Each message is another one, so that no preparation of the last is used again. */
function missing(words: readonly string[], text: string, match: 'stem' | 'word' | 'prefix' | 'substring') {
  const condition = keyword([...words], { match })
  let count = 0
  return () => {
    count += 1
    if (evaluateCondition(condition, { text: `${text} ${count}`, data: {} }) !== false) throw new Error('It holds')
  }
}

const wordList = (count: number) => Array.from({ length: count }, (_, position) => `unheard${position}`)

describe('a keyword guard that does not hold, by the way of matching', () => {
  for (const match of ['stem', 'word', 'prefix', 'substring'] as const) bench(match, missing(wordList(5), COMMON, match), byCpuTime)
})

describe('a keyword guard that does not hold, by its words', () => {
  for (const count of [1, 10, 100, 1000]) bench(`${count}`, missing(wordList(count), COMMON, 'stem'), byCpuTime)
})

describe('a keyword guard that does not hold, by the words of the message', () => {
  for (const count of [10, 100, 1000]) bench(`${count}`, missing(wordList(5), `${COMMON} `.repeat(count / 10), 'stem'), byCpuTime)
})
