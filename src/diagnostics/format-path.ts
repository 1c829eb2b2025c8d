import type { DiagnosticPath } from './diagnostic.js'
import { visible } from './quote.js'

const PLAIN_KEY = /^[\p{L}_$][\p{L}\p{N}_$]*$/u

/**
 * Writes a path as a person would write it in code.
 *
 * @example formatPath(['states', 'greeting', 'transitions', 'not now']) // 'states.greeting.transitions["not now"]'
 */
export function formatPath(path: DiagnosticPath): string {
  return path.map(formatSegment).join('') || '(the flow)'
}

function formatSegment(segment: string | number, index: number): string {
  if (typeof segment === 'number') return `[${segment}]`
  if (!PLAIN_KEY.test(segment)) return `[${visible(JSON.stringify(segment))}]`
  return index === 0 ? segment : `.${segment}`
}
