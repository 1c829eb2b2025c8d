import type { Condition, LlmClassifierCondition, SentimentCondition } from '../../conditions/condition.js'
import { isCatchAll } from '../../conditions/order/catch-all.js'
import type { DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { coversKeyword, type Wording } from './covers-keyword.js'

const DEFAULT_THRESHOLD = 0.5

/**
 * Whether the second condition is proven to hold wherever the first does, by any text, data and answers. False where that is not
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
 * The ways in which a condition may hold, such that it holds only if one of them does: each keyword for itself, each part of an `any`.
 * No ways at all: it never holds.
 */
export function atomsOf(condition: Condition, path: DiagnosticPath = []): readonly Atom[] {
  if (isCatchAll(condition)) return [{ condition, path }]
  if (condition.type === 'any') return condition.conditions.flatMap((part, position) => atomsOf(part, [...path, 'conditions', position]))
  if (condition.type !== 'keyword') return [{ condition, path }]
  return condition.words.map((word, position) => ({ condition: { ...condition, words: [word] }, path: [...path, 'words', position] }))
}

/** Whether a condition is proven to hold for no text at all. */
export function isContradiction(condition: Condition, wording: Wording): boolean {
  if (condition.type === 'any') return condition.conditions.every((part) => isContradiction(part, wording))
  if (condition.type === 'not') return isCatchAll(condition.condition)
  if (condition.type !== 'all') return false
  const { conditions } = condition
  if (conditions.some((part) => isContradiction(part, wording))) return true
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
  if (atom.type === 'keyword' && conclusion.type === 'keyword') {
    return atom.words.every((word) => coversKeyword(conclusion, atom, word, wording))
  }
  return isSameTest(atom, conclusion)
}

/** Whether two tests are the same, or the first is the stricter of two that differ in strictness only. */
function isSameTest(left: Condition, right: Condition): boolean {
  if (left.type === 'sentiment' && right.type === 'sentiment') return isStricterMood(left, right)
  if (left.type === 'llmClassifier' && right.type === 'llmClassifier') return isSameQuestion(left, right)
  if (left.type === 'regex' && right.type === 'regex') return left.pattern === right.pattern && left.flags === right.flags
  if (left.type !== 'context' || right.type !== 'context') return false
  if ('fn' in left || 'fn' in right) return 'fn' in left && 'fn' in right && left.fn === right.fn
  return left.path === right.path && JSON.stringify(left.test) === JSON.stringify(right.test)
}

function isStricterMood(left: SentimentCondition, right: SentimentCondition): boolean {
  if (left.sentiment !== right.sentiment || (left.by === 'model') !== (right.by === 'model')) return false
  return left.by === 'model' || (left.threshold ?? DEFAULT_THRESHOLD) >= (right.threshold ?? DEFAULT_THRESHOLD)
}

function isSameQuestion(left: LlmClassifierCondition, right: LlmClassifierCondition): boolean {
  const classesOf = ({ classes = ['yes', 'no'] }: LlmClassifierCondition) => JSON.stringify(classes)
  return (
    left.prompt === right.prompt &&
    left.model === right.model &&
    left.targetClass === right.targetClass &&
    classesOf(left) === classesOf(right)
  )
}
