import type { Diagnostic, DiagnosticPath } from '../../../diagnostics/diagnostic.js'
import type { JsonObject } from '../../../diagnostics/json.js'
import { makeDiagnostic } from '../../../diagnostics/make-diagnostic.js'
import { quote } from '../../../diagnostics/quote.js'
import type { Among, AnswerCondition, AnswerType, Rival } from '../../condition.js'
import type { EvaluationInput, ParamsFacts } from '../../evaluation.js'
import { type AnswerEvaluator, evaluatorOf } from '../../evaluator.js'
import { amongFromParams, amongParams, type FindRivals } from '../keyword/among.js'
import { ANSWERS, contestOn } from '../keyword/contest.js'
import { hasWords } from '../keyword/keyword-pattern.js'
import type { Stemmers } from '../keyword/stemmers.js'

/** An answer, as a guard's params hold it. */
export interface AnswerParams {
  readonly also?: readonly string[]
  readonly language?: string
  readonly among?: Among
}

/** Evaluates an answer in the language of the input. */
export function evaluateAnswerCondition(
  condition: AnswerCondition,
  { text, language, stemmers, evaluators, report }: EvaluationInput,
): boolean {
  const evaluator = evaluatorOf(condition) ?? evaluators?.answers
  if (evaluator !== undefined) {
    const params = language === undefined ? condition : { ...condition, language }
    return evaluateAnswer(condition.type, params, text, { stemmers, evaluator, key: condition })
  }
  report?.({
    type: condition.type,
    message: `The condition ${condition.type} came without its words; make it with ${condition.type}() or parseFlow.`,
  })
  return false
}

/** What an answer is evaluated with. */
export interface AnswerSupport {
  readonly stemmers: Stemmers | undefined
  readonly evaluator: AnswerEvaluator
  /** The same object at every evaluation of one condition. */
  readonly key: object
}

const answersByCondition = new WeakMap<object, readonly Rival[]>()

/** Tells whether a text gives an answer, beside what its state listens for besides. */
export function evaluateAnswer(type: AnswerType, params: AnswerParams, text: string, support: AnswerSupport): boolean {
  const { contest, place } = answerContest(type, params, text, support)
  return place === undefined ? contest.answer(support.evaluator) === ANSWERS[type] : contest.holds(place, support.evaluator)
}

/** Returns what a text comes to for an answer, and its place among those of its state; undefined for a part of an `all`, `any` or `not`. */
export function answerContest(type: AnswerType, params: AnswerParams, text: string, { stemmers, key }: Omit<AnswerSupport, 'evaluator'>) {
  const { among, language } = params
  const rivals = among?.place === undefined ? withOthers(type, params, key) : among.rivals
  return { contest: contestOn(rivals, text, language, stemmers), place: among?.place }
}

/** What decides for a part of an `all`, `any` or `not`: its own words beside those of the answers of its state. */
function withOthers(type: AnswerType, { also = [], among }: AnswerParams, key: object): readonly Rival[] {
  const known = answersByCondition.get(key)
  if (known !== undefined) return known
  const own: Rival = { transition: '', scope: 'own', type, words: also, match: 'stem' }
  const made = [own, ...(among?.rivals ?? []).filter((rival) => rival.type !== 'keyword')]
  answersByCondition.set(key, made)
  return made
}

const SAYS: Readonly<Record<AnswerType, string>> = { affirm: 'says yes', deny: 'says no', unsure: 'is unsure' }

export function describeAnswer({ type, also = [] }: AnswerCondition): string {
  return also.length === 0 ? SAYS[type] : `${SAYS[type]}, also by ${also.map(quote).join(', ')}`
}

/** Checks that the words of an answer's own can occur. */
export function* checkAnswer(condition: AnswerCondition, path: DiagnosticPath): Generator<Diagnostic> {
  const { type, also = [] } = condition
  if (evaluatorOf(condition) === undefined) {
    yield makeDiagnostic(
      'missing-evaluator',
      'error',
      path,
      `The condition ${type} came without its words, or with those of another version, so it can not be judged.`,
      {
        suggestion: `Make it with ${type}(), or read the flow with parseFlow().`,
      },
    )
  }
  for (const [position, word] of also.entries()) {
    if (hasWords(word) && word !== '.*') continue
    yield makeDiagnostic('empty-keyword', 'error', [...path, 'also', position], 'The word holds nothing that could be an answer.', {
      found: quote(word),
    })
  }
}

/** Writes an answer as the params of its guard. */
export function answerParams({ also, among }: AnswerCondition, { language }: ParamsFacts): JsonObject {
  return { language, ...(also === undefined ? {} : { also }), ...amongParams(among) }
}

/** Reads an answer back from params that `answerParams` wrote. */
export function answerFromParams<Type extends AnswerType>(type: Type, params: JsonObject, find: FindRivals) {
  const also = Array.isArray(params.also) ? params.also.map(String) : undefined
  return { type, ...(also === undefined ? {} : { also }), ...amongFromParams(params, find) }
}
