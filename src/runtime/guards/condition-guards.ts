import type { ConversationData } from '../../conditions/condition.js'
import type { ReportProblem } from '../../conditions/evaluation.js'
import type { Evaluators } from '../../conditions/evaluator.js'
import { type ContextParams, evaluateContext } from '../../conditions/kinds/context/evaluate-context.js'
import { evaluateContextFunction } from '../../conditions/kinds/context/evaluate-context-function.js'
import { evaluateKeyword } from '../../conditions/kinds/keyword/evaluate-keyword.js'
import type { KeywordParams } from '../../conditions/kinds/keyword/keyword-params.js'
import type { Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import { evaluateSentiment, type SentimentParams } from '../../conditions/kinds/sentiment/evaluate-sentiment.js'
import { quote } from '../../diagnostics/quote.js'
import { dataOf, isRecord, outputOf, textOf } from '../../machine/event-facts.js'
import type { GuardFunction } from './guard-input.js'

/** What the guards of conditions need besides their params. */
export interface ConditionSupport {
  readonly stemmers: Stemmers
  readonly evaluators: Evaluators
  /** The functions of `context(fn)` conditions, by the name that the params hold. */
  readonly tests: ReadonlyMap<string, (data: ConversationData) => boolean>
  /** Told about what a guard could not evaluate. A guard itself never throws. */
  readonly report: ReportProblem
}

export const keywordGuard =
  ({ stemmers }: ConditionSupport): GuardFunction<KeywordParams> =>
  ({ context, event }, params) =>
    evaluateKeyword(params, textOf(context, event), stemmers)

export const regexGuard =
  ({ evaluators, report }: ConditionSupport): GuardFunction<{ readonly pattern: string; readonly flags?: string }> =>
  ({ context, event }, params) => {
    if (evaluators.regex !== undefined) return evaluators.regex.evaluate(params, textOf(context, event))
    report({ type: 'regex', message: noEvaluator('regex') })
    return false
  }

export const sentimentGuard =
  ({ evaluators, report }: ConditionSupport): GuardFunction<SentimentParams> =>
  ({ context, event }, params) => {
    if (evaluators.sentiment !== undefined) return evaluateSentiment(params, textOf(context, event), evaluators.sentiment)
    report({ type: 'sentiment', message: noEvaluator('sentiment') })
    return false
  }

export const contextGuard =
  ({ tests, report }: ConditionSupport): GuardFunction<ContextParams | { readonly function: string }> =>
  ({ context, event }, params) => {
    const data = dataOf(context, event)
    if ('path' in params) return evaluateContext(params, data)
    const test = tests.get(params.function)
    if (test !== undefined) return evaluateContextFunction(test, data, report)
    report({ type: 'context', message: `There is no function ${quote(params.function)} for a context guard.` })
    return false
  }

function noEvaluator(type: 'regex' | 'sentiment'): string {
  return `A ${type} guard has no evaluator: give machineFromConfig the guards of a machine that was compiled from the flow.`
}

/** Holds when the understanding of the message gave this answer. */
export const answerGuard: GuardFunction<{ readonly key: string; readonly equals: string | boolean }> = ({ event }, { key, equals }) => {
  const { answers } = outputOf(event)
  return isRecord(answers) && Object.hasOwn(answers, key) && answers[key] === equals
}
