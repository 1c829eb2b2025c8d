import { TalkchartError } from '../../../diagnostics/talkchart-error.js'
import type { RegexCondition } from '../../condition.js'
import { evaluatorKey } from '../../evaluator.js'
import { regexEvaluator } from './regex-evaluator.js'

/** Says how `regex` searches. */
export interface RegexOptions {
  /** Any of `i` (ignore case), `m` (`^` and `$` at every line) and `s` (`.` takes line ends); `g`, `u`, `v` and `d` change nothing. */
  readonly flags?: string
}

/**
 * Holds when the pattern is found anywhere in the raw text. The engine takes linear time, so no message can hang it; in
 * exchange a pattern can have neither look-around nor back-references. Such a pattern is an error of `compileFlow`.
 *
 * @param pattern RE2 syntax, which is JavaScript's but for the above
 * @throws {TalkchartError} `invalid-condition` when the pattern is no text, as a RegExp
 * @example regex('order #?[0-9]{5,}', { flags: 'i' })
 */
export function regex(pattern: string, options: RegexOptions = {}): RegexCondition {
  if (typeof pattern !== 'string') {
    throw new TalkchartError(
      'invalid-condition',
      `regex takes a pattern as text, with its flags apart: regex('…', { flags: 'i' }); this is ${String(pattern)}.`,
    )
  }
  return { type: 'regex', pattern, ...options, [evaluatorKey]: regexEvaluator }
}
