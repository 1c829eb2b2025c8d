import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256Start } from '../../src/definition/sha256.js'

const expected = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 32)

test('is the start of the SHA-256 of the text as UTF-8', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    fc.string({ minLength: 500, maxLength: 5000 }),
  )
  fc.assert(
    fc.property(text, (sample) => {
      expect(sha256Start(sample)).toBe(expected(sample))
    }),
    { numRuns: 500 },
  )
})

test('for every length around the ends of blocks', () => {
  for (let length = 0; length <= 260; length += 1) {
    const text = 'é'.repeat(length % 2) + 'x'.repeat(length)
    expect(sha256Start(text)).toBe(expected(text))
  }
})
