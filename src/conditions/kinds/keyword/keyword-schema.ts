import * as v from 'valibot'
import type { KeywordCondition } from '../../condition.js'
import { described, type EntriesOf, listOf, optional } from '../../schema-parts.js'

/** What authors write; `among` is what the transition order adds. */
export const keywordEntries = {
  type: v.literal('keyword'),
  words: described(listOf(v.string()), 'The words and phrases; any of them makes the condition hold. ".*" stands for any message.'),
  match: optional(
    v.picklist(['stem', 'word', 'prefix', 'substring']),
    'stem (default): whole words up to regular inflection; word: whole words as written; prefix: the start of a word; substring: anywhere.',
  ),
  caseSensitive: optional(v.boolean(), 'Whether capitals matter; false by default.'),
  ignoreNegated: optional(v.boolean(), 'Whether an occurrence right after a negation ("not fixed") does not count; false by default.'),
  gap: optional(
    v.pipe(v.number(), v.metadata({ type: 'integer', minimum: 0, maximum: 3 })),
    'How many other words may stand within a phrase, 0 to 3; 0 by default.',
  ),
  typos: optional(v.boolean(), 'Whether a word of six letters or more is also found with one mistake in it; false by default.'),
} satisfies EntriesOf<Omit<KeywordCondition, 'among' | 'except'>>
