import type { Condition } from '../condition.js'
import { type Alternative, alternativesOf, isExercised } from './alternative.js'
import { evaluateIn, type Situation, type WitnessOptions } from './scripted-answer.js'
import { likelySituations } from './solve.js'

/** A situation proven, by evaluation, to exercise an alternative of a condition. */
export interface Witness extends Situation {
  readonly alternative: Alternative
  /** Whether the whole condition holds in it. */
  readonly holds: boolean
}

/**
 * A witness for every alternative of a condition that one could be found for: an utterance, with data and scripted answers where
 * it takes them. An alternative that makes the condition hold has a witness of it holding, where the rest of the condition allows that; a
 * near miss one of it not holding.
 *
 * @example witnessesFor(keyword(['yes', 'sure'])).map(({ text }) => text) // ['yes', 'sure']
 */
export function witnessesFor(condition: Condition, options: WitnessOptions = {}): readonly Witness[] {
  return alternativesOf(condition).flatMap((alternative) => witnessOf(condition, alternative, options) ?? [])
}

/** Returns the witness of one alternative; undefined when the bounded search finds none. */
export function witnessOf(condition: Condition, alternative: Alternative, options: WitnessOptions = {}): Witness | undefined {
  const wanted = alternative.holds !== alternative.isNegated
  for (const holds of [wanted, !wanted]) {
    for (const situation of likelySituations(condition, holds, alternative, options)) {
      if (isExercised(alternative, situation, options) && evaluateIn(condition, situation, options) === holds) {
        return { ...tidy(situation), alternative, holds }
      }
    }
  }
  return undefined
}

/** Returns a situation in which a condition turns out as wanted, proven by evaluation; undefined when the bounded search finds none. */
export function situationWhere(condition: Condition, holds: boolean, options: WitnessOptions = {}): Situation | undefined {
  for (const situation of likelySituations(condition, holds, undefined, options)) {
    if (evaluateIn(condition, situation, options) === holds) return tidy(situation)
  }
  return undefined
}

/**
 * A situation in which a condition just does not hold: close to a match where a leaf has a near miss.
 *
 * @example nearMiss(regex('^[0-9]{5}$'))?.text // '5555'
 */
export function nearMiss(condition: Condition, options: WitnessOptions = {}): Situation | undefined {
  const missing = alternativesOf(condition).filter(({ holds, isNegated }) => holds === isNegated)
  for (const alternative of missing) {
    const witness = witnessOf(condition, alternative, options)
    if (witness?.holds === false) return witness
  }
  return situationWhere(condition, false, options)
}

/** Without the data and answers that it does not take. */
function tidy({ text, data = {}, answers = [] }: Situation): Situation {
  return {
    text,
    ...(Object.keys(data).length === 0 ? {} : { data }),
    ...(answers.length === 0 ? {} : { answers }),
  }
}
