import { type Condition, type ConversationFlow, keyword, regex } from 'talkchart'
import { analyzeFlow } from 'talkchart/analysis'
import { describe, expect, test } from 'vitest'
import { cpuTime } from '../cpu-time.js'

/** Far above what it takes, and far below what it takes to hold everything against everything. */
const LONGEST = 5000

/** Words of letters alone that are no inflections of each other. */
const word = (position: number) => `w${[...String(position)].map((digit) => 'qrstuvwxyz'[Number(digit)]).join('')}k`

const numbers = (count: number) => Array.from({ length: count }, (_, position) => position)

function star(count: number, condition: (position: number) => Condition): ConversationFlow {
  const names = numbers(count).map((position) => `to_${position}`)
  return {
    name: 'star',
    initialState: 'hub',
    states: {
      hub: {
        prompt: { say: 'About what?' },
        transitions: Object.fromEntries(names.map((name, position) => [name, condition(position)])),
        nextStates: Object.fromEntries(names.map((name) => [name, 'done'])),
      },
      done: { prompt: { say: 'Goodbye.' } },
    },
  }
}

function chain(count: number): ConversationFlow {
  const states = numbers(count).map((position) => [
    `at_${position}`,
    {
      prompt: { say: `On from ${position}?` },
      transitions: { go: keyword(['go']) },
      nextStates: { go: position + 1 === count ? 'done' : `at_${position + 1}` },
    },
  ])
  return { name: 'chain', initialState: 'at_0', states: { ...Object.fromEntries(states), done: { prompt: { say: 'Goodbye.' } } } }
}

describe('a large flow is analysed within seconds', () => {
  const large: readonly (readonly [string, ConversationFlow])[] = [
    ['1,000 states', chain(1000)],
    ['1,000 transitions of one state', star(1000, (position) => keyword([word(position)]))],
    [
      '100 transitions with five phrases each',
      star(100, (position) => keyword(numbers(5).map((each) => `${word(position * 5 + each)} please`))),
    ],
    ['2,500 words that begin alike', star(2500, (position) => keyword([`subscription${word(position)}`]))],
    ['1,500 phrases that begin alike', star(1500, (position) => keyword([`please cancel ${word(position)}`]))],
    ['150 prefixes', star(150, (position) => keyword([word(position)], { match: 'prefix' }))],
    ['200 patterns that exclude each other', star(200, (position) => regex(`^${word(position)}$`))],
    ['one condition of 512 keywords', star(1, () => keyword(numbers(512).map(word)))],
  ]

  test.each(large)('%s', { timeout: 60_000 }, (_, flow) => {
    const before = cpuTime()
    const { diagnostics } = analyzeFlow(flow)
    expect(cpuTime() - before).toBeLessThan(LONGEST)
    expect(diagnostics.map(({ code }) => code)).not.toContain('potentially-shadowed')
  })
})

test('finds in a large state what it finds in a small one', () => {
  const related = ['refund', 'refund status', 'refunds', 'card', 'my card', 'card']
  const condition = (position: number) => keyword([related[position] ?? word(position)])
  const found = (count: number) =>
    analyzeFlow(star(count, condition))
      .diagnostics.filter(({ code }) => code === 'yield' || code === 'shadowed-transition')
      .map(({ code, path, witness }) => [code, path.at(-1), witness])
  expect(found(related.length)).toEqual(
    expect.arrayContaining([
      ['yield', 'to_0', 'refund status'],
      ['yield', 'to_3', 'my card'],
      ['shadowed-transition', 'to_5', 'card'],
    ]),
  )
  expect(found(1000)).toEqual(found(related.length))
})
