import type { SentimentLabel } from '../../condition.js'
import type { SentimentEvaluator } from '../../evaluator.js'

/** A sentiment by the lexicon, as a guard's params hold it. */
export interface SentimentParams {
  readonly sentiment: SentimentLabel
  /** From 0 to 1; 0.5 when absent. */
  readonly threshold?: number
}

const DEFAULT_THRESHOLD = 0.5

/** Whether the text has the mood, by the evaluator's score. */
export function evaluateSentiment(params: SentimentParams, text: string, evaluator: SentimentEvaluator): boolean {
  const score = evaluator.score(text)
  if (score === 0) return params.sentiment === 'neutral'
  return strength(params.sentiment, score) >= (params.threshold ?? DEFAULT_THRESHOLD)
}

function strength(label: SentimentLabel, score: number): number {
  switch (label) {
    case 'positive':
      return (1 + score) / 2
    case 'negative':
      return (1 - score) / 2
    case 'neutral':
      return 1 - Math.abs(score)
  }
}
