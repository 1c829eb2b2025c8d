import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readFields } from '../../../src/conditions/fields/read-fields.js'
import { readingOf } from './readings.js'

const FIELDS = { count: { from: 'number' } } as const

function numberIn(text: string, language = 'en'): unknown {
  return readFields(readingOf(FIELDS, text, { language }), { kind: 'answer', asking: 'count' }).valid.count
}

describe('a number', () => {
  test.each([
    ['5', 5],
    ['I need 12 of them', 12],
    ['$50', 50],
    ['50€', 50],
    ['1,000', 1000],
    ['1,234,567.5', 1234567.5],
    ['1.5', 1.5],
    ['1,5', 1.5],
    ['-3', -3],
    ['it was -3 outside', -3],
    ['2-3', 2],
    ['three', 3],
    ['for twenty people', 20],
    ['one', 1],
    ['just one', 1],
    ['one please', 1],
    ['3 of the large ones', 3],
    ['5️⃣', 5],
    ['１２', 12],
  ])('%j is %d', (text, value) => {
    expect(numberIn(text)).toBe(value)
  })

  test.each([
    'none',
    '12/25',
    '10:30',
    '12/25/2026',
    '3rd',
    'A4',
    'v2',
    'the large one',
    'no one',
    'twenty five',
    'two hundred',
    'one two three',
    '1.2.3.4',
    '',
  ])('there is none in %j', (text) => {
    expect(numberIn(text)).toBeUndefined()
  })

  test.each([
    ['de', '1.000', 1000],
    ['de', '1,5', 1.5],
    ['de', '1.5', 1.5],
    ['de', '1.234,56 Euro', 1234.56],
    ['de', 'zwölf', 12],
    ['de', 'eine', 1],
    ['de', 'ich nehme ein großes für drei Tage', 3],
    ['fr', '2 500 euros', 2500],
    ['fr', '2,5', 2.5],
    ['fr', 'quatre', 4],
    ['es', 'dieciséis', 16],
    ['es', '1.234', 1234],
  ])('in %s, %j is %d', (language, text, value) => {
    expect(numberIn(text, language)).toBe(value)
  })

  test('as a language writes it, any number is read back', () => {
    const number = fc.double({ min: 0, max: 1e9, noNaN: true }).map((value) => Math.round(value * 100) / 100)
    fc.assert(
      fc.property(number, fc.constantFrom('en', 'de', 'fr', 'es', 'de-CH', 'en-IN', 'it', 'sv'), (value, language) => {
        const written = new Intl.NumberFormat(language, { maximumFractionDigits: 2, useGrouping: language !== 'de-CH' }).format(value)
        expect(numberIn(written, language)).toBe(value)
      }),
    )
  })

  test('an integer that asks for one is not met by a half', () => {
    const fields = { count: { from: 'number', schema: { type: 'integer', minimum: 1, maximum: 10 } } } as const
    const read = (text: string) => readFields(readingOf(fields, text), { kind: 'answer', asking: 'count' })
    expect(read('2.5')).toEqual({ valid: {}, refused: { count: { value: 2.5, reason: 'a whole number' } } })
    expect(read('12')).toEqual({ valid: {}, refused: { count: { value: 12, reason: 'at most 10' } } })
    expect(read('3')).toEqual({ valid: { count: 3 }, refused: {} })
  })
})
