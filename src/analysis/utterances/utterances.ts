import type { Condition } from '../../conditions/condition.js'
import type { Stemmers } from '../../conditions/keyword/stemmers.js'
import { witnessesFor } from '../../conditions/witness/index.js'
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
    const proven = witnessesFor(condition, this.wording).filter(
      ({ holds, data, answers }) => holds && data === undefined && answers === undefined,
    )
    const texts = [...new Set(proven.flatMap(({ text }) => sayNaturally(text, this.wording.language)))]
    this.#known.set(condition, texts)
    return texts
  }
}
