import type {
  AnswerCondition,
  Condition,
  ConditionOf,
  ContextCondition,
  LeafCondition,
  LeafType,
  SentimentCondition,
} from '../../conditions/condition.js'
import { DEFAULT_THRESHOLD, isByModel } from '../../conditions/kinds/sentiment/sentiment-kind.js'
import { isAnswer, isComposition } from '../../conditions/leaves.js'
import { isCatchAll } from '../../conditions/order/catch-all.js'
import { isAnsweredAlike } from '../../conditions/witness/index.js'
import type { DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { impliesTest } from './context-test.js'
import { coversKeyword, type Wording } from './covers-keyword.js'

/**
 * Tells whether the second condition is proven to hold wherever the first does, by any text, data and answers. False where that is not
 * proven; functions and guards are not looked into.
 */
export function implies(premise: Condition, conclusion: Condition, wording: Wording): boolean {
  if (isCatchAll(conclusion)) return true
  return atomsOf(premise).every((atom) => atomImplies(atom.condition, conclusion, wording))
}

/** One of the ways in which a condition may hold, and where it stands. */
export interface Atom {
  readonly condition: Condition
  readonly path: DiagnosticPath
}

/**
 * Returns the ways in which a condition may hold, such that it holds only if one of them does: each keyword for itself, each part of an `any`.
 * No ways at all: it never holds.
 */
export function atomsOf(condition: Condition, path: DiagnosticPath = []): readonly Atom[] {
  if (isCatchAll(condition)) return [{ condition, path }]
  if (condition.type === 'any') return condition.conditions.flatMap((part, position) => atomsOf(part, [...path, 'conditions', position]))
  if (condition.type !== 'keyword') return [{ condition, path }]
  return condition.words.map((word, position) => ({ condition: { ...condition, words: [word] }, path: [...path, 'words', position] }))
}

/** Tells whether a condition is proven to hold for no text at all. */
export function isContradiction(condition: Condition, wording: Wording): boolean {
  if (condition.type === 'any') return condition.conditions.every((part) => isContradiction(part, wording))
  if (condition.type === 'not') return isCatchAll(condition.condition)
  if (condition.type !== 'all') return false
  const { conditions } = condition
  if (conditions.some((part) => isContradiction(part, wording))) return true
  if (
    new Set(conditions.filter(isAnswer).map(({ type }) => type)).size > 1 &&
    conditions.every((part) => !isAnswer(part) || (part.also ?? []).length === 0)
  )
    return true
  const denied = conditions.flatMap((part) => (part.type === 'not' ? [part.condition] : []))
  return denied.some((part) => conditions.some((other) => other.type !== 'not' && implies(other, part, wording)))
}

function atomImplies(atom: Condition, conclusion: Condition, wording: Wording): boolean {
  if (isCatchAll(conclusion)) return true
  if (conclusion.type === 'any') {
    if (conclusion.conditions.some((part) => atomImplies(atom, part, wording))) return true
  } else if (conclusion.type === 'all') {
    return conclusion.conditions.every((part) => atomImplies(atom, part, wording))
  }
  if (atom.type === 'all') return atom.conditions.some((part) => implies(part, conclusion, wording))
  if (atom.type === 'not') return conclusion.type === 'not' && implies(conclusion.condition, atom.condition, wording)
  return !isComposition(atom) && !isComposition(conclusion) && testImplies(atom, conclusion, wording)
}

/** Tells whether a test implies another of the same type: they are the same, or the first is the stricter of two that differ in strictness only. */
type TestImplication<Type extends LeafType> = (test: ConditionOf<Type>, conclusion: ConditionOf<Type>, wording: Wording) => boolean

const IMPLIES: { readonly [Type in LeafType]: TestImplication<Type> } = {
  always: () => true,
  keyword: (test, conclusion, wording) => test.words.every((word) => coversKeyword(conclusion, test, word, wording)),
  affirm: sameAnswer,
  deny: sameAnswer,
  unsure: sameAnswer,
  regex: (test, conclusion) => test.pattern === conclusion.pattern && test.flags === conclusion.flags,
  sentiment: isStricterSentiment,
  llmClassifier: (test, conclusion) => isAnsweredAlike(test, conclusion) && test.targetClass === conclusion.targetClass,
  context: isStricterContext,
  // Functions and guards are not looked into.
  guard: () => false,
  custom: () => false,
}

/** Two conditions for the same answer, where both decide it by the same words. */
function sameAnswer(test: AnswerCondition, conclusion: AnswerCondition): boolean {
  if (test.among !== undefined && test.among.rivals === conclusion.among?.rivals && test.among.place !== undefined) {
    // A word of its own may win over keywords to which the other yields.
    return conclusion.among.place !== undefined && (test.also ?? []).length === 0 && (conclusion.also ?? []).length === 0
  }
  return (
    test.among === undefined && conclusion.among === undefined && JSON.stringify(test.also ?? []) === JSON.stringify(conclusion.also ?? [])
  )
}

function isStricterSentiment(test: SentimentCondition, conclusion: SentimentCondition): boolean {
  if (test.sentiment !== conclusion.sentiment || isByModel(test) !== isByModel(conclusion)) return false
  return isByModel(test) || (test.threshold ?? DEFAULT_THRESHOLD) >= (conclusion.threshold ?? DEFAULT_THRESHOLD)
}

function isStricterContext(test: ContextCondition, conclusion: ContextCondition): boolean {
  if ('fn' in test || 'fn' in conclusion) return 'fn' in test && 'fn' in conclusion && test.fn === conclusion.fn
  return test.path === conclusion.path && impliesTest(test.test, conclusion.test)
}

function testImplies<Type extends LeafType>(
  test: { readonly [Each in Type]: ConditionOf<Each> & { readonly type: Each } }[Type],
  conclusion: LeafCondition,
  wording: Wording,
): boolean {
  return isOfType(conclusion, test.type) && IMPLIES[test.type](test, conclusion, wording)
}

function isOfType<Type extends LeafType>(leaf: LeafCondition, type: Type): leaf is ConditionOf<Type> {
  return leaf.type === type
}
