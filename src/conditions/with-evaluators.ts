import { type ByType, byType } from './by-type.js'
import type { Condition, EngineType } from './condition.js'
import { type Evaluators, evaluatorKey } from './evaluator.js'
import { answerEvaluator } from './kinds/answer/answer-evaluator.js'
import { regexEvaluator } from './kinds/regex/regex-evaluator.js'
import { lexiconEvaluator } from './kinds/sentiment/lexicon-evaluator.js'
import { isByModel } from './kinds/sentiment/sentiment-kind.js'
import { carriesEvaluator, mapLeaves } from './leaves.js'

/** All the engines. A bundle that imports this file holds them. */
export const evaluators: Required<Omit<Evaluators, 'date'>> = {
  regex: regexEvaluator,
  sentiment: lexiconEvaluator,
  answers: answerEvaluator,
}

const WITH_EVALUATOR = {
  regex: (condition) => ({ ...condition, [evaluatorKey]: regexEvaluator }),
  affirm: (condition) => ({ ...condition, [evaluatorKey]: answerEvaluator }),
  deny: (condition) => ({ ...condition, [evaluatorKey]: answerEvaluator }),
  unsure: (condition) => ({ ...condition, [evaluatorKey]: answerEvaluator }),
  // One by the model needs no lexicon.
  sentiment: (condition) => (isByModel(condition) ? condition : { ...condition, [evaluatorKey]: lexiconEvaluator }),
} satisfies ByType<EngineType, [], Condition>

/** Gives every condition of a tree from JSON the engine that its factory would give it. */
export function withEvaluators(condition: Condition): Condition {
  return mapLeaves(condition, (leaf) => (carriesEvaluator(leaf) ? byType<EngineType, [], Condition>(WITH_EVALUATOR, leaf) : leaf))
}
