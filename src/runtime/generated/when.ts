import type { Condition } from '../../conditions/condition.js'
import { evaluateCondition } from '../../conditions/evaluate-condition.js'
import type { Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import { dataOf, textOf } from '../../machine/event-facts.js'
import { reportToConsole } from '../../machine/report-problem.js'
import { conversationGuards } from './conversation-guards.js'
import type { RuntimeGuard, Turn } from './runtime-guard.js'

/** In which language keywords are compared. */
export interface WhenOptions {
  /** A BCP 47 tag, `'en'` by default. */
  readonly language?: string
  /** Stemmers for languages other than English, from `talkchart/languages`. */
  readonly stemmers?: Stemmers
}

/**
 * A guard that holds when the condition does, on the text and the data of the event. It never throws: what goes wrong is reported on
 * the console, and the guard does not hold.
 *
 * @param condition one that text and data decide; what the model or a `custom` function decides never holds here, see `answered`
 * @example
 * const agrees = when(keyword(['yes', 'sure'], { ignoreNegated: true }))
 */
export function when(condition: Condition, { language = 'en', stemmers = {} }: WhenOptions = {}): RuntimeGuard<unknown> {
  return ({ context, event }: Turn) => {
    const looked = { ...event }
    const text = textOf(context, looked)
    return evaluateCondition(condition, { text, data: dataOf(context, looked), language, stemmers, report: reportToConsole }) === true
  }
}

/**
 * A guard that holds when the understanding of a message gave this answer.
 *
 * @example
 * const isAngry = answered('complaint', 'yes')
 */
export function answered(key: string, equals: string | boolean): RuntimeGuard<unknown> {
  return (turn) => conversationGuards.answer(turn, { key, equals })
}
