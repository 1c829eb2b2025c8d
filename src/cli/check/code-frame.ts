import type { Position } from '../load-flow/document-positions.js'

const WIDEST = 100
const BEFORE = 40

/**
 * The line of a place, with a caret under it.
 *
 * @example codeFrame(['a: 1', 'b: 2'], { line: 2, column: 4 }) // '  2 | b: 2\n    |    ^'
 */
export function codeFrame(lines: readonly string[], { line, column }: Position): string {
  const text = lines[line - 1] ?? ''
  // A flow may stand on one line.
  const start = column > WIDEST ? column - BEFORE : 0
  const shown = text.slice(start, start + WIDEST)
  const number = String(line)
  return `  ${number} | ${shown}\n  ${' '.repeat(number.length)} | ${' '.repeat(column - 1 - start)}^`
}
