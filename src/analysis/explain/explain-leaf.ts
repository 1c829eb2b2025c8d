import type { AnswerType, ImmediateType } from '../../conditions/condition.js'
import { describeCondition } from '../../conditions/describe-condition.js'
import type { Truth } from '../../conditions/evaluation.js'
import { conditionFromParams, isImmediateType } from '../../conditions/guard-params.js'
import { lookUp } from '../../conditions/kinds/context/context-kind.js'
import type { FindRivals } from '../../conditions/kinds/keyword/among.js'
import { isJsonArray, type JsonObject, type JsonValue } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import { dataOf, textOf } from '../../machine/event-facts.js'
import type { GuardLeaf } from '../../machine/guard-expression.js'
import type { ConditionSupport } from '../../runtime/guards/condition-guards.js'
import type { ExplainedLeaf } from './explanation.js'
import { explainAnswerLeaf, keywordSpans, regexSpans } from './leaf-spans.js'
import { OWN_FUNCTION, type Questions } from './questions.js'
import type { GuardInput } from './traced-machine.js'

/** What leaves are explained with. */
export interface LeafFacts {
  readonly support: Pick<ConditionSupport, 'stemmers' | 'evaluators'>
  readonly rivals: FindRivals
  readonly questions: Questions
  readonly input: GuardInput
}

/** Explains one leaf of a condition. */
export function explainLeaf(leaf: GuardLeaf, truth: Truth, needed: boolean, facts: LeafFacts): ExplainedLeaf {
  const { type, params = {} } = leaf
  if (isImmediateType(type)) {
    return { type, truth, needed, description: describeImmediate(type, params, facts.rivals), ...DETAILS[type](params, facts, truth) }
  }
  if (type === 'answer') return explainAnswered(leaf, truth, needed, facts.questions)
  return {
    type: 'guard',
    truth,
    needed,
    description: describeCondition({ type: 'guard', name: type, ...(leaf.params === undefined ? {} : { params }) }),
  }
}

function explainAnswered(leaf: GuardLeaf, truth: Truth, needed: boolean, questions: Questions): ExplainedLeaf {
  const condition = questions.conditionOf(leaf)
  const answer = questions.answerTo(String(leaf.params?.key))
  return {
    type: condition?.type ?? 'custom',
    truth,
    needed,
    description: condition === undefined ? OWN_FUNCTION : describeCondition(condition),
    ...(answer === undefined ? {} : { answer }),
  }
}

function describeImmediate(type: ImmediateType, params: JsonObject, rivals: FindRivals): string {
  const condition = conditionFromParams(type, params, rivals)
  return condition === undefined ? `data passes ${quote(params.function)}` : describeCondition(condition)
}

type Detail = (params: JsonObject, facts: LeafFacts, truth: Truth) => Partial<ExplainedLeaf>

const DETAILS: Readonly<Record<ImmediateType, Detail>> = {
  keyword: (params, facts) => ({ words: countOf(params), spans: keywordSpans(params, textIn(facts), facts) }),
  affirm: answerDetail('affirm'),
  deny: answerDetail('deny'),
  unsure: answerDetail('unsure'),
  regex: (params, facts) => ({ spans: regexSpans(params, textIn(facts), facts.support.evaluators.regex) }),
  sentiment: (_params, facts) => {
    const score = facts.support.evaluators.sentiment?.score(textIn(facts))
    return score === undefined ? {} : { score }
  },
  context: ({ path }, { input: { context, event } }) => {
    const value = typeof path === 'string' ? lookUp(dataOf(context, event), path) : undefined
    return value === undefined ? {} : { value: value as JsonValue }
  },
}

function countOf({ words }: JsonObject): number {
  return isJsonArray(words) ? words.length : 0
}

function answerDetail(type: AnswerType): Detail {
  return (params, facts, truth) => explainAnswerLeaf(type, params, truth, textIn(facts), facts)
}

function textIn({ input: { context, event } }: LeafFacts): string {
  return textOf(context, event)
}
