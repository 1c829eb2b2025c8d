import { quote } from '../diagnostics/quote.js'
import { type ByType, byType } from './by-type.js'
import type { AskedCondition, Condition, ConditionType } from './condition.js'
import type { EvaluationInput, Truth } from './evaluation.js'
import { evaluateAnswerCondition } from './kinds/answer/answer-kind.js'
import { evaluateAll, evaluateAny, evaluateNot } from './kinds/composition/composition-kind.js'
import { evaluateContextCondition } from './kinds/context/context-kind.js'
import { evaluateGuard } from './kinds/guard/guard.js'
import { evaluateKeywordCondition } from './kinds/keyword/keyword-kind.js'
import { evaluateRegex } from './kinds/regex/regex-kind.js'
import { evaluateSentimentCondition } from './kinds/sentiment/sentiment-kind.js'

/** What is evaluated on, and how the parts of a composition are. */
type Arguments = [input: EvaluationInput, evaluate: (part: Condition) => Truth]

const EVALUATE = {
  always: () => true,
  keyword: evaluateKeywordCondition,
  affirm: evaluateAnswerCondition,
  deny: evaluateAnswerCondition,
  unsure: evaluateAnswerCondition,
  regex: evaluateRegex,
  sentiment: evaluateSentimentCondition,
  llmClassifier: evaluateAnswer,
  custom: evaluateAnswer,
  guard: evaluateGuard,
  context: evaluateContextCondition,
  all: evaluateAll,
  any: evaluateAny,
  not: evaluateNot,
} satisfies ByType<ConditionType, Arguments, Truth>

/**
 * Evaluates a condition tree with three values, left to right and no further than needed: `'unknown'` where it hangs on an
 * answer or a guard that the input does not know. Never throws: what goes wrong is reported, and that part does not hold.
 */
export function evaluateCondition(condition: Condition, input: EvaluationInput): Truth {
  try {
    return byType<ConditionType, Arguments, Truth>(EVALUATE, condition, input, (part) => evaluateCondition(part, input))
  } catch (error) {
    const message = `The ${condition.type} condition could not be evaluated: ${error instanceof Error ? error.message : quote(error)}`
    input.report?.({ type: condition.type, message, error })
    return false
  }
}

function evaluateAnswer(condition: AskedCondition, { answers }: EvaluationInput): Truth {
  return answers?.(condition) ?? 'unknown'
}
