import type {
  Condition,
  ContextCondition,
  ConversationData,
  GuardCondition,
  KeywordCondition,
  RegexCondition,
  SentimentCondition,
} from '../../conditions/condition.js'
import type { AskedCondition } from '../../conditions/evaluation.js'
import { isCatchAll } from '../../conditions/order/catch-all.js'
import type { JsonObject } from '../../diagnostics/json.js'
import { allOf, anyOf, type GuardExpression, type GuardLeaf, negate } from '../../machine/guard-expression.js'
import { userName } from '../../machine/implementation-names.js'

/** A condition that the text and the data decide at once. */
type ImmediateCondition = KeywordCondition | RegexCondition | SentimentCondition | ContextCondition | GuardCondition

/** A condition's guards, by how much is known: three-valued (Kleene) logic folded into guards of two values. */
export interface ConditionGuards {
  /** Holds when the condition does whatever the answers will be. */
  readonly certain: GuardExpression
  /** Holds when some answers would make the condition hold. */
  readonly possible: GuardExpression
  /** Holds when the condition does by the answers given. */
  readonly answered: GuardExpression
}

/** What the guards of a condition are named by. */
export interface GuardNaming {
  /** A BCP 47 tag. */
  readonly language: string
  /** The key of the question that a condition asks. */
  readonly keyOf: (condition: AskedCondition) => string
  /** The name of a `context` function. */
  readonly nameTest: (test: (data: ConversationData) => boolean) => string
}

/** Plans the guards of a condition. */
export function planGuards(condition: Condition, naming: GuardNaming): ConditionGuards {
  return {
    certain: guardExpression(condition, 'certain', naming),
    possible: guardExpression(condition, 'possible', naming),
    answered: guardExpression(condition, 'answered', naming),
  }
}

/** Makes the guard that holds when a question was answered so. */
export function answerGuard(key: string, equals: string | boolean): GuardLeaf {
  return { type: 'answer', params: { key, equals } }
}

function guardExpression(condition: Condition, knowledge: keyof ConditionGuards, naming: GuardNaming): GuardExpression {
  if (isCatchAll(condition)) return true
  const part = (child: Condition) => guardExpression(child, knowledge, naming)
  switch (condition.type) {
    case 'always':
      return true
    case 'all':
      return allOf(condition.conditions.map(part))
    case 'any':
      return anyOf(condition.conditions.map(part))
    case 'not':
      return negate(guardExpression(condition.condition, opposite(knowledge), naming))
    case 'llmClassifier':
    case 'custom':
      return answeredExpression(condition, knowledge, naming)
    case 'sentiment':
      return condition.by === 'model' ? answeredExpression(condition, knowledge, naming) : immediateGuard(condition, naming)
    default:
      return immediateGuard(condition, naming)
  }
}

/** A condition is not certain where its opposite is possible. */
function opposite(knowledge: keyof ConditionGuards): keyof ConditionGuards {
  if (knowledge === 'answered') return 'answered'
  return knowledge === 'certain' ? 'possible' : 'certain'
}

function answeredExpression(condition: AskedCondition, knowledge: keyof ConditionGuards, naming: GuardNaming): GuardExpression {
  return knowledge === 'answered' ? answerGuard(naming.keyOf(condition), expectedAnswer(condition)) : knowledge === 'possible'
}

function expectedAnswer(condition: AskedCondition): string | boolean {
  if (condition.type === 'custom') return true
  return condition.type === 'sentiment' ? condition.sentiment : condition.targetClass
}

function immediateGuard(condition: ImmediateCondition, naming: GuardNaming): GuardLeaf {
  switch (condition.type) {
    case 'keyword':
      return { type: 'keyword', params: keywordParams(condition, naming.language) }
    case 'regex':
      return { type: 'regex', params: { pattern: condition.pattern, ...(condition.flags ? { flags: condition.flags } : {}) } }
    case 'sentiment':
      return { type: 'sentiment', params: { sentiment: condition.sentiment, threshold: condition.threshold ?? 0.5 } }
    case 'context':
      return { type: 'context', params: contextParams(condition, naming) }
    case 'guard': {
      const type = userName<'guard'>(condition.name)
      return condition.params === undefined ? { type } : { type, params: condition.params }
    }
  }
}

function keywordParams(condition: KeywordCondition, language: string): JsonObject {
  const { words, match = 'stem', caseSensitive, ignoreNegated, except } = condition
  return {
    words,
    match,
    language,
    ...(caseSensitive ? { caseSensitive } : {}),
    ...(ignoreNegated ? { ignoreNegated } : {}),
    ...(except !== undefined ? { except: except.map((keyword) => ({ ...keyword })) } : {}),
  }
}

function contextParams(condition: ContextCondition, { nameTest }: GuardNaming): JsonObject {
  return 'path' in condition ? { path: condition.path, ...condition.test } : { function: nameTest(condition.fn) }
}
