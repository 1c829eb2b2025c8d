import type { KeywordCondition } from '../../conditions/condition.js'
import { sourceKindOf } from '../../conditions/fields/field-source.js'
import { keywordParams } from '../../conditions/kinds/keyword/keyword-kind.js'
import { leafConditions } from '../../conditions/leaves.js'
import { isCatchAll } from '../../conditions/order/catch-all.js'
import type { Field } from '../../definition/flow.js'
import type { JsonObject } from '../../diagnostics/json.js'
import { allOf, anyOf, type GuardExpression, negate } from '../../machine/guard-expression.js'
import type { CollectPlan, FieldPlan } from '../plan/field-plan.js'
import type { PlannedCandidate } from '../plan/flow-plan.js'
import { type Candidate, needsUnderstanding } from '../plan/understanding-plan.js'

/**
 * Makes the guard by which a global transition is heard while a field is asked for: a field may decline it, and one that takes the whole text
 * hears only what is the whole message.
 */
export function heardWhileAsked(
  { name, scope, condition }: PlannedCandidate,
  { fields, language }: Pick<CollectPlan, 'fields' | 'language'>,
): GuardExpression {
  if (scope === 'own') return true
  const declining = fields.filter(({ field }) => declines(field, name))
  const textual = fields.filter(({ field }) => field.globals === undefined && sourceKindOf(field) === 'text')
  const whole: GuardExpression = condition.type === 'keyword' ? { type: 'wholeMessage', params: wordsOf(condition, language) } : false
  return allOf([negate(asksFor(declining)), anyOf([negate(asksFor(textual)), whole])])
}

/** Tells whether a global transition is not heard while the field is asked for. */
export function declines({ globals }: Field, name: string): boolean {
  return globals === false || (globals !== undefined && !globals.includes(name))
}

/** Tells whether a candidate looks at the message: at its words, or through the model. Others look at the data only. */
export function looksAtMessage(candidate: Candidate): boolean {
  if (needsUnderstanding(candidate)) return true
  if (isCatchAll(candidate.condition)) return false
  return leafConditions(candidate.condition).some(({ type }) => type !== 'context' && type !== 'guard' && type !== 'always')
}

function asksFor(fields: readonly FieldPlan[]): GuardExpression {
  return fields.length === 0 ? false : { type: 'asking', params: { fields: fields.map(({ name }) => name) } }
}

/** What is found stands there whoever else finds more, and whether it is negated or not. */
function wordsOf(condition: KeywordCondition, language: string): JsonObject {
  const { among: _among, except: _except, ignoreNegated: _ignoreNegated, ...found } = keywordParams(condition, { language })
  return found
}
