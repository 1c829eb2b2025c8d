import type { Condition, RegexCondition, SentimentCondition } from './condition.js'
import { type Evaluators, evaluatorKey } from './evaluator.js'
import { regexEvaluator } from './kinds/regex/regex-evaluator.js'
import { lexiconEvaluator } from './kinds/sentiment/lexicon-evaluator.js'
import { mapLeaves } from './map-condition.js'

/** All the engines. A bundle that imports this file holds them. */
export const evaluators: Required<Evaluators> = { regex: regexEvaluator, sentiment: lexiconEvaluator }

/** Gives a regex from JSON its engine. */
export function withRegexEvaluator(condition: RegexCondition): RegexCondition {
  return { ...condition, [evaluatorKey]: regexEvaluator }
}

/** Gives a sentiment from JSON its lexicon; one by the model needs none. */
export function withSentimentEvaluator(condition: SentimentCondition): SentimentCondition {
  return condition.by === 'model' ? condition : { ...condition, [evaluatorKey]: lexiconEvaluator }
}

/** Gives every regex and sentiment of a condition tree from JSON its engine. */
export function withEvaluators(condition: Condition): Condition {
  return mapLeaves(condition, (leaf) => {
    if (leaf.type === 'regex') return withRegexEvaluator(leaf)
    return leaf.type === 'sentiment' ? withSentimentEvaluator(leaf) : leaf
  })
}
