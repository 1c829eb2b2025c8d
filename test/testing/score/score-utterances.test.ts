import { compileFlow, defineFlow, keyword, llmClassifier, regex } from 'talkchart'
import { percentRight, readCsvRows, readListedRows, renderScore, renderScoreMarkdown, scoreUtterances } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'

const bank = defineFlow({
  name: 'bank',
  initialState: 'start',
  states: {
    start: {
      prompt: { say: 'How can I help?' },
      transitions: { refund: keyword(['refund']), card: keyword(['card']), order: regex('order-[0-9]+') },
      nextStates: { refund: 'refunds', card: 'cards', order: 'orders' },
    },
    refunds: { prompt: { say: 'Fine.' } },
    cards: { prompt: { say: 'Fine.' } },
    orders: { prompt: { say: 'Fine.' } },
  },
})

const ROWS = [
  { text: 'I want a refund', expected: 'refund' },
  { text: 'my card, and a refund', expected: 'card' },
  { text: 'my plastic is broken', expected: 'cards' },
  { text: 'the plastic got stuck', expected: 'cards' },
  { text: 'order-12 please', expected: 'order' },
  { text: 'what a day' },
  { text: 'a card game', expected: '' },
]

describe('a score', () => {
  const score = scoreUtterances(bank, ROWS)
  test('counts what is right, misrouted and missed, and what should fire nothing', () => {
    expect(score).toMatchObject({ rows: 7, right: 2, misrouted: 1, missed: 2, undecided: 0, outOfScope: { rows: 2, fired: 1 } })
    expect(percentRight(score)).toBeCloseTo((3 / 7) * 100)
  })
  test('tells precision and recall by transition, also where a state was expected', () => {
    expect(score.labels.find(({ expected }) => expected === 'card')).toMatchObject({
      rows: 3,
      right: 0,
      misrouted: 1,
      missed: 2,
      precision: 0,
      recall: 0,
    })
    expect(score.labels.find(({ expected }) => expected === 'refund')).toMatchObject({ rows: 1, right: 1, precision: 0.5, recall: 1 })
  })
  test('has a confusion matrix, and the words that misrouted a message', () => {
    expect(score.confusion).toEqual({
      refund: { refund: 1 },
      card: { refund: 1, none: 2 },
      order: { order: 1 },
      none: { none: 1, card: 1 },
    })
    expect(score.misroutes).toEqual([
      { state: 'start', text: 'my card, and a refund', expected: 'card', fired: 'refund', words: ['refund'] },
      { state: 'start', text: 'a card game', expected: null, fired: 'card', words: ['card'] },
    ])
  })
  test('suggests words that missed messages share', () => {
    expect(score.suggestions).toEqual([{ state: 'start', expected: 'card', words: [{ word: 'plastic', messages: 2 }] }])
  })
  test('is told as text and as Markdown', () => {
    expect(renderScore(score)).toContain('7 messages: 2 right, 1 misrouted, 2 without a match')
    expect(renderScoreMarkdown(score)).toMatch(/\| expected \\ fired \| .*refund/)
  })
  test('leaves out what a model decides, and counts it', () => {
    const asked = {
      ...bank,
      states: {
        ...bank.states,
        start: {
          ...bank.states.start,
          transitions: { ...bank.states.start.transitions, card: llmClassifier({ prompt: 'A card?', targetClass: 'yes' }) },
        },
      },
    }
    expect(
      scoreUtterances(asked, [
        { text: 'hello', expected: 'card' },
        { text: 'a refund', expected: 'refund' },
      ]),
    ).toMatchObject({ right: 1, undecided: 1 })
  })
  test('agrees with the compiled machine', async () => {
    const { talkTo } = await import('../../machines/talk-to.js')
    for (const { text } of ROWS) {
      const { transition } = await talkTo(compileFlow(bank), [text])
      const fired = scoreUtterances(bank, [{ text, expected: transition ?? '' }])
      expect(percentRight(fired)).toBe(100)
    }
  })
  test('refuses a row that names what the flow does not have', () => {
    expect(() => scoreUtterances(bank, [{ text: 'hi', expected: 'crad' }])).toThrow('Row 1 expects "crad"')
    expect(() => scoreUtterances(bank, [{ text: 'hi', state: 'strat' }])).toThrow('Row 1 names the state "strat"')
  })
})

describe('rows', () => {
  test('come from CSV with quotes, commas and line ends in cells', () => {
    expect(readCsvRows('\ufefftext,expected,data\r\n"a, ""b""\nc",card,"{""tier"":1}"\r\nd,,\r\n')).toEqual([
      { text: 'a, "b"\nc', expected: 'card', data: { tier: 1 } },
      { text: 'd', expected: '' },
    ])
  })
  test.each([
    ['label\nx\n', 'no column "text"'],
    ['text\n"x\n', 'Line 2'],
    ['text,data\nx,[1]\n', 'The data of row 1'],
  ])('%j is refused', (source, message) => expect(() => readCsvRows(source)).toThrow(message))
  test('come from lists', () => {
    expect(readListedRows([{ text: 'a', expected: 'card', state: 'start' }])).toEqual([{ text: 'a', expected: 'card', state: 'start' }])
    expect(() => readListedRows({ text: 'a' })).toThrow('no list')
  })
})
