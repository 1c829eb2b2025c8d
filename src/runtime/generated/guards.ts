import type { AnswerCondition, Condition, ExceptedKeyword, KeywordCondition, Rival } from '../../conditions/condition.js'
import { evaluateCondition } from '../../conditions/evaluate-condition.js'
import { reportToConsole } from '../../conditions/evaluation.js'
import type { Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import { languageOf } from '../../definition/state-facts.js'
import { dataOf, textOf } from '../../machine/event-facts.js'
import { conversationGuards, type GuardArguments, type RuntimeGuard } from '../guards/turn-guards.js'

/** Says in which language keywords are compared. */
export interface WhenOptions {
  /** A BCP 47 tag, `'en'` by default. */
  readonly language?: string
  /** Stemmers for languages other than English, from `talkchart/languages`. */
  readonly stemmers?: Stemmers
}

/**
 * Makes a guard that holds when the condition does, on the text and the data of the event. It never throws: what goes wrong is reported on
 * the console, and the guard does not hold.
 *
 * @param condition one that text and data decide; what the model or a `custom` function decides never holds here, see `answered`
 * @example
 * const agrees = when(keyword(['yes', 'sure'], { ignoreNegated: true }))
 */
export function when(condition: Condition, options: WhenOptions = {}): RuntimeGuard<unknown> {
  const { stemmers = {} } = options
  const language = languageOf(options)
  return ({ context, event }: GuardArguments) => {
    const looked = { ...event }
    const text = textOf(context, looked)
    return evaluateCondition(condition, { text, data: dataOf(context, looked), language, stemmers, report: reportToConsole }) === true
  }
}

/**
 * Makes a guard that holds when the understanding of a message gave this answer.
 *
 * @example
 * const isAngry = answered('complaint', 'yes')
 */
export function answered(key: string, equals: string | boolean): RuntimeGuard<unknown> {
  return (turn) => conversationGuards.answer(turn, { key, equals })
}

/** Makes a guard that holds when each of them does; the first that does not ends it. */
export function allOf(...guards: readonly RuntimeGuard<unknown>[]): RuntimeGuard<unknown> {
  return (turn) => guards.every((guard) => guard(turn, undefined))
}

/** Makes a guard that holds when any of them does; the first that does ends it. */
export function anyOf(...guards: readonly RuntimeGuard<unknown>[]): RuntimeGuard<unknown> {
  return (turn) => guards.some((guard) => guard(turn, undefined))
}

/** Makes a guard that holds when this one does not. */
export function noneOf(guard: RuntimeGuard<unknown>): RuntimeGuard<unknown> {
  return (turn) => !guard(turn, undefined)
}

/**
 * Gives a guard its params, to be a part of another.
 *
 * @example
 * const isTooOften = given(conversationGuards.visitedOften, { state: 'greeting', times: 3 })
 */
export function given<Params>(guard: RuntimeGuard<Params>, params: Params): RuntimeGuard<unknown> {
  return (turn) => guard(turn, params)
}

/**
 * Makes a keyword condition whose words do not count within an occurrence of a longer keyword: the order of transitions, written out.
 *
 * @param longer the longer keywords of sibling transitions
 * @example
 * const mentionsBudget = yielding(keyword(['budget']), keyword(['no budget']))
 */
export function yielding(condition: KeywordCondition, ...longer: readonly KeywordCondition[]): KeywordCondition {
  const except = longer.flatMap(({ words, match = 'stem', caseSensitive = false }) =>
    words.map((word): ExceptedKeyword => ({ word, match, caseSensitive })),
  )
  return { ...condition, except }
}

/**
 * Puts a condition among those of its state that decide by words: the order of transitions, written out.
 *
 * @param rivals the list, which stands with what the state says
 * @param place the condition's own place in it; without one it only yields to longer keywords
 * @example
 * const rivals = [{ transition: 'refusal', scope: 'own', type: 'keyword', words: ['no budget'], match: 'stem' }] as const
 * const mentionsBudget = among(keyword(['budget']), rivals)
 */
export function among<Placed extends KeywordCondition | AnswerCondition>(
  condition: Placed,
  rivals: readonly Rival[],
  place?: number,
): Placed {
  return { ...condition, among: { name: '', rivals, ...(place === undefined ? {} : { place }) } }
}
