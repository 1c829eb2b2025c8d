import { type ByType, byType } from './by-type.js'
import type { Condition, ConditionType } from './condition.js'
import { describeAnswer } from './kinds/answer/answer-kind.js'
import { describeAll, describeAny, describeNot } from './kinds/composition/composition-kind.js'
import { describeContext } from './kinds/context/context-kind.js'
import { describeCustom } from './kinds/custom/custom.js'
import { describeGuard } from './kinds/guard/guard.js'
import { describeKeyword } from './kinds/keyword/keyword-kind.js'
import { describeClassifier } from './kinds/llm-classifier/llm-classifier-kind.js'
import { describeRegex } from './kinds/regex/regex-kind.js'
import { describeSentiment } from './kinds/sentiment/sentiment-kind.js'
import { isCatchAll } from './order/catch-all.js'

type Describe = (part: Condition) => string

const DESCRIBE = {
  always: () => 'anything',
  keyword: describeKeyword,
  affirm: describeAnswer,
  deny: describeAnswer,
  unsure: describeAnswer,
  regex: describeRegex,
  sentiment: describeSentiment,
  llmClassifier: describeClassifier,
  context: describeContext,
  guard: describeGuard,
  custom: describeCustom,
  all: describeAll,
  any: describeAny,
  not: describeNot,
} satisfies ByType<ConditionType, [Describe], string>

/**
 * Describes a condition in a few words for people: in the chart, in diagrams and on the command line.
 *
 * @example describeCondition(keyword(['bug', 'error', 'crash'])) // 'says bug, error or crash'
 * @example describeCondition(context('plan', { equals: 'pro' })) // 'data.plan = "pro"'
 */
export function describeCondition(condition: Condition): string {
  if (isCatchAll(condition)) return DESCRIBE.always()
  return byType<ConditionType, [Describe], string>(DESCRIBE, condition, describeCondition)
}
