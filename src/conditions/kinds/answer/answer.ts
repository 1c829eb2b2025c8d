import type { AffirmCondition, DenyCondition, UnsureCondition } from '../../condition.js'
import { evaluatorKey } from '../../evaluator.js'
import { answerEvaluator } from './answer-evaluator.js'

/** Holds what an answer counts besides the language's own words. */
export interface AnswerOptions {
  /** More words and phrases for this answer: what the question itself says, such as `ship it`. They are found like keywords. */
  readonly also?: readonly string[]
}

/**
 * Holds when the message says yes: "yeah", "of course", "no problem", "that's right", 👍. A question is no answer ("are you sure?"), nor
 * is a word in passing ("it looks broken"), nor an answer that is taken back ("yes, but not today").
 *
 * @example affirm()
 * @example affirm({ also: ['ship it'] })
 */
export function affirm(options: AnswerOptions = {}): AffirmCondition {
  return { type: 'affirm', ...options, [evaluatorKey]: answerEvaluator }
}

/**
 * Holds when the message says no: "nope", "not really", "don't do it", "I'm good, thanks", 👎.
 *
 * @example deny({ also: ['cancel the order'] })
 */
export function deny(options: AnswerOptions = {}): DenyCondition {
  return { type: 'deny', ...options, [evaluatorKey]: answerEvaluator }
}

/**
 * Holds when the message says that one does not know: "maybe", "no idea", "it depends", 🤷.
 *
 * @example unsure()
 */
export function unsure(options: AnswerOptions = {}): UnsureCondition {
  return { type: 'unsure', ...options, [evaluatorKey]: answerEvaluator }
}
