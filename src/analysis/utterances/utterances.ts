import type { Condition } from '../../conditions/condition.js'
import type { Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import { type Witness, witnessesFor } from '../../conditions/witness/index.js'
import { sayNaturally } from './say-naturally.js'

/** The flow's language, as evaluation takes it. */
export interface EvaluationLanguage {
  readonly language?: string
  readonly stemmers?: Stemmers
}

/** Finds utterances for the conditions of one flow; a condition that stands in many states is worked out once. */
export class Utterances {
  readonly wording: EvaluationLanguage
  readonly #known = new WeakMap<Condition, readonly string[]>()

  constructor(language: string | undefined, stemmers: Stemmers | undefined) {
    this.wording = { ...(language !== undefined && { language }), ...(stemmers !== undefined && { stemmers }) }
  }

  /** Texts that make the condition hold without data or answers, one or two for each alternative; the more natural first. */
  of(condition: Condition): readonly string[] {
    const known = this.#known.get(condition)
    if (known !== undefined) return known
    const witnesses = witnessesFor(condition, this.wording).filter(isByText)
    const texts = [...new Set(witnesses.flatMap(({ text }) => sayNaturally(text, this.wording.language)))]
    this.#known.set(condition, texts)
    return texts
  }
}

/** Tells whether it is the text alone that makes the condition hold, and by the alternative itself: a near miss takes other words to hold. */
function isByText({ holds, alternative, data, answers }: Witness): boolean {
  return holds && alternative.holds !== alternative.isNegated && data === undefined && answers === undefined
}
