import type { Diagnostic, DiagnosticPath } from '../../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../../diagnostics/make-diagnostic.js'
import type { AllCondition, AnyCondition, Condition, NotCondition } from '../../condition.js'
import type { EvaluationInput, Truth } from '../../evaluation.js'

type Evaluate = (part: Condition) => Truth
type Describe = (part: Condition) => string

/** Evaluates by Kleene's "and": false as soon as one part is false, else unknown when one is. */
export function evaluateAll({ conditions }: AllCondition, _input: EvaluationInput, evaluate: Evaluate): Truth {
  return allTruths(conditions, evaluate)
}

/** Evaluates by Kleene's "or": true as soon as one part is true, else unknown when one is. */
export function evaluateAny({ conditions }: AnyCondition, _input: EvaluationInput, evaluate: Evaluate): Truth {
  return notTruth(allTruths(conditions, (part) => notTruth(evaluate(part))))
}

/** Evaluates by Kleene's "not": unknown stays unknown. */
export function evaluateNot({ condition }: NotCondition, _input: EvaluationInput, evaluate: Evaluate): Truth {
  return notTruth(evaluate(condition))
}

function allTruths(conditions: readonly Condition[], evaluate: Evaluate): Truth {
  let result: Truth = true
  for (const condition of conditions) {
    const truth = evaluate(condition)
    if (truth === false) return false
    if (truth === 'unknown') result = 'unknown'
  }
  return result
}

function notTruth(truth: Truth): Truth {
  return truth === 'unknown' ? 'unknown' : !truth
}

export function describeAll({ conditions }: AllCondition, describe: Describe): string {
  return describeParts(conditions, ' and ', 'anything', describe)
}

export function describeAny({ conditions }: AnyCondition, describe: Describe): string {
  return describeParts(conditions, ' or ', 'nothing', describe)
}

export function describeNot({ condition }: NotCondition, describe: Describe): string {
  return `not (${describe(condition)})`
}

function describeParts(conditions: readonly Condition[], conjunction: string, none: string, describe: Describe): string {
  if (conditions.length === 0) return none
  const composed = (part: Condition) => conditions.length > 1 && (part.type === 'all' || part.type === 'any')
  return conditions.map((part) => (composed(part) ? `(${describe(part)})` : describe(part))).join(conjunction)
}

/** Checks that a composition is made of something. */
export function* checkComposition({ type, conditions }: AllCondition | AnyCondition, path: DiagnosticPath): Generator<Diagnostic> {
  if (conditions.length > 0) return
  const effect = type === 'all' ? 'always hold' : 'never hold'
  yield makeDiagnostic('empty-composition', 'error', [...path, 'conditions'], `There are no conditions, so this would ${effect}.`, {
    expected: 'at least one condition',
  })
}
