import fc from 'fast-check'
import { fromRegex } from 'talkchart'
import { describe, expect, test } from 'vitest'
import type { ReadableFields } from '../../../src/conditions/fields/field-source.js'
import { readCorrections } from '../../../src/conditions/fields/read-corrections.js'
import { readingOf } from './readings.js'

const ORDER = {
  size: { from: { choices: { small: ['small'], medium: ['medium'], large: ['large', 'big'] } } },
  count: { from: 'number', schema: { type: 'integer', minimum: 1, maximum: 10 } },
  code: { from: fromRegex('AB-([0-9]{4})', { group: 1 }) },
} as const satisfies ReadableFields

const STORED = { size: 'small', count: 3, code: '1111' }

function corrected(text: string, data: object = STORED, language = 'en') {
  const { valid, refused } = readCorrections(readingOf(ORDER, text, { data: { ...data }, language }))
  return { ...valid, ...(Object.keys(refused).length === 0 ? {} : { refused }) }
}

describe('a correction', () => {
  test.each([
    ['from small to large', { size: 'large' }],
    ['not small but large', { size: 'large' }],
    ['large, please', { size: 'large' }],
    ['not 3 but 5', { count: 5 }],
    ['no, 5', { count: 5 }],
    ['make it 5', { count: 5 }],
    ['yes, but make it five', { count: 5 }],
    ['5 instead', { count: 5 }],
    ['5', { count: 5 }],
    ['yes, but the large ones, and 5 of them', { size: 'large', count: 5 }],
    ['my code is AB-2222', { code: '2222' }],
    ['not AB-1111 but AB-2222', { code: '2222' }],
  ])('%j changes %j', (text, change) => {
    expect(corrected(text)).toEqual(change)
  })

  test.each([
    'yes',
    'yes, the small ones',
    'can I pay 5 now?',
    'are you open at 5?',
    'I live at number 12',
    'not large',
    'yes, 3',
    'make it 3',
    'AB-1111',
    '',
  ])('%j changes nothing', (text) => {
    expect(corrected(text)).toEqual({})
  })

  test('two different choices are none', () => {
    expect(corrected('medium or large')).toEqual({})
  })

  test('a value that does not fit is told', () => {
    expect(corrected('make it 50')).toEqual({ refused: { count: { value: 50, reason: 'at most 10' } } })
  })

  test('what was never told is corrected too', () => {
    expect(corrected('large', {})).toEqual({ size: 'large' })
  })

  test('with two numbers, nobody knows which is meant', () => {
    const fields = { adults: { from: 'number' }, children: { from: 'number' } } as const
    const { valid } = readCorrections(readingOf(fields, 'make it 5', { data: { adults: 2, children: 1 } }))
    expect(valid).toEqual({})
  })

  test.each([
    ['de', 'nein, 5'],
    ['de', 'doch lieber 5'],
    ['fr', 'non, 5'],
    ['fr', 'plutôt 5'],
    ['es', 'no, 5'],
    ['es', 'mejor 5'],
  ])('in %s, %j changes the number', (language, text) => {
    expect(corrected(text, STORED, language)).toEqual({ count: 5 })
  })

  test('never gives the stored value', () => {
    const word = fc.constantFrom('small', 'large', 'not', '3', '5', 'no', 'but', 'make it', 'AB-1111', 'AB-2222', 'yes', ',')
    fc.assert(
      fc.property(fc.array(word), (words) => {
        for (const [name, value] of Object.entries(corrected(words.join(' ')))) {
          if (name !== 'refused') expect(value).not.toBe(Reflect.get(STORED, name))
        }
      }),
    )
  })
})
