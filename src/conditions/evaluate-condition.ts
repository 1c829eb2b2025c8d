import { quote } from '../diagnostics/quote.js'
import type { Condition, KeywordCondition, RegexCondition, SentimentCondition } from './condition.js'
import type { EvaluationInput, Truth } from './evaluation.js'
import { evaluatorOf } from './evaluator.js'
import { evaluateContext } from './kinds/context/evaluate-context.js'
import { evaluateContextFunction } from './kinds/context/evaluate-context-function.js'
import { evaluateKeyword } from './kinds/keyword/evaluate-keyword.js'
import type { KeywordParams } from './kinds/keyword/keyword-params.js'
import { evaluateSentiment } from './kinds/sentiment/evaluate-sentiment.js'
import { allTruths, anyTruth, notTruth } from './kleene.js'

/**
 * Evaluates a condition tree with three values, left to right and no further than needed: `'unknown'` where it hangs on an
 * answer or a guard that the input does not know. Never throws: what goes wrong is reported, and that part does not hold.
 */
export function evaluateCondition(condition: Condition, input: EvaluationInput): Truth {
  try {
    return evaluate(condition, input)
  } catch (error) {
    const message = `The ${condition.type} condition could not be evaluated: ${error instanceof Error ? error.message : quote(error)}`
    input.report?.({ type: condition.type, message, error })
    return false
  }
}

function evaluate(condition: Condition, input: EvaluationInput): Truth {
  switch (condition.type) {
    case 'always':
      return true
    case 'keyword':
      return evaluateKeyword(localised(condition, input.language), input.text, input.stemmers)
    case 'regex':
      return evaluateRegex(condition, input)
    case 'sentiment':
      return condition.by === 'model' ? (input.answers?.(condition) ?? 'unknown') : evaluateLexicon(condition, input)
    case 'llmClassifier':
    case 'custom':
      return input.answers?.(condition) ?? 'unknown'
    case 'guard':
      return input.guards?.(condition.name, condition.params) ?? 'unknown'
    case 'context':
      return 'fn' in condition
        ? evaluateContextFunction(condition.fn, input.data, input.report)
        : evaluateContext({ ...condition.test, path: condition.path }, input.data)
    case 'all':
      return allTruths(condition.conditions, (part) => evaluateCondition(part, input))
    case 'any':
      return anyTruth(condition.conditions, (part) => evaluateCondition(part, input))
    case 'not':
      return notTruth(evaluateCondition(condition.condition, input))
  }
}

function evaluateRegex(condition: RegexCondition, { text, evaluators, report }: EvaluationInput): boolean {
  const evaluator = evaluatorOf(condition) ?? evaluators?.regex
  if (evaluator !== undefined) return evaluator.evaluate(condition, text)
  report?.({ type: 'regex', message: `The regex ${quote(condition.pattern)} came without its engine; make it with regex() or parseFlow.` })
  return false
}

function evaluateLexicon(condition: SentimentCondition, { text, evaluators, report }: EvaluationInput): boolean {
  const evaluator = evaluatorOf(condition) ?? evaluators?.sentiment
  if (evaluator !== undefined) return evaluateSentiment(condition, text, evaluator)
  const message = `The sentiment ${quote(condition.sentiment)} came without its lexicon; make it with sentiment() or parseFlow.`
  report?.({ type: 'sentiment', message })
  return false
}

const localisedByCondition = new WeakMap<KeywordCondition, KeywordParams>()

/** The params of a keyword in a language: the same object each time, because what is made ready for one hangs on it. */
function localised(condition: KeywordCondition, language: string | undefined): KeywordParams {
  if (language === undefined) return condition
  const known = localisedByCondition.get(condition)
  if (known?.language === language) return known
  const params = { ...condition, language }
  localisedByCondition.set(condition, params)
  return params
}
