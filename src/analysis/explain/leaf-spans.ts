import type { RegexEvaluator } from '../../conditions/evaluator.js'
import { inNormalised } from '../../conditions/fields/find-pieces.js'
import { amongFromParams, type FindRivals } from '../../conditions/kinds/keyword/among.js'
import { keywordOccurrences } from '../../conditions/kinds/keyword/evaluate-keyword.js'
import type { KeywordParams } from '../../conditions/kinds/keyword/keyword-params.js'
import type { Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import { normaliseText } from '../../conditions/text/normalise-text.js'
import type { JsonObject } from '../../diagnostics/json.js'
import type { ExplainedSpan } from './explanation.js'

interface WordFacts {
  readonly support: { readonly stemmers: Stemmers }
  readonly rivals: FindRivals
}

/** Returns where the keywords of a condition stand, and which of them count. */
export function keywordSpans(params: JsonObject, text: string, { support, rivals }: WordFacts): readonly ExplainedSpan[] {
  return keywordOccurrences(placed(params, rivals), text, support.stemmers).map((occurrence) => ({ ...occurrence, verdict: 'counts' }))
}

const placedParams = new WeakMap<JsonObject, KeywordParams>()

/** The params with the state's list in the place of its name: the same object each time, as what is made ready hangs on it. */
export function placed(params: JsonObject, rivals: FindRivals): KeywordParams {
  const known = placedParams.get(params)
  if (known !== undefined) return known
  const { among: _named, ...rest } = params
  const made = { ...(rest as unknown as KeywordParams), ...amongFromParams(params, rivals) }
  placedParams.set(params, made)
  return made
}

/** Returns where a pattern is found, in the positions of the normalised text. */
export function regexSpans(params: JsonObject, text: string, evaluator: RegexEvaluator | undefined): readonly ExplainedSpan[] {
  if (evaluator === undefined) return []
  const pattern = params as unknown as { readonly pattern: string; readonly flags?: string }
  const normalised = normaliseText(text)
  return inNormalised(text, evaluator.find(pattern, text)).map(({ start, end }) => ({
    start,
    end,
    word: normalised.slice(start, end),
    verdict: 'counts',
  }))
}
