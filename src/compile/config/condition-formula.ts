import type {
  Condition,
  ContextCondition,
  GuardCondition,
  KeywordCondition,
  RegexCondition,
  SentimentCondition,
} from '../../conditions/condition.js'
import type { AskedCondition } from '../../conditions/evaluation.js'
import { isCatchAll } from '../../conditions/order/catch-all.js'
import { allOf, anyOf, type Formula, type GuardLeaf, negate } from '../../machine/guard-expression.js'

/** A condition that the text and the data decide at once. */
export type ImmediateCondition = KeywordCondition | RegexCondition | SentimentCondition | ContextCondition | GuardCondition

/** How leaves become named guards. */
export interface LeafGuards {
  readonly immediate: (condition: ImmediateCondition) => GuardLeaf
  readonly answered: (condition: AskedCondition) => GuardLeaf
}

/**
 * How much is known: `certain` is true when the condition holds whatever the answers will be, `possible` when some
 * answers would make it hold, `answered` when it holds by the answers given.
 */
export type Knowledge = 'certain' | 'possible' | 'answered'

/** The guard of a condition, three-valued (Kleene) logic folded into two guards: certain, and possible. */
export function conditionFormula(condition: Condition, knowledge: Knowledge, leaves: LeafGuards): Formula {
  if (isCatchAll(condition)) return true
  const part = (child: Condition) => conditionFormula(child, knowledge, leaves)
  switch (condition.type) {
    case 'always':
      return true
    case 'all':
      return allOf(condition.conditions.map(part))
    case 'any':
      return anyOf(condition.conditions.map(part))
    case 'not':
      return negate(conditionFormula(condition.condition, opposite(knowledge), leaves))
    case 'llmClassifier':
    case 'custom':
      return answeredFormula(condition, knowledge, leaves)
    case 'sentiment':
      return condition.by === 'model' ? answeredFormula(condition, knowledge, leaves) : leaves.immediate(condition)
    default:
      return leaves.immediate(condition)
  }
}

function answeredFormula(condition: AskedCondition, knowledge: Knowledge, leaves: LeafGuards): Formula {
  return knowledge === 'answered' ? leaves.answered(condition) : knowledge === 'possible'
}

function opposite(knowledge: Knowledge): Knowledge {
  if (knowledge === 'answered') return 'answered'
  return knowledge === 'certain' ? 'possible' : 'certain'
}
