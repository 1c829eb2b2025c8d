import type { KeywordMatch } from '../../condition.js'
import { isCatchAllWord } from '../../order/catch-all.js'
import { prepareText } from '../../text/prepared-text.js'
import { findKeywords } from './find-keywords.js'
import { createMatcher, type KeywordMatcher } from './keyword-matcher.js'
import type { KeywordOccurrence, KeywordParams } from './keyword-params.js'
import { isNegated } from './negation.js'
import { isEnglish, primaryLanguage, type Stemmers } from './stemmers.js'
import { createYieldTest } from './yielding.js'

/** A condition's params made ready: its own keywords, and those that they yield to. */
interface PreparedKeywords {
  readonly stemmers: Stemmers | undefined
  readonly isCatchAll: boolean
  readonly own: KeywordMatcher
  readonly longer: readonly KeywordMatcher[]
  readonly ignoreNegated: boolean
}

const KEYWORD_MATCHES: readonly KeywordMatch[] = ['stem', 'word', 'prefix', 'substring']

const preparedByParams = new WeakMap<KeywordParams, PreparedKeywords>()

/** Tells whether any of the keywords occurs in the text in a way that counts. Never throws; linear in the text's length. */
export function evaluateKeyword(params: KeywordParams, text: string, stemmers?: Stemmers): boolean {
  const keywords = prepareKeywords(params, stemmers)
  if (keywords.isCatchAll) return true
  for (const _ of countingOccurrences(keywords, text)) return true
  return false
}

/** Returns every occurrence that counts: not negated (with `ignoreNegated`), and within no occurrence of what the words yield to. */
export function keywordOccurrences(params: KeywordParams, text: string, stemmers?: Stemmers): readonly KeywordOccurrence[] {
  return [...countingOccurrences(prepareKeywords(params, stemmers), text)]
}

function* countingOccurrences(keywords: PreparedKeywords, source: string): Iterable<KeywordOccurrence> {
  const text = prepareText(source, keywords.own.atApostrophes)
  let yields: ReturnType<typeof createYieldTest> | undefined
  for (const occurrence of findKeywords(keywords.own, text)) {
    if (keywords.ignoreNegated && isNegated(text, occurrence.start)) continue
    yields ??= createYieldTest(keywords.longer, text)
    if (yields(occurrence)) continue
    yield { word: occurrence.pattern.word, start: occurrence.start, end: occurrence.end }
  }
}

function prepareKeywords(params: KeywordParams, stemmers: Stemmers | undefined): PreparedKeywords {
  const known = preparedByParams.get(params)
  if (known !== undefined && known.stemmers === stemmers) return known
  const prepared: PreparedKeywords = {
    stemmers,
    isCatchAll: params.words.some(isCatchAllWord),
    own: createMatcher(params, stemmers),
    longer: longerMatchers(params, stemmers),
    ignoreNegated: params.ignoreNegated === true && isEnglish(primaryLanguage(params.language)),
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
