import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columnsOf, WordWrap, withoutControl } from '../../src/cli/chat/word-wrap.js'

const words = fc.stringMatching(/^[a-zä漢👍 \n]{0,120}$/u)

function wrapped(pieces: readonly string[], width: number): string {
  const wrap = new WordWrap(width, '  ', 5)
  return pieces.map((piece) => wrap.push(piece)).join('') + wrap.end()
}

describe('word wrapping', () => {
  test('does not depend on the pieces in which the text comes', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 8, max: 40 }), (text, width) => {
        expect(wrapped([...text], width)).toBe(wrapped([text], width))
      }),
    )
  })

  test('keeps every word, and no line is wider than the terminal unless one word is', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 8, max: 40 }), (text, width) => {
        const lines = wrapped([text], width).split('\n')
        expect(lines.join(' ').split(/\s+/).filter(Boolean)).toEqual(text.split(/\s+/).filter(Boolean))
        for (const [position, line] of lines.entries()) {
          const start = position === 0 ? 5 : 0
          const isOneWord = line.trim().split(/\s+/).length < 2
          if (!isOneWord) expect(start + columnsOf(line)).toBeLessThanOrEqual(width)
        }
      }),
    )
  })

  test('counts wide characters twice and combining ones not at all', () => {
    expect(['abc', '漢字', 'e\u0301', '👍🏽', '👨‍👩‍👧'].map(columnsOf)).toEqual([3, 4, 1, 2, 2])
  })

  test('shows control characters, but for line ends and tabs', () => {
    expect(withoutControl('a\u001b[31mb\u009b\u0000\r\nc\td\re')).toBe('a�[31mb��\nc\td�e')
  })
})
