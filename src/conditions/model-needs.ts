import type { Condition } from './condition.js'
import type { AskedCondition } from './evaluation.js'

/** What a condition tree can not decide from the text and the data. */
export interface ModelNeeds {
  readonly llmClassifier: boolean
  readonly sentimentByModel: boolean
  readonly custom: boolean
}

/** Which kinds of asked conditions a tree holds. */
export function modelNeeds(condition: Condition): ModelNeeds {
  const asked = leafConditions(condition).filter(isAsked)
  return {
    llmClassifier: asked.some(({ type }) => type === 'llmClassifier'),
    sentimentByModel: asked.some(({ type }) => type === 'sentiment'),
    custom: asked.some(({ type }) => type === 'custom'),
  }
}

/** Whether the model or a `custom` function decides a condition. */
export function isAsked(condition: Condition): condition is AskedCondition {
  return condition.type === 'llmClassifier' || condition.type === 'custom' || (condition.type === 'sentiment' && condition.by === 'model')
}

/** The conditions at the leaves of a tree, left to right. */
export function leafConditions(condition: Condition): readonly Condition[] {
  switch (condition.type) {
    case 'all':
    case 'any':
      return condition.conditions.flatMap(leafConditions)
    case 'not':
      return leafConditions(condition.condition)
    default:
      return [condition]
  }
}
