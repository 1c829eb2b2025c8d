import type { ExceptedKeyword, KeywordCondition, KeywordMatch } from '../../conditions/condition.js'
import { canOccurWithin, longerKeywords } from '../../conditions/kinds/keyword/can-occur-within.js'
import { type KeywordPattern, type KeywordWord, readKeyword } from '../../conditions/kinds/keyword/keyword-pattern.js'
import type { Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import { speechOf } from '../../conditions/language/speech.js'
import type { Word } from '../../conditions/text/words.js'
import { coversWord } from './covers-word.js'

/** How the flow compares words. */
export interface Wording {
  readonly language: string | undefined
  readonly stemmers: Stemmers | undefined
  /** Whether only words count that are spelled by the rules. What is proven then holds for what people write, not for every text. */
  readonly isSpelled?: boolean
}

/** One keyword of a condition, with all that decides where it counts. */
interface Keyword {
  readonly word: string
  readonly match: KeywordMatch
  readonly caseSensitive: boolean
  readonly ignoreNegated: boolean
  readonly gap: number
  readonly typos: boolean
  readonly except: readonly ExceptedKeyword[]
  readonly pattern: KeywordPattern
}

/**
 * Tells whether a keyword of one condition can not count in any text without some keyword of another counting too. False where that is not
 * proven: joints between words and negations are taken for different unless they must be the same.
 */
export function coversKeyword(covering: KeywordCondition, covered: KeywordCondition, word: string, wording: Wording): boolean {
  const inner = keywordsOf(covered, wording).find((keyword) => keyword.word === word)
  if (inner === undefined) return false
  const compete = competesWith(covering, covered)
  return keywordsOf(covering, wording).some((outer) => {
    const offset = outer.pattern.text === '' ? undefined : placeWithin(outer, inner, wording, compete || inner.typos)
    if (inner.gap > outer.gap || (inner.typos && !outer.typos) || (compete && !isAsGood(outer, inner))) return false
    return offset !== undefined && survivesNegation(outer, inner, offset) && survivesYielding(outer, inner, wording)
  })
}

/** Whether the longer keyword has the message, whichever is tried first. */
function competesWith({ among: first }: KeywordCondition, { among: second }: KeywordCondition): boolean {
  return first?.place !== undefined && second?.place !== undefined && first.rivals === second.rivals
}

/** Whether the outer keyword is written no less exactly than the inner one, and is as long. */
function isAsGood(outer: Keyword, inner: Keyword): boolean {
  return (
    outer.pattern.length === inner.pattern.length && outer.match !== 'prefix' && outer.match !== 'substring' && inner.match !== 'prefix'
  )
}

const readConditions = new WeakMap<KeywordCondition, { readonly language: string | undefined; readonly keywords: readonly Keyword[] }>()

/** Returns the keywords of a condition, read once: each is compared with those of many others. */
function keywordsOf(condition: KeywordCondition, wording: Wording): readonly Keyword[] {
  const known = readConditions.get(condition)
  if (known !== undefined && known.language === wording.language) return known.keywords
  const keywords = condition.words.map((word) => readIn(condition, word, wording))
  readConditions.set(condition, { language: wording.language, keywords })
  return keywords
}

function readIn(condition: KeywordCondition, word: string, { language, stemmers }: Wording): Keyword {
  const { match = 'stem', caseSensitive = false, ignoreNegated = false, gap = 0, typos = false } = condition
  const except = longerKeywords(condition, language, stemmers)
  const speech = speechOf(language, stemmers)
  const pattern = readKeyword(word, { match, speech, stemmer: match === 'stem' ? speech.stemmer : undefined })
  return { word, match, caseSensitive, ignoreNegated, gap, typos, except, pattern }
}

/** Tells where within every occurrence of the inner keyword the outer one must occur too: the number of words before it. */
function placeWithin(outer: Keyword, inner: Keyword, wording: Wording, isExact: boolean): number | undefined {
  if (outer.caseSensitive && !inner.caseSensitive) return undefined
  if (outer.match === 'substring') return containsText(outer, inner, wording) ? 0 : undefined
  const { phrase: outerPhrase } = outer.pattern
  const { phrase: innerPhrase } = inner.pattern
  if (outerPhrase === undefined || innerPhrase === undefined) return isSameLiteral(outer, inner) ? 0 : undefined
  if (outer.match === 'prefix') return prefixIndex(outer, inner, outerPhrase, innerPhrase)
  if (inner.match === 'stem' && outer.match === 'word') return undefined
  // The last word of a prefix is not known to its end.
  const complete = inner.match === 'prefix' ? innerPhrase.slice(0, -1) : innerPhrase
  const mayInflect = !isExact && outer.match === 'stem' && !outer.caseSensitive && !inner.caseSensitive
  const speech = speechOf(wording.language, wording.stemmers)
  return phraseIndex(
    outerPhrase,
    complete,
    (word, other) =>
      textOf(word, outer.caseSensitive) === textOf(other, outer.caseSensitive) ||
      (mayInflect && coversWord(word, other, speech, wording.isSpelled === true)),
  )
}

function containsText(outer: Keyword, inner: Keyword, { language, stemmers }: Wording): boolean {
  const contracted = speechOf(language, stemmers).rules?.contracted ?? []
  const needle = textOf(outer.pattern, outer.caseSensitive)
  if (inner.match === 'stem') return false
  const { phrase } = inner.pattern
  // Between the words of a phrase may stand what the keyword does not say.
  return phrase === undefined
    ? textOf(inner.pattern, outer.caseSensitive).includes(needle)
    : phrase.some((word, position) => {
        const isBegun = inner.match === 'prefix' && position === phrase.length - 1
        // A word that is written as a part of another ("isn't" says "not") does not stand there in full.
        const isContracted = contracted.some((whole) => (isBegun ? whole.startsWith(word.lower) : whole === word.lower))
        return !isContracted && textOf(word, outer.caseSensitive).includes(needle)
      })
}

function isSameLiteral(outer: Keyword, inner: Keyword): boolean {
  if (outer.pattern.phrase !== undefined || inner.pattern.phrase !== undefined || outer.match !== inner.match) return false
  return textOf(outer.pattern, outer.caseSensitive) === textOf(inner.pattern, outer.caseSensitive)
}

/** Returns where a prefix that is one word stands: at the beginning of a word whose beginning is known. */
function prefixIndex(outer: Keyword, inner: Keyword, outerPhrase: readonly Word[], innerPhrase: readonly Word[]): number | undefined {
  const [first] = outerPhrase
  if (outerPhrase.length !== 1 || first === undefined || inner.match === 'stem') return undefined
  const index = innerPhrase.findIndex((word) => textOf(word, outer.caseSensitive).startsWith(textOf(first, outer.caseSensitive)))
  return index < 0 ? undefined : index
}

function phraseIndex(
  outer: readonly KeywordWord[],
  inner: readonly KeywordWord[],
  covers: (word: KeywordWord, other: KeywordWord) => boolean,
): number | undefined {
  const index = inner.findIndex((_word, start) =>
    outer.every((word, offset) => {
      const other = inner[start + offset]
      return other !== undefined && covers(word, other)
    }),
  )
  return index < 0 ? undefined : index
}

function survivesNegation(outer: Keyword, inner: Keyword, offset: number): boolean {
  return !outer.ignoreNegated || (inner.ignoreNegated && offset === 0 && outer.match !== 'substring')
}

/** What the outer keyword yields to must be something that the inner one yields to as well. */
function survivesYielding(outer: Keyword, inner: Keyword, { language, stemmers }: Wording): boolean {
  const { word, match, caseSensitive } = outer
  const relevant = outer.except.filter((longer) => canOccurWithin({ word, match, caseSensitive }, longer, language, stemmers))
  if (relevant.length === 0) return true
  const shared = new Set(inner.except.map((keyword) => JSON.stringify(keyword)))
  const isSamePlace = outer.match === inner.match && outer.pattern.lower === inner.pattern.lower
  return isSamePlace && relevant.every((keyword) => shared.has(JSON.stringify(keyword)))
}

function textOf(part: { readonly text: string; readonly lower: string }, caseSensitive: boolean): string {
  return caseSensitive ? part.text : part.lower
}

/** How keywords are compared with a text. */
type Manner = Pick<KeywordCondition, 'match' | 'caseSensitive' | 'ignoreNegated' | 'gap' | 'typos'>

/** Whether two conditions find the same word in the same places. What is taken for a misspelt word depends on all the words. */
export function areWrittenAlike(one: Manner, other: Manner): boolean {
  return one.typos !== true && other.typos !== true && written(one) === written(other)
}

function written({ match = 'stem', caseSensitive = false, ignoreNegated = false, gap = 0 }: Manner): string {
  return JSON.stringify([match, caseSensitive, ignoreNegated, gap])
}
