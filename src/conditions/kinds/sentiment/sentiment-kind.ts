import type { Diagnostic, DiagnosticPath } from '../../../diagnostics/diagnostic.js'
import type { JsonObject } from '../../../diagnostics/json.js'
import { makeDiagnostic } from '../../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../../diagnostics/quote.js'
import type { ModelCondition, SentimentCondition, SentimentLabel } from '../../condition.js'
import type { EvaluationInput, Truth } from '../../evaluation.js'
import { evaluatorOf, type SentimentEvaluator } from '../../evaluator.js'

export const SENTIMENT_LABELS = ['positive', 'negative', 'neutral'] as const satisfies readonly SentimentLabel[]

export const DEFAULT_THRESHOLD = 0.5

/** A sentiment by the lexicon, as a guard's params hold it. */
export interface SentimentParams {
  readonly sentiment: SentimentLabel
  /** From 0 to 1; `DEFAULT_THRESHOLD` when absent. */
  readonly threshold?: number
}

type SentimentByModel = Extract<ModelCondition, SentimentCondition>

/** Tells whether the model is asked for the sentiment. */
export function isByModel(condition: SentimentCondition): condition is SentimentByModel {
  return condition.by === 'model'
}

/** Evaluates a sentiment by the lexicon that it carries, else by that of the input; one by the model by its answer. */
export function evaluateSentimentCondition(condition: SentimentCondition, { text, answers, evaluators, report }: EvaluationInput): Truth {
  if (isByModel(condition)) return answers?.(condition) ?? 'unknown'
  const evaluator = evaluatorOf(condition) ?? evaluators?.sentiment
  if (evaluator !== undefined) return evaluateSentiment(condition, text, evaluator)
  const message = `The sentiment ${quote(condition.sentiment)} came without its lexicon; make it with sentiment() or parseFlow.`
  report?.({ type: 'sentiment', message })
  return false
}

/** Tells whether the text has the sentiment, by the evaluator's score. */
export function evaluateSentiment(params: SentimentParams, text: string, evaluator: SentimentEvaluator): boolean {
  const score = evaluator.score(text)
  if (score === 0) return params.sentiment === 'neutral'
  return STRENGTHS[params.sentiment](score) >= (params.threshold ?? DEFAULT_THRESHOLD)
}

const STRENGTHS: Readonly<Record<SentimentLabel, (score: number) => number>> = {
  positive: (score) => (1 + score) / 2,
  negative: (score) => (1 - score) / 2,
  neutral: (score) => 1 - Math.abs(score),
}

export function describeSentiment({ sentiment, threshold, by }: SentimentCondition): string {
  if (by === 'model') return `model finds it ${sentiment}`
  return threshold === undefined ? `sounds ${sentiment}` : `sounds ${sentiment} (at least ${threshold})`
}

/** Checks that a sentiment has a threshold that can be met, and a lexicon where one is needed. */
export function* checkSentiment(condition: SentimentCondition, path: DiagnosticPath): Generator<Diagnostic> {
  const { threshold, by, sentiment } = condition
  if (!SENTIMENT_LABELS.includes(sentiment)) {
    yield makeDiagnostic('wrong-value', 'error', [...path, 'sentiment'], 'There is no such sentiment, so the condition could never hold.', {
      found: quote(sentiment),
      expected: quoteList(SENTIMENT_LABELS),
    })
  }
  if (threshold !== undefined && !(threshold >= 0 && threshold <= 1)) {
    yield makeDiagnostic('bad-threshold', 'error', [...path, 'threshold'], 'The threshold is outside of what a score can be.', {
      found: String(threshold),
      expected: 'a number from 0 to 1',
    })
  }
  if (by === 'model') {
    if (threshold === undefined) return
    yield makeDiagnostic(
      'threshold-by-model',
      'error',
      [...path, 'threshold'],
      'The model answers with a label, not with a score, so the threshold would do nothing.',
      { suggestion: 'Remove the threshold, or "by": "model".' },
    )
  } else if (evaluatorOf(condition) === undefined) {
    yield makeDiagnostic(
      'missing-evaluator',
      'error',
      path,
      'The sentiment came without its lexicon, or with that of another version, so it can not be judged.',
      { suggestion: 'Make it with sentiment(), or read the flow with parseFlow().' },
    )
  }
}

/** Writes a sentiment by the lexicon as the params of its guard. */
export function sentimentParams({ sentiment, threshold = DEFAULT_THRESHOLD }: SentimentCondition): JsonObject {
  return { sentiment, threshold }
}

/** Reads a sentiment back from params that `sentimentParams` wrote. It comes without its lexicon. */
export function sentimentFromParams({ sentiment, threshold }: JsonObject): SentimentCondition | undefined {
  const label = SENTIMENT_LABELS.find((each) => each === sentiment)
  return label === undefined ? undefined : { type: 'sentiment', sentiment: label, threshold: Number(threshold) }
}
