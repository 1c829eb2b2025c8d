import fc from 'fast-check'
import { fromDate } from 'talkchart'
import { describe, expect, test } from 'vitest'
import { readCorrections } from '../../../src/conditions/fields/read-corrections.js'
import { readFields } from '../../../src/conditions/fields/read-fields.js'
import { NOW, readingOf } from './readings.js'

const FIELDS = { day: { from: fromDate() } }

function dayIn(text: string, options: Parameters<typeof readingOf>[2] = {}): unknown {
  return readFields(readingOf(FIELDS, text, options), { kind: 'answer', asking: 'day' }).valid.day
}

describe('a day', () => {
  test.each([
    ['tomorrow', '2026-11-27'],
    ['today please', '2026-11-26'],
    ['in 3 days', '2026-11-29'],
    ['3 days from now', '2026-11-29'],
    ['on Friday', '2026-11-27'],
    ['sat', '2026-11-28'],
    ['monday 7 december', '2026-12-07'],
    ['5 May', '2027-05-05'],
    ['from 5 May for 3 days', '2027-05-05'],
    ['2027-01-03', '2027-01-03'],
    ['12/25', '2026-12-25'],
    ['next week', '2026-12-03'],
  ])('%j is %s', (text, day) => {
    expect(dayIn(text)).toBe(day)
  })

  test.each([
    'the sun is shining',
    'I sat down',
    'march on',
    'you may',
    'at 5',
    'for 3 days',
    '3 days',
    'wait a second',
    '12',
    'whenever',
    '',
  ])('there is none in %j', (text) => {
    expect(dayIn(text)).toBeUndefined()
  })

  test.each([
    ['de', 'übermorgen', '2026-11-28'],
    ['de', 'am 5. Mai', '2027-05-05'],
    ['de', 'am 5.6.2027', '2027-06-05'],
    ['fr', 'demain', '2026-11-27'],
    ['es', 'el 5 de mayo', '2027-05-05'],
    ['en-GB', '5/6/2027', '2027-06-05'],
    ['en-US', '5/6/2027', '2027-05-06'],
  ])('in %s, %j is %s', (language, text, day) => {
    expect(dayIn(text, { language })).toBe(day)
  })

  test('is that of the time zone, wherever the machine is', () => {
    const lateInLondon = Date.UTC(2026, 10, 26, 23, 30)
    expect(dayIn('today', { at: lateInLondon })).toBe('2026-11-26')
    expect(dayIn('today', { at: lateInLondon, timeZone: 'Europe/Berlin' })).toBe('2026-11-27')
    expect(dayIn('tomorrow', { at: lateInLondon, timeZone: 'Pacific/Kiritimati' })).toBe('2026-11-28')
    expect(dayIn('today', { at: NOW, timeZone: 'Pacific/Pago_Pago' })).toBe('2026-11-26')
  })

  test('a number beside it is for the number', () => {
    const fields = { day: FIELDS.day, days: { from: 'number' } } as const
    const { valid } = readFields(readingOf(fields, 'from 5 May for 3 days'), { kind: 'entry', asking: null })
    expect(valid).toEqual({ day: '2027-05-05', days: 3 })
  })

  test.each(['on friday evening', 'friday evening please', 'in the evening, on friday'])('%j tells a part of the day, too', (text) => {
    const fields = { day: FIELDS.day, time: { from: { choices: { morning: ['morning'], evening: ['evening'] } } } }
    const told = { day: '2026-11-27', time: 'evening' }
    expect(readFields(readingOf(fields, text), { kind: 'answer', asking: 'day' }).valid).toEqual(told)
    expect(readFields(readingOf(fields, text), { kind: 'entry', asking: null }).valid).toEqual(told)
    const stored = { day: '2026-12-01', time: 'morning' }
    expect(readCorrections(readingOf(fields, `no, ${text}`, { data: stored })).valid).toEqual(told)
  })

  test('is one of the calendar, whatever is said', () => {
    const word = fc.constantFrom(
      '5',
      '31',
      'feb',
      'february',
      'may',
      'on',
      'friday',
      'tomorrow',
      'next',
      'in',
      '3',
      'days',
      '/',
      '2027',
      'the',
    )
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const day = dayIn(words.join(' '))
        if (day !== undefined) expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day)
      }),
    )
  })
})
