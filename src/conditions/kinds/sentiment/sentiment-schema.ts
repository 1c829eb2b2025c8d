import * as v from 'valibot'
import type { SentimentCondition } from '../../condition.js'
import { type EntriesOf, optional } from '../../schema-parts.js'
import { DEFAULT_THRESHOLD, SENTIMENT_LABELS } from './sentiment-kind.js'

/** What authors write; JSON never sees the lexicon. */
export const sentimentEntries = {
  type: v.literal('sentiment'),
  sentiment: v.picklist(SENTIMENT_LABELS),
  threshold: optional(
    v.pipe(v.number(), v.metadata({ minimum: 0, maximum: 1 })),
    `From 0 to 1; ${DEFAULT_THRESHOLD} by default. Not with "by": "model".`,
  ),
  by: optional(v.picklist(['lexicon', 'model']), 'Who judges the sentiment; lexicon by default.'),
} satisfies EntriesOf<Omit<SentimentCondition, symbol>>
