import type { AnswerType, Rival } from '../../conditions/condition.js'
import type { Truth } from '../../conditions/evaluation.js'
import type { RegexEvaluator } from '../../conditions/evaluator.js'
import { inNormalised } from '../../conditions/fields/find-pieces.js'
import { answerContest } from '../../conditions/kinds/answer/answer-kind.js'
import { amongFromParams, type FindRivals } from '../../conditions/kinds/keyword/among.js'
import { ANSWERS, type ContestResult, contestOn, type JudgedOccurrence } from '../../conditions/kinds/keyword/contest.js'
import { judgedOccurrences } from '../../conditions/kinds/keyword/evaluate-keyword.js'
import type { KeywordParams } from '../../conditions/kinds/keyword/keyword-params.js'
import { speechOf } from '../../conditions/language/speech.js'
import { normaliseText } from '../../conditions/text/normalise-text.js'
import type { JsonObject } from '../../diagnostics/json.js'
import type { ConditionSupport } from '../../runtime/guards/condition-guards.js'
import type { ExplainedLeaf, ExplainedSpan } from './explanation.js'

interface WordFacts {
  readonly support: Pick<ConditionSupport, 'stemmers' | 'evaluators'>
  readonly rivals: FindRivals
}

/** Returns where the keywords of a condition stand, and which of them count. */
export function keywordSpans(params: JsonObject, text: string, { support, rivals }: WordFacts): readonly ExplainedSpan[] {
  const keyword = placed(params, rivals)
  const { among, language } = keyword
  const place = among?.place
  const rivalsOf = among?.rivals ?? []
  const winner = winnerOver(rivalsOf, place, contestOn(rivalsOf, text, language, support.stemmers))
  const spans = [...judgedOccurrences(keyword, text, support.stemmers)].map((judged) => spanOf(judged, winner))
  return spans.toSorted((one, other) => one.start - other.start || other.end - one.end)
}

/** Returns what a message answers, which words decide that, and why an answer does not count. */
export function explainAnswerLeaf(
  type: AnswerType,
  params: JsonObject,
  truth: Truth,
  text: string,
  facts: WordFacts,
): Partial<ExplainedLeaf> {
  const { stemmers, evaluators } = facts.support
  const evaluator = evaluators.answers
  if (evaluator === undefined) return {}
  const answer = placed(params, facts.rivals)
  const { contest, place } = answerContest(type, answer, text, { stemmers, key: params })
  const decided = contest.answer(evaluator) ?? null
  const winner = winnerOver(answer.among?.rivals ?? [], place, contest)
  const ofOwn = contest.found.filter(({ owner }) => owner === (place ?? 0))
  const own = ofOwn.map((occurrence) => spanOf(contest.judge(occurrence), winner))
  const language = typeof params.language === 'string' ? params.language : undefined
  const read = contest.own !== undefined ? undefined : evaluator.explain?.(text, speechOf(language, stemmers))
  const normalised = normaliseText(text)
  const spans = (read?.places ?? []).map(
    ({ start, end }): ExplainedSpan => ({ start, end, word: normalised.slice(start, end), verdict: 'counts' }),
  )
  const isOverruled = truth === false && decided === ANSWERS[type] && contest.keywordCounts
  const because = isOverruled ? 'keyword' : read?.because
  return { decided, spans: [...own, ...spans], ...(because === undefined ? {} : { because }) }
}

/** Returns who takes the message from the condition at a place, and by which word. */
function winnerOver(rivals: readonly Rival[], place: number | undefined, contest: ContestResult) {
  const winner = place === undefined ? undefined : contest.winnerOver(place)
  const best = winner === undefined ? undefined : contest.bests.get(winner)
  return winner === undefined || best === undefined ? undefined : { transition: rivals[winner]?.transition ?? '', word: best.pattern.word }
}

/** Says where a word stands, and whether it counts. */
export function spanOf(
  { occurrence: { pattern, start, end }, verdict, longer }: JudgedOccurrence,
  winner?: { readonly transition: string; readonly word: string },
): ExplainedSpan {
  const span = { start, end, word: pattern.word }
  if (verdict === 'yields') return { ...span, verdict, to: longer?.pattern.word ?? '' }
  return verdict === 'counts' && winner !== undefined ? { ...span, verdict: 'outranked', to: winner } : { ...span, verdict }
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

/** More say nothing more, and finding their places takes time. */
const MOST_MATCHES = 50

/** Returns where a pattern is found, in the positions of the normalised text. */
export function regexSpans(params: JsonObject, text: string, evaluator: RegexEvaluator | undefined): readonly ExplainedSpan[] {
  if (evaluator === undefined) return []
  const pattern = params as unknown as { readonly pattern: string; readonly flags?: string }
  const normalised = normaliseText(text)
  return inNormalised(text, evaluator.find(pattern, text).slice(0, MOST_MATCHES)).map(({ start, end }) => ({
    start,
    end,
    word: normalised.slice(start, end),
    verdict: 'counts',
  }))
}
