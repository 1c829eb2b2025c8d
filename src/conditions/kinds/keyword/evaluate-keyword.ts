import type { KeywordMatch } from '../../condition.js'
import type { NegationRules } from '../../language/language-rules.js'
import { isCatchAllWord } from '../../order/catch-all.js'
import { prepareText } from '../../text/prepared-text.js'
import { contestOn, type JudgedOccurrence, yieldingTo } from './contest.js'
import { findKeywords } from './find-keywords.js'
import { createMatcher, type KeywordMatcher } from './keyword-matcher.js'
import type { KeywordOccurrence, KeywordParams } from './keyword-params.js'
import { isNegated } from './negation.js'
import type { Stemmers } from './stemmers.js'
import { createYieldTest, type FindLonger } from './yielding.js'

/** A condition's params made ready: its own keywords, and those that they yield to. */
interface PreparedKeywords {
  readonly stemmers: Stemmers | undefined
  readonly isCatchAll: boolean
  readonly own: KeywordMatcher
  readonly longer: readonly KeywordMatcher[]
  readonly negation: NegationRules | undefined
}

const KEYWORD_MATCHES: readonly KeywordMatch[] = ['stem', 'word', 'prefix', 'substring']

const preparedByParams = new WeakMap<KeywordParams, PreparedKeywords>()

/** Tells whether any of the keywords occurs in the text in a way that counts. Never throws; linear in the text's length. */
export function evaluateKeyword(params: KeywordParams, text: string, stemmers?: Stemmers): boolean {
  const { among } = params
  if (among?.place !== undefined) return contestOn(among.rivals, text, params.language, stemmers).holds(among.place)
  const keywords = prepareKeywords(params, stemmers)
  if (keywords.isCatchAll) return true
  for (const { verdict } of judged(params, keywords, text, stemmers)) if (verdict === 'counts') return true
  return false
}

/** Returns every occurrence that counts: not negated (with `ignoreNegated`), and within no occurrence of what the words yield to. */
export function keywordOccurrences(params: KeywordParams, text: string, stemmers?: Stemmers): readonly KeywordOccurrence[] {
  return [...judgedOccurrences(params, text, stemmers)]
    .filter(({ verdict }) => verdict === 'counts')
    .map(({ occurrence: { pattern, start, end } }) => ({ word: pattern.word, start, end }))
}

/** Returns every occurrence, and whether it counts. */
export function judgedOccurrences(params: KeywordParams, text: string, stemmers?: Stemmers): Iterable<JudgedOccurrence> {
  const { among, language } = params
  if (among?.place !== undefined) {
    const { found, judge } = contestOn(among.rivals, text, language, stemmers)
    return found.filter(({ owner }) => owner === among.place).map(judge)
  }
  return judged(params, prepareKeywords(params, stemmers), text, stemmers)
}

function* judged(
  { among, language }: KeywordParams,
  keywords: PreparedKeywords,
  source: string,
  stemmers: Stemmers | undefined,
): Iterable<JudgedOccurrence> {
  const text = prepareText(source, keywords.own.speech)
  let findLonger: FindLonger | undefined
  for (const occurrence of findKeywords(keywords.own, text)) {
    if (keywords.negation !== undefined && isNegated(text, occurrence, keywords.negation)) {
      yield { occurrence, verdict: 'negated' }
      continue
    }
    findLonger ??= createYieldTest(
      keywords.longer.flatMap((matcher) => [...findKeywords(matcher, text)].map((longer) => ({ ...longer, owner: 0 }))),
    )
    const covering = among === undefined ? undefined : contestOn(among.rivals, source, language, stemmers).longerThan(occurrence)
    yield yieldingTo(occurrence, covering ?? findLonger(occurrence, undefined))
  }
}

function prepareKeywords(params: KeywordParams, stemmers: Stemmers | undefined): PreparedKeywords {
  const known = preparedByParams.get(params)
  if (known !== undefined && known.stemmers === stemmers) return known
  const own = createMatcher(params, stemmers)
  const prepared: PreparedKeywords = {
    stemmers,
    isCatchAll: params.words.some(isCatchAllWord),
    own,
    longer: longerMatchers(params, stemmers),
    negation: params.ignoreNegated === true ? own.speech.rules?.negation : undefined,
  }
  preparedByParams.set(params, prepared)
  return prepared
}

/** One matcher for all the excepted keywords that are compared alike. */
function longerMatchers({ except = [], language }: KeywordParams, stemmers: Stemmers | undefined): readonly KeywordMatcher[] {
  return KEYWORD_MATCHES.flatMap((match) =>
    [false, true].flatMap((caseSensitive) => {
      const words = except.filter((keyword) => keyword.match === match && keyword.caseSensitive === caseSensitive).map(({ word }) => word)
      if (words.length === 0) return []
      return [createMatcher({ words, match, caseSensitive, ...(language === undefined ? {} : { language }) }, stemmers)]
    }),
  )
}
