import { quote } from '../../../diagnostics/quote.js'
import { TalkchartError } from '../../../diagnostics/talkchart-error.js'
import type { KeywordCondition, KeywordMatch } from '../../condition.js'

/** Says how `keyword` compares. */
export interface KeywordOptions {
  /** `'stem'` by default: whole words up to regular inflection. */
  readonly match?: KeywordMatch
  /** False by default. Stems still ignore the case of the ending that inflection adds. */
  readonly caseSensitive?: boolean
  /** An occurrence right after a negation ("not fixed", "isn't really working") does not count. False by default. */
  readonly ignoreNegated?: boolean
  /** How many other words may stand within a phrase, 0 to 3: with 2, `change pin` is found in "change my card PIN". 0 by default. */
  readonly gap?: number
  /** A word of six letters or more is also found with one mistake in it: `refund` in "I want a refnud". False by default. */
  readonly typos?: boolean
}

/**
 * Holds when any of the words or phrases occurs in the text. Whole words are compared up to regular inflection unless
 * `match` says otherwise: `crash` is found in "it crashes" and "crashing", `no` neither in "now" nor in "know". The
 * words of a phrase must stand together, with no comma or full stop between them.
 *
 * @param words the words and phrases; `['.*']` is read as `always()`
 * @throws {TalkchartError} `invalid-condition` when the words are no list
 * @example keyword(['bug', 'error', 'crash'])
 * @example keyword(['fixed', 'works'], { ignoreNegated: true })
 */
export function keyword(words: readonly string[], options: KeywordOptions = {}): KeywordCondition {
  if (!Array.isArray(words)) throw new TalkchartError('invalid-condition', `keyword takes a list of words: keyword([${quote(words)}]).`)
  return { type: 'keyword', words, ...options }
}
