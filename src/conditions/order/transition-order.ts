import type { AnswerCondition, Condition, GuardedTransition, KeywordCondition, LeafCondition, Rival } from '../condition.js'
import { KeywordNesting, RivalIndex } from '../kinds/keyword/can-occur-within.js'
import { hasWords } from '../kinds/keyword/keyword-pattern.js'
import type { Stemmers } from '../kinds/keyword/stemmers.js'
import { isAnswer, mapLeaves } from '../leaves.js'
import { isCatchAll, isCatchAllWord } from './catch-all.js'

/** How candidates are ordered. */
export interface TransitionOrderOptions {
  readonly order?: 'specific' | 'declared' | undefined
  /** The flow's language, a BCP 47 tag. */
  readonly language?: string | undefined
  readonly stemmers?: Stemmers | undefined
  /** Whether every keyword is found with a mistake in it, unless it says otherwise. */
  readonly typos?: boolean | undefined
  /** Has read keywords of this language before; it saves time where lists that are nearly the same are ordered. */
  readonly nesting?: KeywordNesting | undefined
}

/** The list that is ordered. */
export interface CandidateListFacts<Candidate> {
  /** Names it in the chart: `'greeting/user'`. */
  readonly name: string
  /** Whether a candidate may lead nowhere although its condition holds. */
  readonly mayMiss: (candidate: Candidate) => boolean
}

const UNNAMED = { name: '', mayMiss: () => false }

/**
 * The order in which the candidates of one list are tried. `'specific'` (default): own, global, own catch-alls, global
 * catch-alls, each group as declared; and the keywords and answers of the list decide among themselves who has a message, for which
 * each condition knows its place `among` them. `'declared'`: own, then global, nothing else.
 */
export function orderCandidates<Candidate extends GuardedTransition>(
  candidates: readonly Candidate[],
  options: TransitionOrderOptions = {},
  facts: CandidateListFacts<Candidate> = UNNAMED,
): readonly Candidate[] {
  const forgiving = options.typos === true ? candidates.map((candidate) => withLeaves(candidate, forgiveTypos)) : candidates
  const declared = [...forgiving.filter(({ scope }) => scope === 'own'), ...forgiving.filter(({ scope }) => scope === 'global')]
  const isDeclared = options.order === 'declared'
  const catchesAll = ({ condition }: Candidate) => isCatchAll(condition)
  const ordered = isDeclared ? declared : [...declared.filter((each) => !catchesAll(each)), ...declared.filter(catchesAll)]
  const contends = ({ condition }: Candidate) => isAnswer(condition) || (!isDeclared && hasKeywords(condition))
  const isContender = new Set(ordered.flatMap((candidate, position) => (contends(candidate) ? [position] : [])))
  if (isContender.size === 0) return ordered
  const hasAnswers = ordered.some(({ condition }) => isAnswer(condition))
  const heeding = hasAnswers
    ? ordered.map((candidate, position) => (isContender.has(position) ? heedNegation(candidate) : candidate))
    : ordered
  const places = new Map(heeding.filter((_, position) => isContender.has(position)).map((each, place) => [each, place]))
  const rivals = [...places.keys()].map((candidate) => rivalOf(candidate, facts.mayMiss(candidate)))
  const index = new RivalIndex(rivals, options.nesting ?? new KeywordNesting(options.language, options.stemmers))
  return heeding.map((candidate) => {
    const place = places.get(candidate)
    if (place !== undefined)
      return rivals.length < 2
        ? candidate
        : { ...candidate, condition: { ...candidate.condition, among: { name: facts.name, rivals, place } } }
    return withLeaves(candidate, (leaf) =>
      (isAnswer(leaf) || !isDeclared) && yieldsTo(leaf, index, rivals) ? { ...leaf, among: { name: facts.name, rivals } } : leaf,
    )
  })
}

function withLeaves<Candidate extends GuardedTransition>(candidate: Candidate, map: (leaf: LeafCondition) => LeafCondition): Candidate {
  if (isCatchAll(candidate.condition)) return candidate
  const condition = mapLeaves(candidate.condition, map)
  return condition === candidate.condition ? candidate : { ...candidate, condition }
}

function forgiveTypos(leaf: LeafCondition): LeafCondition {
  return leaf.type === 'keyword' && leaf.typos === undefined ? { ...leaf, typos: true } : leaf
}

/** Whether a condition is keywords alone, so that others yield to them. */
function hasKeywords(condition: Condition): condition is KeywordCondition {
  return condition.type === 'keyword' && !isCatchAll(condition) && condition.words.some(hasWords)
}

/** Beside an answer, what is denied is no topic: "no thanks, I don't need help". */
function heedNegation<Candidate extends GuardedTransition>(candidate: Candidate): Candidate {
  const { condition } = candidate
  return condition.type === 'keyword' && condition.ignoreNegated !== true
    ? { ...candidate, condition: { ...condition, ignoreNegated: true } }
    : candidate
}

function rivalOf({ name, scope, condition }: GuardedTransition, mayMiss: boolean): Rival {
  const about = { transition: name, scope, ...(mayMiss ? { mayMiss } : {}) }
  if (isAnswer(condition)) return { ...about, type: condition.type, words: condition.also ?? [], match: 'stem' }
  if (condition.type !== 'keyword') return { ...about, type: 'keyword', words: [], match: 'stem' }
  const { words, match = 'stem', caseSensitive, ignoreNegated, gap, typos } = condition
  return {
    ...about,
    type: 'keyword',
    words: words.filter((word) => hasWords(word) && !isCatchAllWord(word)),
    match,
    ...(caseSensitive ? { caseSensitive } : {}),
    ...(ignoreNegated ? { ignoreNegated } : {}),
    ...(gap === undefined || gap === 0 ? {} : { gap }),
    ...(typos ? { typos } : {}),
  }
}

/** Whether a part of a composition has to know of the rivals. */
function yieldsTo(leaf: LeafCondition, index: RivalIndex, rivals: readonly Rival[]): leaf is KeywordCondition | AnswerCondition {
  if (isAnswer(leaf)) return rivals.some(({ type, words }) => type !== 'keyword' && words.length > 0)
  return leaf.type === 'keyword' && index.longerThan(leaf).length > 0
}
