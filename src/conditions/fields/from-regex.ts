import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { evaluatorKey } from '../evaluator.js'
import { regexEvaluator } from '../kinds/regex/regex-evaluator.js'
import type { FromRegex } from './field-source.js'

/** Says how `fromRegex` searches, and what it takes. */
export interface FromRegexOptions {
  /** The group that holds the value, by number or name; the whole match by default. */
  readonly group?: number | string
  /** Any of `i` (ignore case), `m` (`^` and `$` at every line) and `s` (`.` takes line ends). */
  readonly flags?: string
}

/**
 * Reads a field's value by a pattern, anywhere in the raw text, at any time that its state listens. The engine takes linear time, as that of `regex`.
 *
 * @param pattern RE2 syntax, which is JavaScript's but for look-around and back-references
 * @throws {TalkchartError} `invalid-condition` when the pattern is no text, as a RegExp
 * @example fromRegex('AB-([0-9]{4})', { group: 1, flags: 'i' })
 */
export function fromRegex(pattern: string, options: FromRegexOptions = {}): FromRegex {
  if (typeof pattern !== 'string') {
    throw new TalkchartError(
      'invalid-condition',
      `fromRegex takes a pattern as text, with its flags apart: fromRegex('…', { flags: 'i' }); this is ${String(pattern)}.`,
    )
  }
  return { regex: pattern, ...options, [evaluatorKey]: regexEvaluator }
}
