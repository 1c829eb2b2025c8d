import { quote, quoteList } from '../../../diagnostics/quote.js'
import { TalkchartError } from '../../../diagnostics/talkchart-error.js'
import type { SentimentCondition, SentimentLabel } from '../../condition.js'
import { evaluatorKey } from '../../evaluator.js'
import { lexiconEvaluator } from './lexicon-evaluator.js'
import { SENTIMENT_LABELS } from './sentiment-kind.js'

/** Says who judges the sentiment: the lexicon, with a threshold, or the model, which answers with a label and has none. */
export type SentimentOptions =
  | { readonly by?: 'lexicon'; readonly threshold?: number }
  | { readonly by: 'model'; readonly threshold?: never }

/**
 * Holds when the text has the sentiment. The lexicon (English words) gives a score c from -1 to 1; positive holds when (1 + c) / 2, negative
 * when (1 - c) / 2, neutral when 1 - |c| is at least the threshold, from 0 to 1, which is 0.5 by default. At c = 0 only neutral holds.
 * `{ by: 'model' }` asks the model for one of the three labels instead.
 *
 * @throws {TalkchartError} `invalid-condition` when there is no such sentiment
 * @example sentiment('negative', { threshold: 0.6 })
 * @example sentiment('positive', { by: 'model' })
 */
export function sentiment(label: SentimentLabel, options: SentimentOptions = {}): SentimentCondition {
  if (!SENTIMENT_LABELS.includes(label)) {
    throw new TalkchartError('invalid-condition', `sentiment takes ${quoteList(SENTIMENT_LABELS)}; this is ${quote(label)}.`)
  }
  if (options.by === 'model') return { type: 'sentiment', sentiment: label, by: 'model' }
  return { type: 'sentiment', sentiment: label, ...options, [evaluatorKey]: lexiconEvaluator }
}
