import fc from 'fast-check'
import { fromRegex } from 'talkchart'
import { describe, expect, test } from 'vitest'
import type { ReadableFields } from '../../../src/conditions/fields/field-source.js'
import { type ReadingKind, readFields } from '../../../src/conditions/fields/read-fields.js'
import { readingOf } from './readings.js'

const RENTAL = {
  size: { from: { choices: { small: ['small', 'little'], large: ['large', 'big'], extra: ['extra large'] } } },
  days: { from: 'number', schema: { type: 'integer', minimum: 1, maximum: 30 } },
  code: { from: fromRegex('AB-([0-9]{4})', { group: 1, flags: 'i' }) },
  note: { from: 'text' },
} as const satisfies ReadableFields

function read(text: string, asking: string | null, data = {}, kind: ReadingKind = 'answer') {
  const { valid, refused } = readFields(readingOf(RENTAL, text, { data }), { kind, asking })
  return { ...valid, ...(Object.keys(refused).length === 0 ? {} : { refused: Object.keys(refused) }) }
}

describe('what a message fills', () => {
  test('the longest words of choices win', () => {
    expect(read('an extra large one', 'size')).toEqual({ size: 'extra' })
  })

  test('negated words and two different choices are no choice', () => {
    expect(read('not a large one', 'size')).toEqual({})
    expect(read('not small, large', 'size')).toEqual({ size: 'large' })
    expect(read('small or large', 'size')).toEqual({})
    expect(read('big, really big, large', 'size')).toEqual({ size: 'large' })
  })

  test('a choice leaves a value alone, unless it was asked for', () => {
    expect(read('the large one', 'days', { size: 'small' })).toEqual({})
    expect(read('the large one', 'size', { size: 'small' })).toEqual({ size: 'large' })
  })

  test('a number is read where it was asked for, or where no other field can be meant', () => {
    expect(read('3', 'days')).toEqual({ days: 3 })
    expect(read('large, for 3 days', 'size')).toEqual({ size: 'large', days: 3 })
    expect(read('large, for 3 days', 'size', { days: 2 })).toEqual({ size: 'large' })
  })

  test('a pattern takes its text before a number reads', () => {
    expect(read('AB-1234', 'days')).toEqual({ code: '1234' })
    expect(read('5 days, my code is ab-1234', 'days')).toEqual({ days: 5, code: '1234' })
  })

  test('a text takes what fills nothing else', () => {
    expect(read('  leave it at the door ', 'note')).toEqual({ note: 'leave it at the door' })
    expect(read('AB-1234', 'note')).toEqual({ code: '1234' })
    expect(read('leave it at the door', 'size')).toEqual({})
  })

  test('what does not fit is told, but not of a message that enters the state', () => {
    expect(read('90', 'days')).toEqual({ refused: ['days'] })
    expect(read('rent a large bike for 90 days', null, {}, 'entry')).toEqual({ size: 'large' })
    expect(read('rent a large bike for 3 days', null, {}, 'entry')).toEqual({ size: 'large', days: 3 })
  })

  test('beside a digression only patterns and choices are read', () => {
    expect(read('large, and are you open at 5?', 'days', {}, 'aside')).toEqual({ size: 'large' })
  })

  test('one piece of text fills one field, the asked one first', () => {
    const fields = {
      from: { from: { choices: { paris: ['paris'], rome: ['rome'] } } },
      to: { from: { choices: { paris: ['paris'], rome: ['rome'] } } },
    }
    const readTrip = (asking: string) => readFields(readingOf(fields, 'paris'), { kind: 'answer', asking }).valid
    expect(readTrip('from')).toEqual({ from: 'paris' })
    expect(readTrip('to')).toEqual({ to: 'paris' })
  })

  test('a found text becomes the number, or the true and false, that the schema asks for', () => {
    const fields = {
      count: { from: { choices: { '2': ['two', 'couple'] } }, schema: { type: 'integer' } },
      gift: { from: { choices: { true: ['gift'], false: ['myself'] } }, schema: { type: 'boolean' } },
      year: { from: fromRegex('19[0-9]{2}'), schema: { type: 'integer' } },
    } as const
    const { valid } = readFields(readingOf(fields, 'a couple, as a gift, from 1984'), { kind: 'answer', asking: null })
    expect(valid).toEqual({ count: 2, gift: true, year: 1984 })
  })

  test('reading is total, and gives nothing that the schemas refuse', () => {
    const asking = fc.constantFrom(null, ...Object.keys(RENTAL))
    const kind = fc.constantFrom<ReadingKind>('answer', 'entry', 'aside')
    const word = fc.constantFrom('large', 'small', 'not', '3', '90', '1.5', 'AB-1234', 'one', 'and', ',', 'extra')
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(word).map((words) => words.join(' ')),
    )
    fc.assert(
      fc.property(text, asking, kind, (said, asked, of) => {
        const { valid, refused } = readFields(readingOf(RENTAL, said), { kind: of, asking: asked })
        const { days = 1, size = 'small', code = '0000' } = valid
        expect(Number.isInteger(days) && Number(days) >= 1 && Number(days) <= 30).toBe(true)
        expect(['small', 'large', 'extra']).toContain(size)
        expect(code).toMatch(/^\d{4}$/)
        expect(Object.keys(valid).filter((name) => Object.hasOwn(refused, name))).toEqual([])
        if (valid.note !== undefined) expect(Object.keys(valid)).toEqual(['note'])
      }),
    )
  })
})
