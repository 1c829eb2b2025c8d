import { type CandidateList, mayLeadNowhere, type TriedTransition } from '../../analysis/candidate-list.js'
import { areWrittenAlike } from '../../analysis/implication/covers-keyword.js'
import type { Condition, KeywordCondition } from '../../conditions/condition.js'
import { canOccurWithin } from '../../conditions/kinds/keyword/can-occur-within.js'
import { speechOf } from '../../conditions/language/speech.js'

/**
 * Returns the places of those keywords of a transition that take nothing in the contest of all keywords, as one that is tried before has the same
 * keyword: it counts wherever this one does, is as long, and wins between the two. So leaving it out changes nothing for any other, either.
 */
export function sharedKeywords(list: CandidateList, transition: TriedTransition): readonly number[] {
  const { condition, scope } = transition
  if (condition.type !== 'keyword' || isAnswerAmong(condition, list)) return []
  const earlier = list.transitions.slice(0, list.positionOf(transition)).flatMap((other) => {
    const isSure = !mayLeadNowhere(other)
    const isOfScope = other.scope === scope || other.scope === 'own'
    return isSure && isOfScope && isContender(other.condition) && areWrittenAlike(other.condition, condition) ? [other.condition] : []
  })
  return condition.words.flatMap((word, position) => {
    const isTwice = condition.words.indexOf(word) < position
    return isTwice || earlier.some((other) => isShared(word, other, condition, list)) ? [position] : []
  })
}

function isContender(condition: Condition): condition is KeywordCondition {
  return condition.type === 'keyword' && condition.among?.place !== undefined
}

/** Between an answer and a topic not only the length decides. */
function isAnswerAmong({ among }: KeywordCondition, { wording: { language, stemmers } }: CandidateList): boolean {
  const answers = new Set((speechOf(language, stemmers).rules?.answerWords ?? []).map(lettersOf))
  return among?.rivals.some(({ words }) => words.some((word) => answers.has(lettersOf(word)))) ?? false
}

function lettersOf(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** Keywords do not yield to longer ones of their own condition, so none of either may lie within the other. */
function isShared(
  word: string,
  earlier: KeywordCondition,
  later: KeywordCondition,
  { wording: { language, stemmers } }: CandidateList,
): boolean {
  if (!earlier.words.includes(word)) return false
  const { match = 'stem', caseSensitive = false, gap = 0 } = later
  const written = (each: string) => ({ word: each, match, caseSensitive, gap })
  const mayNest = (inner: string, outer: string) => canOccurWithin(written(inner), written(outer), language, stemmers)
  return [...earlier.words, ...later.words].every((other) => other === word || !(mayNest(word, other) || mayNest(other, word)))
}
