import { expectedAnswer } from '../../conditions/asked.js'
import type { AskedCondition, Composition, Condition, GuardCondition, ImmediateCondition } from '../../conditions/condition.js'
import type { ParamsFacts } from '../../conditions/evaluation.js'
import { paramsOf } from '../../conditions/guard-params.js'
import { isAsked, isComposition } from '../../conditions/leaves.js'
import { isCatchAll } from '../../conditions/order/catch-all.js'
import { allOf, anyOf, type GuardExpression, type GuardLeaf, negate } from '../../machine/guard-expression.js'
import { userName } from '../../machine/implementation-names.js'

/** A condition's guards, by how much is known: three-valued (Kleene) logic folded into guards of two values. */
export interface ConditionGuards {
  /** Holds when the condition does whatever the answers will be. */
  readonly certain: GuardExpression
  /** Holds when some answers would make the condition hold. */
  readonly possible: GuardExpression
  /** Holds when the condition does by the answers given. */
  readonly answered: GuardExpression
  /** Holds when the message's text alone makes the condition hold, whatever the data, guards and answers are. */
  readonly byText: GuardExpression
}

/** What the guards of a condition are named by. */
export interface GuardNaming extends ParamsFacts {
  /** The key of the question that a condition asks. */
  readonly keyOf: (condition: AskedCondition) => string
}

/** Plans the guards of a condition. */
export function planGuards(condition: Condition, naming: GuardNaming): ConditionGuards {
  return {
    certain: guardExpression(condition, 'certain', naming),
    possible: guardExpression(condition, 'possible', naming),
    answered: guardExpression(condition, 'answered', naming),
    byText: isCatchAll(condition) ? false : guardExpression(condition, 'byText', naming),
  }
}

/** Puts something before each guard of a condition, or behind it. */
export function mapGuards(guards: ConditionGuards, map: (guard: GuardExpression) => GuardExpression): ConditionGuards {
  const { certain, possible, answered, byText } = guards
  return { certain: map(certain), possible: map(possible), answered: map(answered), byText: map(byText) }
}

/** Makes the guard that holds when a question was answered so. */
export function answerGuard(key: string, equals: string | boolean): GuardLeaf {
  return { type: 'answer', params: { key, equals } }
}

/** How much is known: `perhapsByText` is the opposite of what the text alone makes hold. */
type Knowledge = keyof ConditionGuards | 'perhapsByText'

function guardExpression(condition: Condition, knowledge: Knowledge, naming: GuardNaming): GuardExpression {
  if (isCatchAll(condition)) return true
  if (isComposition(condition)) return composedExpression(condition, knowledge, naming)
  if (isAsked(condition)) return answeredExpression(condition, knowledge, naming)
  if (condition.type === 'always') return true
  if (condition.type === 'context' || condition.type === 'guard') {
    if (knowledge === 'byText' || knowledge === 'perhapsByText') return knowledge === 'perhapsByText'
  }
  return immediateGuard(condition, naming)
}

function composedExpression(condition: Composition, knowledge: Knowledge, naming: GuardNaming): GuardExpression {
  const part = (child: Condition) => guardExpression(child, knowledge, naming)
  switch (condition.type) {
    case 'all':
      return allOf(condition.conditions.map(part))
    case 'any':
      return anyOf(condition.conditions.map(part))
    case 'not':
      return negate(guardExpression(condition.condition, opposite(knowledge), naming))
  }
}

/** A condition is not certain where its opposite is possible. */
function opposite(knowledge: Knowledge): Knowledge {
  return OPPOSITES[knowledge]
}

const OPPOSITES: Readonly<Record<Knowledge, Knowledge>> = {
  answered: 'answered',
  certain: 'possible',
  possible: 'certain',
  byText: 'perhapsByText',
  perhapsByText: 'byText',
}

function answeredExpression(condition: AskedCondition, knowledge: Knowledge, naming: GuardNaming): GuardExpression {
  if (knowledge === 'answered') return answerGuard(naming.keyOf(condition), expectedAnswer(condition))
  return knowledge === 'possible' || knowledge === 'perhapsByText'
}

function immediateGuard(condition: ImmediateCondition | GuardCondition, naming: GuardNaming): GuardLeaf {
  if (condition.type !== 'guard') return { type: condition.type, params: paramsOf(condition, naming) }
  const type = userName<'guard'>(condition.name)
  return condition.params === undefined ? { type } : { type, params: condition.params }
}
