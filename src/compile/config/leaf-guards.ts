import type { ContextCondition, KeywordCondition } from '../../conditions/condition.js'
import type { AskedCondition } from '../../conditions/evaluation.js'
import type { JsonObject } from '../../diagnostics/json.js'
import type { GuardLeaf } from '../../machine/guard-expression.js'
import type { FlowPlan } from '../plan/flow-plan.js'
import type { UnderstandingPlan } from '../plan/understanding-plan.js'
import type { ImmediateCondition, LeafGuards } from './condition-formula.js'

/** Names the guards of one state's conditions. Functions are registered under the place where they stand. */
export function leafGuardsOf(flow: FlowPlan, place: string, understanding: UnderstandingPlan | undefined): LeafGuards {
  const language = flow.definition.language ?? 'en'
  return {
    immediate: (condition) => immediateGuard(flow, place, language, condition),
    answered: (condition) => answerGuard(understanding?.keyOf(condition) ?? '', expectedAnswer(condition)),
  }
}

/** The guard that holds when a question was answered so. */
export function answerGuard(key: string, equals: string | boolean): GuardLeaf {
  return { type: 'answer', params: { key, equals } }
}

function expectedAnswer(condition: AskedCondition): string | boolean {
  if (condition.type === 'custom') return true
  return condition.type === 'sentiment' ? condition.sentiment : condition.targetClass
}

function immediateGuard(flow: FlowPlan, place: string, language: string, condition: ImmediateCondition): GuardLeaf {
  switch (condition.type) {
    case 'keyword':
      return { type: 'keyword', params: keywordParams(condition, language) }
    case 'regex':
      return { type: 'regex', params: { pattern: condition.pattern, ...(condition.flags ? { flags: condition.flags } : {}) } }
    case 'sentiment':
      return { type: 'sentiment', params: { sentiment: condition.sentiment, threshold: condition.threshold ?? 0.5 } }
    case 'context':
      return { type: 'context', params: contextParams(flow, place, condition) }
    case 'guard':
      return condition.params === undefined ? { type: condition.name } : { type: condition.name, params: condition.params }
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

function contextParams(flow: FlowPlan, place: string, condition: ContextCondition): JsonObject {
  if ('path' in condition) return { path: condition.path, ...condition.test }
  const name = functionName(flow, place, condition.fn)
  flow.functions.tests.set(name, condition.fn)
  return { function: name }
}

/** The same function at the same place keeps its name; another one is counted on. */
function functionName(flow: FlowPlan, place: string, fn: (data: never) => boolean): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? place : `${place}_${count}`
    const taken = flow.functions.tests.get(name)
    if (taken === undefined || taken === fn) return name
  }
}
